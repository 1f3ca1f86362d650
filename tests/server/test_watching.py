"""The watched map: rows from updates, the table from rows, and the socket against a scripted server."""

import json
from collections.abc import Awaitable, Callable

import msgspec
import pytest
from rich.console import Console
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from server.errors import UserError
from server.watching.board import WATCH, Board, Update, Watched
from server.watching.subscription import ConnectionLostError, subscribe
from server.watching.table import line, table

FORM = {"key": "form", "kind": "TRIGGER", "name": "Form [new]"}
MAIL = {"key": "mail", "kind": "EMAIL", "name": "Welcome"}
GOAL = {"key": "goal", "kind": "GOAL", "name": "Bought"}


def row(element: dict[str, str], reached: int, here: int, **more: object) -> dict[str, object]:
    counts = {"reached": reached, "hereNow": here, "wereHere": reached - here}
    numbers = {name: {"count": count} for name, count in counts.items()}
    return {"element": element, **numbers, "achieved": None, "conversionRate": None, "message": None, **more}


def written(*rows: dict[str, object], snapshot: bool, cohort: int) -> dict[str, object]:
    return {
        "snapshot": snapshot,
        "version": 1,
        "asOf": "2026-03-01T09:00:00Z",
        "cohort": {"count": cohort},
        "changed": {"elements": list(rows)},
    }


def update(*rows: dict[str, object], snapshot: bool, cohort: int) -> Update:
    return msgspec.convert(written(*rows, snapshot=snapshot, cohort=cohort), Update)


SENT = {"sent": {"count": 3}, "openRate": 0.5, "clickRate": None}
SNAPSHOT = update(
    row(FORM, 1200, 4),
    row(MAIL, 3, 0, message=SENT),
    row(GOAL, 2, 2, achieved={"count": 1}, conversionRate=1 / 3),
    snapshot=True,
    cohort=1200,
)


def shown(board: Board) -> list[str]:
    console = Console(width=120, record=True, force_terminal=False)
    with console.capture() as drawn:
        console.print(table(board))
    return [" ".join(text.replace("│", " ").split()) for text in drawn.get().splitlines()]


def test_an_update_changes_its_own_rows_and_keeps_the_order():
    board = (
        Board("Welcome", {}).after(SNAPSHOT).after(update(row(FORM, 1201, 5), snapshot=False, cohort=1201))
    )
    assert list(board.rows) == ["form", "mail", "goal"]
    assert board.cohort == 1201
    assert board.rows["form"].reached.count == 1201
    assert board.rows["mail"].reached.count == 3


def test_a_snapshot_replaces_every_row():
    board = Board("Welcome", {}).after(SNAPSHOT).after(update(row(GOAL, 0, 0), snapshot=True, cohort=0))
    assert list(board.rows) == ["goal"]


def test_the_table_shows_numbers_only_where_they_apply():
    lines = shown(Board("Welcome campaign", {}).after(SNAPSHOT))
    assert "Welcome campaign: 1,200 contacts" in lines
    assert "TRIGGER Form [new] 1,200 4 1,196" in lines
    assert "EMAIL Welcome 3 0 3 3 50.0% –" in lines
    assert "GOAL Bought 2 2 0 1 33.3%" in lines
    assert "version 1, 2026-03-01T09:00:00Z" in lines


def test_a_table_without_numbers_says_that_it_waits():
    assert "waiting for the first numbers" in shown(Board("Welcome", {}))


def test_a_pipe_gets_one_line_per_update():
    assert line(SNAPSHOT) == (
        "2026-03-01T09:00:00Z snapshot contacts=1200 | form reached=1200 here=4 were=1196"
        " | mail reached=3 here=0 were=3 | goal reached=2 here=2 were=0 achieved=1"
    )
    assert line(update(snapshot=False, cohort=7)) == "2026-03-01T09:00:00Z update contacts=7"


async def against(script: Callable[[ServerConnection], Awaitable[None]]) -> list[Update]:
    """What a subscriber of a server with this script gets until it ends."""
    async with serve(
        script, "127.0.0.1", 0, subprotocols=[Subprotocol("graphql-transport-ws")], open_timeout=None
    ) as server:
        port = server.sockets[0].getsockname()[1]
        updates = subscribe(f"http://127.0.0.1:{port}", "key", WATCH, Watched, automation="a1")
        return [watched.map_updates async for watched in updates]


async def opened(socket: ServerConnection) -> None:
    """The server's side of the handshake."""
    assert json.loads(await socket.recv()) == {
        "type": "connection_init",
        "payload": {"authorization": "Bearer key"},
    }
    await socket.send('{"type":"connection_ack"}')
    asked = json.loads(await socket.recv())
    assert (asked["type"], asked["id"], asked["payload"]["variables"]) == (
        "subscribe",
        "1",
        {"automation": "a1"},
    )


async def test_pings_are_answered_and_a_completed_subscription_is_a_lost_one():
    async def script(socket: ServerConnection) -> None:
        await opened(socket)
        await socket.send('{"type":"ping"}')
        assert json.loads(await socket.recv()) == {"type": "pong"}
        await socket.send('{"type":"complete","id":"1"}')
        await socket.wait_closed()

    with pytest.raises(ConnectionLostError, match="ended the subscription"):
        await against(script)


async def test_every_update_arrives():
    async def script(socket: ServerConnection) -> None:
        await opened(socket)
        sent = {"mapUpdates": written(row(FORM, 1, 1), snapshot=True, cohort=1)}
        for _ in range(3):
            await socket.send(json.dumps({"type": "next", "id": "1", "payload": {"data": sent}}))
        await socket.wait_closed()

    async with serve(script, "127.0.0.1", 0, subprotocols=[Subprotocol("graphql-transport-ws")]) as server:
        port = server.sockets[0].getsockname()[1]
        updates = subscribe(f"http://127.0.0.1:{port}", "key", WATCH, Watched, automation="a1")
        assert [(await anext(updates)).map_updates.cohort.count for _ in range(3)] == [1, 1, 1]
        await updates.aclose()


@pytest.mark.parametrize(
    ("code", "error", "complaint"),
    [
        (4401, UserError, "does not know this API key"),
        (4403, UserError, "closed the subscription: why"),
        (1012, ConnectionLostError, "why"),
        (4408, ConnectionLostError, "why"),
    ],
)
async def test_a_closed_socket_says_whether_opening_it_again_helps(
    code: int, error: type[Exception], complaint: str
):
    async def script(socket: ServerConnection) -> None:
        await socket.close(code, "why")

    with pytest.raises(error, match=complaint):
        await against(script)


@pytest.mark.parametrize(
    ("extensions", "error"),
    [({"code": "BAD_USER_INPUT"}, UserError), ({"code": "TEMPORARILY_UNAVAILABLE"}, ConnectionLostError)],
)
async def test_an_error_of_the_subscription_is_told(extensions: dict[str, str], error: type[Exception]):
    async def script(socket: ServerConnection) -> None:
        await opened(socket)
        payload = [{"message": "no such map", "extensions": extensions}]
        await socket.send(json.dumps({"type": "error", "id": "1", "payload": payload}))
        await socket.wait_closed()

    with pytest.raises(error, match="no such map"):
        await against(script)


async def test_nobody_listening_is_a_lost_connection(unused_tcp_port: int):
    updates = subscribe(f"http://127.0.0.1:{unused_tcp_port}", "key", WATCH, Watched, automation="a1")
    with pytest.raises(ConnectionLostError):
        await anext(updates)
