"""What one client reads of its messages: that each has the rows that were changed, and when it came."""

import asyncio

import msgspec


class _Element(msgspec.Struct, frozen=True):
    key: str


class _Group(msgspec.Struct, frozen=True):
    count: int


class ElementRow(msgspec.Struct, frozen=True):
    element: _Element
    reached: _Group


class Changed(msgspec.Struct, frozen=True):
    elements: list[ElementRow]
    connectors: list[msgspec.Raw]


class Update(msgspec.Struct, frozen=True):
    snapshot: bool
    changed: Changed


class _Data(msgspec.Struct, frozen=True, rename="camel"):
    map_updates: Update


class _Payload(msgspec.Struct, frozen=True):
    data: _Data


class _Next(msgspec.Struct, frozen=True):
    payload: _Payload


_DECODER = msgspec.json.Decoder(_Next)


def update_of(message: bytes) -> Update:
    return _DECODER.decode(message).payload.data.map_updates


class Seen:
    """The messages of one client; `arrived` is set by each, `begun` by the first after a snapshot."""

    def __init__(self, rows: int) -> None:
        self.arrived = asyncio.Event()
        self.begun = asyncio.Event()
        self.bytes = 0
        self._rows = rows
        self._wrong: int | None = None

    def listen(self, message: bytes, at: float) -> None:
        self.arrived.set()
        update = update_of(message)
        if update.snapshot:
            return
        self.begun.set()
        self.bytes = len(message)
        rows = len(update.changed.elements) + len(update.changed.connectors)
        if rows != self._rows:
            self._wrong = rows

    def check(self) -> None:
        """Raises RuntimeError unless each message had the rows it should have."""
        if self._wrong is not None:
            raise RuntimeError(f"a message has {self._wrong} rows where {self._rows} changed")
