"""Subscriptions as Server-Sent Events: the same rooms, the same answers."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from live.rooms import Usage
from measure.accounts import Role
from server.settings import Settings
from tests.acceptance.tenant import ID_OF, Tenant
from tests.server.conftest import event
from tests.server.test_slow_clients import WATCH as WATCH_WIDE
from tests.server.test_slow_clients import WIDE, Mailing
from tests.serving import Json, Server, serving
from tests.waiting import eventually

WATCH = """
subscription ($id: ID!) { mapUpdates(automation: $id, minIntervalMs: 50) { snapshot cohort { count } } }
"""
NOBODY = Usage(rooms=0, members=0)


@pytest.fixture
async def map_id(tenant: Tenant) -> str:
    return (await tenant.ask(ID_OF, key="welcome"))["automationByKey"]["id"]


@asynccontextmanager
async def streaming(tenant: Tenant, query: str, variables: Json) -> AsyncIterator[AsyncIterator[str]]:
    """The lines of an answer that goes on."""
    request = {"query": query, "variables": variables}
    headers = {**tenant.server.bearer(tenant.key), "Accept": "text/event-stream"}
    async with tenant.server.http.stream("POST", "/graphql", json=request, headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield answer.aiter_lines()


async def next_event(lines: AsyncIterator[str]) -> tuple[str, str]:
    """The name of an event and its data."""
    async with asyncio.timeout(10):
        lines_of_one = [await anext(lines) for _ in range(3)]
    name, data, end = lines_of_one
    assert end == ""
    return name.removeprefix("event: "), data.removeprefix("data: ")


async def update(lines: AsyncIterator[str]) -> Json:
    name, data = await next_event(lines)
    assert name == "next"
    return json.loads(data)["data"]["mapUpdates"]


async def test_an_event_stream_is_sent_what_a_socket_is_sent(server: Server, tenant: Tenant, map_id: str):
    variables = {"id": map_id}
    on_socket = server.subscribe(WATCH, variables)
    async with streaming(tenant, WATCH, variables) as lines:
        assert await update(lines) == {"snapshot": True, "cohort": {"count": 2}}
        assert (await anext(on_socket))["data"]["mapUpdates"]["snapshot"]
        assert server.services.rooms.usage == Usage(rooms=1, members=2)
        await tenant.record(event("m-7", "cid", "MOVED", to="form"))
        changed = await update(lines)
        assert changed == {"snapshot": False, "cohort": {"count": 3}}
        assert (await anext(on_socket))["data"]["mapUpdates"] == changed
    await on_socket.aclose()
    await eventually(lambda: server.services.rooms.usage == NOBODY)  # hanging up is leaving


async def test_a_stream_may_be_asked_for_by_get_as_browsers_do(tenant: Tenant, map_id: str):
    headers = {**tenant.server.bearer(), "Accept": "text/event-stream"}
    asked = {"query": WATCH, "variables": json.dumps({"id": map_id})}
    async with tenant.server.http.stream("GET", "/graphql", params=asked, headers=headers) as answer:
        assert await update(answer.aiter_lines()) == {"snapshot": True, "cohort": {"count": 2}}


async def test_what_is_refused_is_told_in_the_stream(tenant: Tenant, map_id: str):
    ingest = await tenant.of(Role.INGEST)
    for asking, query, code in (
        (ingest, WATCH, "FORBIDDEN"),
        (tenant, WATCH.replace("snapshot", "snapshots"), "GRAPHQL_VALIDATION_FAILED"),
    ):
        async with streaming(asking, query, {"id": map_id}) as lines:
            name, data = await next_event(lines)
            assert (name, json.loads(data)["errors"][0]["extensions"]["code"]) == ("next", code)
            assert (await next_event(lines))[0] == "complete"


ANSWER = '{"data":{"__typename":"Query"},"extensions":{"cost":{"requested":0,"limit":2000000}}}'


async def test_a_query_has_one_answer_and_is_complete(tenant: Tenant):
    async with streaming(tenant, "{ __typename }", {}) as lines:
        assert await next_event(lines) == ("next", ANSWER)
        assert (await next_event(lines))[0] == "complete"


URQL = (
    "application/graphql-response+json, application/graphql+json, application/json, "
    "text/event-stream, multipart/mixed"
)


async def test_a_query_of_a_client_that_takes_json_too_is_answered_in_json(tenant: Tenant):
    headers = {**tenant.server.bearer(), "Accept": URQL}
    answer = await tenant.server.http.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert answer.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert answer.text == ANSWER


async def test_lines_end_as_every_client_can_read_them(tenant: Tenant, map_id: str):
    request = {"query": WATCH, "variables": {"id": map_id}}
    headers = {**tenant.server.bearer(), "Accept": "text/event-stream"}
    async with tenant.server.http.stream("POST", "/graphql", json=request, headers=headers) as answer:
        first = await anext(answer.aiter_bytes())
    assert first.startswith(b"event: next\ndata: {")
    assert first.endswith(b"}\n\n")


async def test_who_does_not_read_a_stream_is_dropped(settings: Settings):
    async with serving(replace(settings, stalled_seconds=0.3)) as server:
        tenant = Tenant(server, server.key)
        map_id, mailing = await tenant.publish(WIDE), Mailing(tenant)
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", int(server.url.rpartition(":")[2])))
            client.sendall(request_of(server, map_id))
            await eventually(lambda: server.services.rooms.usage == Usage(rooms=1, members=1))
            while server.services.rooms.usage != NOBODY:
                await mailing.again()


def request_of(server: Server, map_id: str) -> bytes:
    body = json.dumps({"query": WATCH_WIDE, "variables": {"id": map_id}})
    headers = {
        "Host": "127.0.0.1",
        "Accept": "text/event-stream",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **server.bearer(),
    }
    lines = ["POST /graphql HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", body]
    return "\r\n".join(lines).encode()
