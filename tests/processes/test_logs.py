"""What a server logs: one JSON object a line, and no secret, whatever goes wrong."""

import json
from dataclasses import replace

from server.settings import Settings
from tests.processes.campaign import events_of, publish
from tests.processes.running import running
from tests.serving import METRICS_KEY, log_in

PASSWORD = "a-password-of-redis"
SECRETS = (PASSWORD, METRICS_KEY, "contact-00000", "in-the-query", "in-a-variable", "not-a-key")


async def test_every_record_is_json_and_holds_no_secret(settings: Settings):
    """That Redis takes no password is one more thing to be logged."""
    settings = replace(
        settings,
        redis_url=settings.redis_url.replace("//", f"//:{PASSWORD}@"),
        log_level="debug",
        access_log=True,
    )
    async with running(settings) as server:
        await publish(server)
        await server.record(events_of(0))
        request = {"query": "query ($v: ID!) { node(id: $v) { id } }", "variables": {"v": "in-a-variable"}}
        headers = {**server.bearer(), "X-Request-ID": "mine"}
        await server.http.post("/graphql?in-the-query=1", json=request, headers=headers)
        await server.graphql('{ automationByKey(key: "in-the-query") { id } }', key="not-a-key")
        await server.metrics()
        async with server.socket() as socket:
            await log_in(socket, server.bearer()["Authorization"])
        server.stop()
        code, said = await server.ended()
    records = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert all({"time", "level", "logger", "message"} <= record.keys() for record in records)
    assert "live.backend" in {record["logger"] for record in records}
    assert [secret for secret in (*SECRETS, server.key) if secret in said] == []
    ended = {record["requestId"]: record for record in records if record["logger"] == "server.access"}
    assert ended["mine"]["milliseconds"] > 0
    named = {name: ended["mine"][name] for name in ("method", "path", "status", "message")}
    assert named == {
        "method": "POST",
        "path": "/graphql",
        "status": 200,
        "message": "POST /graphql 200",
    }
    assert ("WEBSOCKET", 1000) in {(record["method"], record["status"]) for record in ended.values()}
