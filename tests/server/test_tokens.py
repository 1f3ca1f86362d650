"""Access tokens from end to end: what they open, what they do not, and when it is over."""

import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from bson import ObjectId
from pymongo.database import Database as MongoDatabase
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from live.rooms import Usage
from measure.accounts import Role
from measure.signatures import SigningKey
from measure.tokens import Token, sign
from tests.acceptance.tenant import ID_OF, Tenant
from tests.server.conftest import event
from tests.server.test_rooms import forgetful, logged_in
from tests.server.test_streamed_results import next_event, streaming
from tests.serving import Json, Server, receive, send
from tests.waiting import eventually

__all__ = ["forgetful"]

CREATE = """
mutation ($role: Role! = VIEWER, $seconds: Int! = 3600) {
  createAccessToken(role: $role, ttlSeconds: $seconds) { token expiresAt }
}
"""
VIEWER = "{ viewer { role account { key } } }"
TAG = """
mutation { recordEvents(events: [
  {id: "t-1", type: TAGGED, contact: "ann", tag: "x", at: "2026-03-01T09:00:00Z"}
]) { accepted } }
"""
WATCH = """
subscription ($id: ID!) { mapUpdates(automation: $id, minIntervalMs: 50) { snapshot cohort { count } } }
"""
EXPIRED = "the access token has expired"
REVOKED = "the API key was revoked"
NOT_VALID = "this access token is not valid"


@dataclass(frozen=True)
class Made:
    """A token that was made, and somebody who has nothing else."""

    bearer: Tenant
    expires_at: str


async def make(tenant: Tenant, role: Role = Role.VIEWER, seconds: int = 3_600) -> Made:
    made = (await tenant.ask(CREATE, role=role, seconds=seconds))["createAccessToken"]
    return Made(Tenant(tenant.server, made["token"], tenant.account), made["expiresAt"])


async def refusal(bearer: Tenant) -> str:
    """Why a request is answered 401, as the header and the body say."""
    answer = await bearer.server.http.post(
        "/graphql", json={"query": VIEWER}, headers=bearer.server.bearer(bearer.key)
    )
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]) == (401, {"code": "UNAUTHENTICATED"})
    challenge = f'Bearer error="invalid_token", error_description="{error["message"]}"'
    assert answer.headers["www-authenticate"] == challenge
    return error["message"]


@pytest.fixture
async def map_id(tenant: Tenant) -> str:
    return (await tenant.ask(ID_OF, key="welcome"))["automationByKey"]["id"]


async def test_a_token_opens_what_its_role_does_in_the_account_of_its_key(tenant: Tenant):
    viewer, ingest = (await make(tenant)).bearer, (await make(tenant, Role.INGEST)).bearer
    assert (await viewer.ask(VIEWER))["viewer"] == {"role": "VIEWER", "account": {"key": "demo"}}
    assert await viewer.refusal(TAG) == {"code": "FORBIDDEN"}
    await ingest.record(event("m-7", "cid", "MOVED", to="form"))
    assert await ingest.refusal(ID_OF, key="welcome") == {"code": "FORBIDDEN"}


async def test_nobody_makes_a_token_of_more_rights(tenant: Tenant):
    message = "a key of the role {} may not make a token of the role {}: ask for one of {}"
    for role, asked, within in (
        (Role.INGEST, Role.VIEWER, "INGEST"),
        (Role.EDITOR, Role.ADMIN, "VIEWER, INGEST, EDITOR"),
    ):
        answer = await (await tenant.of(role)).answer(CREATE, role=asked)
        [error] = answer["errors"]
        assert (error["extensions"], error["message"]) == (
            {"code": "FORBIDDEN"},
            message.format(role, asked, within),
        )


@pytest.mark.parametrize("seconds", [0, -1, 86_401])
async def test_how_long_a_token_may_last_is_said(tenant: Tenant, seconds: int):
    assert await tenant.refusal(CREATE, seconds=seconds) == {
        "code": "BAD_USER_INPUT",
        "argument": "ttlSeconds",
        "rule": f"must be 1 to 86400, not {seconds}",
    }


async def test_a_token_makes_narrower_ones_that_end_no_later(tenant: Tenant):
    wide = await make(tenant, Role.EDITOR, 600)
    assert (await make(wide.bearer, seconds=86_400)).expires_at == wide.expires_at
    shorter = await make(wide.bearer, Role.INGEST, 60)
    assert shorter.expires_at < wide.expires_at
    assert (await shorter.bearer.ask(VIEWER))["viewer"]["role"] == "INGEST"
    assert await wide.bearer.refusal(CREATE, role=Role.ADMIN) == {"code": "FORBIDDEN"}


async def test_a_token_has_no_right_that_its_key_has_lost(
    forgetful: None, tenant: Tenant, behind: MongoDatabase
):
    key = await tenant.of(Role.EDITOR)
    editor, viewer = (await make(key, Role.EDITOR)).bearer, (await make(key)).bearer
    behind.keys.update_one({"role": "EDITOR"}, {"$set": {"role": "INGEST"}})
    assert (await editor.ask(VIEWER))["viewer"]["role"] == "INGEST"
    assert await refusal(viewer) == "the API key of this access token has lost the rights that it gives"


async def test_what_we_did_not_sign_opens_nothing(tenant: Tenant, behind: MongoDatabase):
    made = (await make(tenant)).bearer
    assert await refusal(Tenant(made.server, made.key[:-4] + "AAAA")) == NOT_VALID
    [key] = behind.signingKeys.find()
    now = made.server.services.now()
    stranger = SigningKey(now.date(), bytes(32))
    [owner] = behind.keys.find()
    said = Token(str(owner["_id"]), str(owner["account"]), Role.ADMIN, now, now.replace(year=now.year + 1))
    assert await refusal(Tenant(made.server, sign(said, stranger))) == NOT_VALID
    assert key["secret"] != stranger.secret


async def watching(socket: ClientConnection, map_id: str) -> None:
    """An open map on the socket, and its first message."""
    await send(socket, type="subscribe", id="1", payload={"query": WATCH, "variables": {"id": map_id}})
    assert (await receive(socket))["type"] == "next"


async def closing_of(socket: ClientConnection) -> tuple[int, str]:
    """How the server closes a socket on which nothing else comes."""
    with pytest.raises(ConnectionClosed) as closed:
        await receive(socket)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, closed.value.rcvd.reason


async def ending_of(lines: object) -> Json:
    """The last error of an event stream."""
    name, last = await next_event(lines)
    assert (name, (await next_event(lines))[0]) == ("next", "complete")
    [error] = json.loads(last)["errors"]
    return {"message": error["message"], **error["extensions"]}


async def test_what_a_token_opened_ends_with_it(server: Server, tenant: Tenant, map_id: str):
    """The key's own socket, in the same room, goes on."""
    viewer = await tenant.of(Role.VIEWER)
    made = (await make(viewer, seconds=3)).bearer
    async with (
        logged_in(server, 2, made.key) as [busy, idle],
        logged_in(server, 1, viewer.key) as [stayer],
        streaming(made, WATCH, {"id": map_id}) as lines,
    ):
        await watching(busy, map_id)
        await watching(stayer, map_id)
        assert (await next_event(lines))[0] == "next"
        assert server.services.rooms.usage == Usage(rooms=1, members=3)
        assert await closing_of(busy) == (4401, f"Unauthorized: {EXPIRED}")
        assert await closing_of(idle) == (4401, f"Unauthorized: {EXPIRED}")
        assert await ending_of(lines) == {"message": EXPIRED, "code": "UNAUTHENTICATED"}
        await eventually(lambda: server.services.rooms.usage == Usage(rooms=1, members=1))
        await tenant.record(event("m-7", "cid", "MOVED", to="form"))
        assert (await receive(stayer))["payload"]["data"]["mapUpdates"]["cohort"] == {"count": 3}
    assert await refusal(made) == EXPIRED


async def test_what_a_revoked_key_and_its_tokens_opened_ends(
    server: Server, tenant: Tenant, map_id: str, command: Callable
):
    key = await tenant.of(Role.EDITOR)
    made = (await make(key)).bearer
    [*_, line] = (await command("key", "list", "demo"))[1]
    identifier = line.split()[0]
    async with AsyncExitStack() as stack:
        of_key = await stack.enter_async_context(logged_in(server, 2, key.key))
        of_token = await stack.enter_async_context(logged_in(server, 1, made.key))
        [stayer] = await stack.enter_async_context(logged_in(server, 1, tenant.key))
        lines = await stack.enter_async_context(streaming(made, WATCH, {"id": map_id}))
        assert (await next_event(lines))[0] == "next"
        await watching(of_key[0], map_id)
        revoked = await command("key", "revoke", "demo", identifier)
        assert revoked == (0, ['revoked: "test", EDITOR'], [])
        for socket in (*of_key, *of_token):
            assert await closing_of(socket) == (4401, f"Unauthorized: {REVOKED}")
        assert await ending_of(lines) == {"message": REVOKED, "code": "UNAUTHENTICATED"}
        await watching(stayer, map_id)
    await eventually(lambda: server.services.rooms.usage == Usage(rooms=0, members=0))
    assert await refusal(key) == "this API key is not valid"
    assert await refusal(made) == REVOKED


async def test_the_keys_of_all_sockets_are_one_question(
    server: Server, tenant: Tenant, behind: MongoDatabase, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("live.sessions.LOOK_SECONDS", 0.05)
    viewer = await tenant.of(Role.VIEWER)
    async with logged_in(server, 20), logged_in(server, 20, viewer.key):
        behind.command("profile", 2)
        looks = {"ns": f"{behind.name}.keys", "op": "query"}
        await eventually(lambda: behind["system.profile"].count_documents(looks) >= 3)
        behind.command("profile", 0)
        for look in behind["system.profile"].find(looks):
            assert (len(look["command"]["filter"]["_id"]["$in"]), look["docsExamined"]) == (2, 0)
            assert all(isinstance(key, ObjectId) for key in look["command"]["filter"]["_id"]["$in"])
