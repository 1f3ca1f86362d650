"""Trusted documents over each transport, and their manifest at the start."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from measure.limits import Limits
from server.errors import UserError
from server.settings import Settings
from server.trusted_documents import trusted_documents
from tests.serving import Json, Server, log_in, receive, send, serving

WATCHED = """
subscription { mapUpdates(automation: "1") { changed { automation { elements { outgoing { key } } } } } }
"""
ROLE = "{ viewer { role } }"
MOVES = 'subscription { contactMoves(automation: "1") { at } }'
DOCUMENTS = {"role": ROLE, "sha256:moves": MOVES}
DATA = {"viewer": {"role": "ADMIN"}}
HASHED = {"persistedQuery": {"version": 1, "sha256Hash": "moves"}}


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    file = tmp_path / "documents.json"
    file.write_text(json.dumps(DOCUMENTS))
    return file


async def post(server: Server, asked: Json, accept: str = "application/json") -> tuple[int, Json]:
    answer = await server.http.post("/graphql", json=asked, headers={**server.bearer(), "Accept": accept})
    return answer.status_code, answer.json()


async def test_documents_are_named_over_each_transport(settings: Settings, manifest: Path):
    only = replace(settings, trusted_documents=manifest, trusted_documents_only=True)
    async with serving(only) as server:
        status, answer = await post(server, {"documentId": "sha256:role"})
        assert (status, answer["data"]) == (200, DATA)
        status, answer = await post(server, {"query": "{ __schema { description } }"})
        assert (status, answer["errors"][0]["extensions"]) == (403, {"code": "FORBIDDEN"})
        status, answer = await post(server, {"documentId": "other"}, accept="text/event-stream")
        assert (status, answer["errors"][0]["extensions"]["argument"]) == (400, "documentId")
        events = {**server.bearer(), "Accept": "text/event-stream"}
        streamed = await server.http.post("/graphql", json={"extensions": HASHED}, headers=events)
        assert streamed.headers["content-type"].startswith("text/event-stream")
        assert streamed.text.startswith('event: next\ndata: {"errors":[')
        async with server.socket() as socket:
            await log_in(socket, server.bearer()["Authorization"])
            await send(socket, type="subscribe", id="1", payload={"documentId": "role"})
            answer = await receive(socket)
            assert (answer["type"], answer["payload"]["data"]) == ("next", DATA)
            assert await receive(socket) == {"type": "complete", "id": "1"}
            await send(socket, type="subscribe", id="2", payload={"query": "{ __typename }"})
            answer = await receive(socket)
            assert (answer["type"], answer["payload"][0]["extensions"]) == ("error", {"code": "FORBIDDEN"})
            await send(socket, type="subscribe", id="3", payload={"extensions": HASHED})
            assert (await receive(socket))["type"] == "error"  # there is no such automation


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", " cannot be read: Input data was truncated"),
        ('{"a": "{ viewer {"}', ': document "a": Syntax Error: Expected Name, found <EOF>.'),
        ('{"a": "{ viewr { role } }"}', ": document \"a\": Cannot query field 'viewr' on type 'Query'."),
        ('{"a": "{ a: viewer { b: role } }"}', ': document "a": aliases: 2 is more than the 1 allowed '),
        (
            '{"a": "{ automations { edges { node { key } } } }"}',
            ': document "a": cost: 101 is more than the 50 allowed (FOOTFALL_MAX_COST)',
        ),
    ],
)
def test_a_manifest_that_cannot_be_answered_is_refused_at_the_start(tmp_path: Path, text: str, says: str):
    file = tmp_path / "documents.json"
    file.write_text(text)
    with pytest.raises(UserError) as raised:
        trusted_documents(file, Limits(aliases=1, cost=50, suggestions=False), only=False)
    message = str(raised.value)
    assert message.startswith(f"--trusted-documents (FOOTFALL_TRUSTED_DOCUMENTS): {file}{says}")


def test_a_manifest_that_is_not_there_is_told_so(tmp_path: Path):
    with pytest.raises(UserError, match=r"gone\.json cannot be read: No such file or directory"):
        trusted_documents(tmp_path / "gone.json", Limits(), only=False)


async def test_limits_are_the_same_over_each_transport(settings: Settings):
    async with serving(replace(settings, max_cost=50)) as server:
        costly = "{ automations(first: 50) { edges { node { key } } } }"
        expected = {
            "code": "LIMIT_EXCEEDED",
            "limit": "cost",
            "value": 101,
            "most": 50,
            "setting": "FOOTFALL_MAX_COST",
            "cost": {"requested": 101, "limit": 50},
        }
        answer = await server.graphql(costly)
        assert "data" not in answer
        assert [error["extensions"] for error in answer["errors"]] == [expected]
        async with server.socket() as socket:
            await log_in(socket, server.bearer()["Authorization"])
            await send(socket, type="subscribe", id="1", payload={"query": costly})
            refused = await receive(socket)
            assert (refused["type"], [error["extensions"] for error in refused["payload"]]) == (
                "error",
                [expected],
            )
            await send(socket, type="subscribe", id="2", payload={"query": WATCHED})
            refused = await receive(socket)
            assert (refused["type"], refused["payload"][0]["extensions"]["limit"]) == ("error", "cost")
        events = {**server.bearer(), "Accept": "text/event-stream"}
        streamed = await server.http.post("/graphql", json={"query": WATCHED}, headers=events)
        assert '"code":"LIMIT_EXCEEDED","limit":"cost"' in streamed.text
