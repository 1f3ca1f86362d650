import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from pymongo import MongoClient
from websockets.exceptions import ConnectionClosed

from measure.accounts import Account, Caller, Plan, Role
from server.authentication import authenticated
from server.errors import UserError
from server.settings import Settings
from tests.serving import Server, send, serving

NEEDED = 'an API key is needed: send authorization "Bearer <key>"'
NOT_VALID = "this API key is not valid"
CHALLENGES = {
    NEEDED: "Bearer",
    NOT_VALID: f'Bearer error="invalid_token", error_description="{NOT_VALID}"',
}
REFUSED = [
    (None, NEEDED),
    ("", NEEDED),
    ("Bearer", NEEDED),
    ("Basic dTpw", NEEDED),
    ("Bearer two words", NEEDED),
    (f"Bearer {'x' * 1025}", NEEDED),
    ("Bearer nobody", NOT_VALID),
]
DEMO = ("demo", "Demo", Plan.ENTERPRISE, "USD", "UTC")


def described(account: Account) -> tuple[str, str, Plan, str, str]:
    return account.key, account.name, account.plan, account.currency, account.time_zone


@pytest.mark.parametrize(("authorization", "message"), REFUSED)
async def test_without_a_valid_key_no_event_is_taken(server: Server, authorization: str | None, message: str):
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = await server.http.post("/events", content=b"[]", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, CHALLENGES[message])
    assert answer.json() == {"error": {"code": "UNAUTHENTICATED", "message": message}}


@pytest.mark.parametrize(("authorization", "message"), REFUSED)
async def test_without_a_valid_key_no_query_is_answered(
    server: Server, authorization: str | None, message: str
):
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = await server.http.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, CHALLENGES[message])
    assert answer.json() == {"errors": [{"message": message, "extensions": {"code": "UNAUTHENTICATED"}}]}


@pytest.mark.parametrize("payload", [None, {}, {"authorization": 7}, {"authorization": "Bearer nobody"}])
async def test_without_a_valid_key_a_socket_is_closed(server: Server, payload: dict[str, object] | None):
    async with server.socket() as socket:
        await send(socket, type="connection_init", payload=payload)
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401
    assert closed.value.rcvd.reason.startswith("Unauthorized: ")


async def test_the_scheme_is_read_without_case(server: Server):
    caller = (await authenticated(server.services, f"bEARER {server.key}")).caller
    assert (described(caller.account), caller.role) == (DEMO, Role.ADMIN)


async def test_a_key_stands_for_its_account_and_role(server: Server):
    key = await server.create_key(Role.INGEST, "other")
    caller = (await authenticated(server.services, f"Bearer {key}")).caller
    assert (caller.account.key, caller.role) == ("other", Role.INGEST)


async def test_processes_that_start_at_once_make_one_demo_account(
    settings: Settings, mongodb: MongoClient, database: str
):
    same = replace(settings, bootstrap_key="chosen-by-its-owner")
    async with AsyncExitStack() as stack:
        servers = await asyncio.gather(*(stack.enter_async_context(serving(same)) for _ in range(4)))
        callers = [await caller_of_key(server) for server in servers]
        assert len({caller.account.id for caller in callers}) == 1
        assert (described(callers[0].account), callers[0].role) == (DEMO, Role.ADMIN)
    assert mongodb[database].accounts.count_documents({}) == 1
    assert mongodb[database].keys.count_documents({}) == 1


async def test_a_second_start_leaves_the_account_as_it_is(settings: Settings):
    same = replace(settings, bootstrap_key="chosen-by-its-owner")
    async with serving(same) as server:
        await server.services.store.accounts.change("demo", name="Ours", plan=Plan.BASIC)
    async with serving(same) as server:
        account = (await caller_of_key(server)).account
    assert described(account) == ("demo", "Ours", Plan.BASIC, "USD", "UTC")


async def test_a_bootstrap_key_that_opens_another_account_is_refused(settings: Settings):
    async with serving(settings) as server:
        key = await server.create_key(Role.ADMIN, "other")
    with pytest.raises(UserError, match="this key belongs to another account or role"):
        async with serving(replace(settings, bootstrap_key=key)):
            pass


async def caller_of_key(server: Server) -> Caller:
    return (await authenticated(server.services, f"Bearer {server.key}")).caller
