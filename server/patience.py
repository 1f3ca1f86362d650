"""How long a client may take nothing of what was written to it."""

import asyncio
from collections.abc import Callable
from typing import Final

_LOOKS: Final = 10
"In the time that a client has: so much later than due is it given up at most, by one of them."


class Patience:
    """Gives up a client that takes nothing for so many seconds; one that reads slowly goes on."""

    def __init__(self, transport: asyncio.Transport, seconds: float, give_up: Callable[[], None]) -> None:
        self._transport = transport
        self._pause = seconds / _LOOKS
        self._give_up = give_up
        self._timer: asyncio.TimerHandle | None = None
        self._unsent = self._in_vain = 0

    def start(self) -> None:
        """There is more to be sent than the client takes at once."""
        self._unsent, self._in_vain = self._transport.get_write_buffer_size(), 0
        self._wait()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._pause, self._look)

    def _look(self) -> None:
        before, self._unsent = self._unsent, self._transport.get_write_buffer_size()
        self._in_vain = 0 if self._unsent < before else self._in_vain + 1
        if self._in_vain == _LOOKS:
            self._give_up()
        else:
            self._wait()
