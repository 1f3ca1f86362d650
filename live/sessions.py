"""What is open in this process by right of an API key, sockets and event streams, and when it is over.

A session ends at the moment its token expires, and about `LOOK_SECONDS` after its key was revoked, whether or
not anything happens in it. While MongoDB cannot tell which keys are there, none is taken for revoked.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from measure.accounts import Access
from measure.errors import Refused, expired, revoked
from store.keys import Keys

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0

End = Callable[[Refused], None]
"""Told once, at most, that the session is over and why; it must not block."""


class Session:
    """Somebody's access that lasts; `close` it when it is over for another reason."""

    def __init__(self, access: Access, end: End, leave: Callable[["Session"], None]) -> None:
        self.access = access
        self._end = end
        self._leave = leave
        self._is_open = True
        self._timer: asyncio.TimerHandle | None = None

    def expire_after(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self.end, expired())

    def end(self, why: Refused) -> None:
        if self._is_open:
            self.close()
            self._end(why)

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            if self._timer is not None:
                self._timer.cancel()
            self._leave(self)


class Sessions:
    """All sessions of this process. While there are some, one task asks for all their keys at once."""

    def __init__(self, keys: Keys, now: Callable[[], datetime]) -> None:
        self._keys = keys
        self._now = now
        self._by_key: dict[str, set[Session]] = {}
        self._task: asyncio.Task[None] | None = None
        self._fails = False

    def open(self, access: Access, end: End) -> Session:
        """A session that `end` is told the end of; the caller closes it."""
        session = Session(access, end, self._leave)
        if access.expires_at is not None:
            session.expire_after((access.expires_at - self._now()).total_seconds())
        self._by_key.setdefault(access.key, set()).add(session)
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="keys of open sessions")
        return session

    def close(self) -> None:
        """Ask no more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _leave(self, session: Session) -> None:
        of_key = self._by_key[session.access.key]
        of_key.remove(session)
        if not of_key:
            del self._by_key[session.access.key]
        if not self._by_key:
            self.close()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self._look()

    async def _look(self) -> None:
        asked = tuple(self._by_key)
        try:
            there = await self._keys.still_there(asked)
        except Refused as refused:
            self._fail(refused.message)
            return
        except Exception:  # whatever it was: nobody else looks
            log.exception("the keys of open sessions cannot be read")
            return
        self._fails = False
        for key in asked:
            if key not in there:
                for session in tuple(self._by_key.get(key, ())):
                    session.end(revoked())

    def _fail(self, reason: str) -> None:
        if not self._fails:
            self._fails = True
            log.warning("the keys of open sessions are not read: %s", reason)
