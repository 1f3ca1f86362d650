"""The three servers, each alone on its core, with one map that everybody watches."""

import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from bench.ground import Ground
from bench.javascript import script
from bench.live.children import HOST, Child, child
from bench.live.crowd import Address
from bench.live.footfall import footfall
from bench.live.operation import MIN_INTERVAL_MS
from bench.live.seen import Seen

FOOTFALL, STOCK, NODE = "Footfall", "stock Strawberry", "Node"
NAMES = (FOOTFALL, STOCK, NODE)


class Contender(Protocol):
    """A running server, whose rows change in the block of `changing` as fast as it sends."""

    @property
    def pid(self) -> int: ...
    @property
    def address(self) -> Address: ...
    @property
    def automation(self) -> str: ...
    def changing(self, seen: Seen) -> AbstractAsyncContextManager[None]: ...


def contender(name: str, ground: Ground, rows: int) -> AbstractAsyncContextManager[Contender]:
    """The server of that name, for the time of the block; each message has so many rows."""
    if name == FOOTFALL:
        return footfall(ground, rows)
    return _rival(_COMMANDS[name](), rows)


class _Rival:
    """It changes its rows by itself, every 50 ms like Footfall; each line lets it begin or stop."""

    automation = "1"

    def __init__(self, child: Child) -> None:
        self.pid = child.pid
        self.address = Address(HOST, child.port)
        self._input = child.input

    @asynccontextmanager
    async def changing(self, seen: Seen) -> AsyncIterator[None]:
        self._input.write(b"\n")
        try:
            yield
        finally:
            self._input.write(b"\n")


@asynccontextmanager
async def _rival(command: tuple[str, ...], rows: int) -> AsyncIterator[_Rival]:
    async with child(*command, str(rows), str(MIN_INTERVAL_MS)) as started:
        yield _Rival(started)


def _stock() -> tuple[str, ...]:
    return (sys.executable, "-m", "bench.live.stock")


def _node() -> tuple[str, ...]:
    return script("live.js")


_COMMANDS = {STOCK: _stock, NODE: _node}
