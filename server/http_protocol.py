"""uvicorn's HTTP, which does not wait for ever for a client that does not read its answer."""

import asyncio
import logging
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

log = logging.getLogger(__name__)


class HttpProtocol(HttpToolsProtocol):
    """Drops the connection of a client that has taken nothing for `patience` seconds."""

    patience: ClassVar[float]
    _stalled: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(self.patience, self._drop)

    def resume_writing(self) -> None:
        self._forgive()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forgive()
        super().connection_lost(exc)

    def _forgive(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _drop(self) -> None:
        log.warning("a client that does not read its answer is dropped")
        self.transport.abort()
