"""uvicorn's HTTP, which does not wait for ever for a client that does not read its answer."""

import asyncio
import logging
import socket
from typing import ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.patience import Patience

log = logging.getLogger(__name__)

MOST_UNSENT: Final = 65_536
"Bytes that the kernel keeps for a client that does not read, and about as many we: what is newer is better."

_TCP_NOTSENT_LOWAT: Final = 25  # linux/tcp.h; Python names it from 3.12 on


class HttpProtocol(HttpToolsProtocol):
    """Drops the connection of a client that has taken nothing for `patience` seconds."""

    patience: ClassVar[float]
    _patience: Patience | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's is
        """WebSockets begin here, too."""
        super().connection_made(transport)
        connection = transport.get_extra_info("socket")
        if connection.family in (socket.AF_INET, socket.AF_INET6):
            connection.setsockopt(socket.IPPROTO_TCP, _TCP_NOTSENT_LOWAT, MOST_UNSENT)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._patience = Patience(self.transport, self.patience, self._drop)
        self._patience.start()

    def resume_writing(self) -> None:
        self._forgive()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forgive()
        super().connection_lost(exc)

    def _forgive(self) -> None:
        if self._patience is not None:
            self._patience.stop()
            self._patience = None

    def _drop(self) -> None:
        log.warning("a client that does not read its answer is dropped")
        self.transport.abort()
