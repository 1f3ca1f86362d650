import asyncio
from functools import partial

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState
from websockets.asyncio.client import connect
from websockets.frames import Close

from server.protocols import protocols
from server.settings import Settings
from tests.drills.fuzzed_frames import CLOSE, frame
from tests.serving import Server, close_frame


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]


async def test_text_that_is_not_utf8_closes_with_1007_and_is_no_error_of_ours(
    server: Server, caplog: pytest.LogCaptureFixture
):
    async with server.socket() as socket:
        await socket.send(b"\xff", text=True)
        assert await close_frame(socket) == Close(1007, "text must be UTF-8")
    assert errors(caplog) == []


async def test_a_goodbye_that_came_with_such_text_is_answered(server: Server):
    async with server.socket() as socket:
        socket.transport.write(frame(b"\xff") + frame((1000).to_bytes(2, "big"), CLOSE))
        assert await close_frame(socket) == Close(1000, "")


async def test_who_sends_after_a_frame_that_broke_the_protocol_is_told_that_the_client_is_gone():
    """What uvicorn otherwise takes for a mistake of the application, and logs."""
    failed: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()

    async def answers_late(_: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            pass
        try:
            await send({"type": "websocket.send", "text": "late"})
        except Exception as error:
            failed.set_result(error)

    config = uvicorn.Config(answers_late, lifespan="off", **protocols(Settings()))
    config.load()
    factory = partial(config.ws_protocol_class, config, ServerState(), {})
    async with await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0) as listening:
        host, port = listening.sockets[0].getsockname()
        async with connect(f"ws://{host}:{port}", proxy=None) as socket:
            socket.transport.write(frame(b"", opcode=3))
            assert (await close_frame(socket)).code == 1002
        assert isinstance(await failed, OSError)
