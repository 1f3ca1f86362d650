"""One subscriber in a room, and the way to it."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Protocol


class Outlet(Protocol):
    """The way to one subscriber. Nothing is kept for one who does not take it: a message is sent or not."""

    @property
    def is_ready(self) -> bool:
        """Whether a message would be on its way at once."""

    def when_ready(self, call: Callable[[], None]) -> None:
        """Have `call` called, once, as soon as messages are taken again."""

    def send(self, message: bytes) -> None:
        """Send a message; nothing happens when the subscriber is gone."""

    def end(self, error: Exception | None) -> None:
        """Say that no message follows; why, unless there is nothing more to tell."""


@dataclass(slots=True)
class Sent:
    """Messages to members: the first ones, updates, and snapshots for those who had missed something."""

    first: int = 0
    updates: int = 0
    resyncs: int = 0


@dataclass(slots=True, eq=False)
class Member:
    """A subscriber: whether it has seen all that its room has sent, and when the room may send it more."""

    outlet: Outlet
    is_in_step: bool = True
    not_before: float = -inf
