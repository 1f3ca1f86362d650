"""A bug of ours, whatever the transport: nothing of it reaches the client but the id that the log has."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from server.logs import writing
from tests.serving import Json, Server, log_in, receive, send

SECRET = "a secret of /srv/footfall/store/automations.py"
SORRY = "something went wrong on our side; try again"
QUERY = '{ automationByKey(key: "a") { id } }'
WATCH = 'subscription { mapUpdates(automation: "QXV0b21hdGlvbjo2YjA4ZDc4ZGNjNGE0YTZkN2RlM2RiY2Q") { asOf } }'


@pytest.fixture
def server(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """One that fails to find any automation, to record any event, and to write what it was asked for."""

    async def fail(*_: object) -> None:
        raise RuntimeError(SECRET)

    store = server.services.store
    for owner, names in (
        (store.automations, ("by_id", "by_key")),
        (store.recorder, ("record",)),
    ):
        for name in names:
            monkeypatch.setattr(owner, name, fail)
    return server


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = writing(stream, "json")
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def record_of(logged: io.StringIO) -> Json:
    """The one record about the bug, which has all of it."""
    records = [json.loads(line) for line in logged.getvalue().splitlines()]
    [record] = [record for record in records if "unexpected error" in record["message"]]
    assert record["level"] == "ERROR"
    assert "Traceback (most recent call last)" in record["exception"]
    assert SECRET in record["exception"]
    return record


async def test_over_http(server: Server, logged: io.StringIO):
    headers = {**server.bearer(), "X-Request-ID": "mine-1"}
    answer = await server.http.post("/graphql", json={"query": QUERY}, headers=headers)
    [error] = answer.json()["errors"]
    assert (error["message"], error["extensions"]) == (SORRY, {"code": "INTERNAL", "requestId": "mine-1"})
    assert answer.headers["x-request-id"] == record_of(logged)["requestId"] == "mine-1"
    assert SECRET not in answer.text


async def test_when_recording_events(server: Server, logged: io.StringIO):
    answer = await server.post_events([{"id": "1"}])
    logged_id = record_of(logged)["requestId"]
    assert answer.status_code == 500
    assert answer.json() == {"error": {"code": "INTERNAL", "message": SORRY, "requestId": logged_id}}
    assert answer.headers["x-request-id"] == logged_id
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("query", [QUERY, WATCH])
async def test_over_a_socket(server: Server, logged: io.StringIO, query: str):
    async with server.socket() as socket:
        await log_in(socket, server.bearer()["Authorization"])
        await send(socket, type="subscribe", id="1", payload={"query": query})
        message = await receive(socket)
        told = message["payload"] if message["type"] == "error" else message["payload"]["errors"]
        assert socket.response is not None
        assert socket.response.headers["x-request-id"] == record_of(logged)["requestId"]
    assert told[0]["message"] == SORRY
    assert told[0]["extensions"] == {"code": "INTERNAL", "requestId": record_of(logged)["requestId"]}
    assert SECRET not in json.dumps(message)


async def test_over_an_event_stream(server: Server, logged: io.StringIO):
    headers = {**server.bearer(), "Accept": "text/event-stream"}
    answer = await server.http.post("/graphql", json={"query": WATCH}, headers=headers)
    logged_id = record_of(logged)["requestId"]
    assert answer.headers["x-request-id"] == logged_id
    assert f'"requestId":"{logged_id}"' in answer.text
    assert SECRET not in answer.text


async def test_before_graphql_is_asked(server: Server, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch):
    async def fail(_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(server.services.store.keys, "access", fail)
    answer = await server.http.post("/graphql", json={"query": QUERY}, headers=server.bearer())
    logged_id = record_of(logged)["requestId"]
    assert answer.status_code == 500
    assert answer.json() == {
        "errors": [{"message": SORRY, "extensions": {"code": "INTERNAL", "requestId": logged_id}}]
    }


async def test_a_socket_that_fails_as_a_whole_is_closed(
    server: Server, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
):
    async def fail(_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(server.services.store.keys, "access", fail)
    async with server.socket() as socket:
        await send(socket, type="connection_init", payload={"authorization": f"Bearer {server.key}"})
        await socket.wait_closed()
    assert (socket.close_code, socket.close_reason) == (1011, SORRY)
    assert socket.response is not None
    assert record_of(logged)["requestId"] == socket.response.headers["x-request-id"]
