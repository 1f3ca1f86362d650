"""What the load generator of the live bench counts, however its frames are cut."""

import asyncio
import itertools

import pytest

from bench.live.frames import CLOSE, HEAD_END, OPENED, PING, PONG, TEXT, frame, served
from bench.live.watcher import Tally, Watcher

HEAD = OPENED + b" Switching Protocols" + HEAD_END
ACK = b'{"type":"connection_ack"}'
SHORT = bytes((TEXT, len(ACK))) + ACK
MESSAGE = b'{"id":"0","type":"next","payload":"%s"}'
COUNTED = served(MESSAGE % (b"." * 300))
LARGE = bytes((TEXT, 127)) + (70_000 + len(MESSAGE) - 2).to_bytes(8, "big") + MESSAGE % (b"." * 70_000)
FAILED = served(b'{"id":"0","type":"error","payload":["%s"]}' % (b"." * 300))


class Transport(asyncio.Transport):
    def __init__(self):
        super().__init__()
        self.sent = []

    def write(self, data):
        self.sent.append(bytes(data))

    def close(self):
        pass


def receive(watcher, stream, sizes):
    """Hand the stream over in pieces of these sizes, by turns."""
    at = 0
    for size in itertools.cycle(sizes):
        piece = stream[at : at + size]
        if not piece:
            return
        watcher.get_buffer(-1)[: len(piece)] = piece
        watcher.buffer_updated(len(piece))
        at += size


async def opened():
    tally, transport = Tally(), Transport()
    watcher = Watcher(tally, "127.0.0.1", 1)
    watcher.connection_made(transport)
    return watcher, tally, transport


@pytest.mark.parametrize("sizes", [(1,), (2, 3), (7, 64, 131), (1_000,), (100_000,)])
@pytest.mark.parametrize("reads", [False, True])
async def test_every_message_is_counted_once_however_the_stream_is_cut(sizes, reads):
    watcher, tally, transport = await opened()
    read = []
    if reads:
        watcher.listener = lambda message, at: read.append(message)
    ping = bytes((PING, 4)) + b"ping"
    receive(watcher, HEAD + SHORT + COUNTED + LARGE + ping + COUNTED * 3, sizes)
    await watcher.opened()
    assert tally.messages == 5
    assert not tally.lost
    assert transport.sent[1:] == [frame(PONG, b"ping")]
    assert len(read) == (5 if reads else 0)


@pytest.mark.parametrize("sizes", [(1,), (1_000,)])
async def test_an_error_and_a_close_are_reported_and_not_counted(sizes):
    for ending, why in ((FAILED, "error"), (bytes((CLOSE, 6)) + b"\x0f\xa1gone", "closed with 4001 gone")):
        watcher, tally, _ = await opened()
        receive(watcher, HEAD + COUNTED + ending, sizes)
        assert tally.messages == 1
        assert tally.lost[0].startswith(why)
