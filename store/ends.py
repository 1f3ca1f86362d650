"""The log's ends: one look at a time tells all who ask whether their streams have grown."""

import asyncio
from collections.abc import Collection, Sequence

from store.availability import needs_database
from store.log import Known, Log

_Answer = asyncio.Future[frozenset[Known]]


class Ends:
    """Shares looks. Who asks while one is under way is told by the next: so everything that was appended
    before the question is seen, and however many ask, MongoDB has one such command at a time.
    """

    def __init__(self, commits: Log) -> None:
        self._log = commits
        self._asked: set[Known] = set()
        self._waiting: list[_Answer] = []
        self._looking: asyncio.Task[None] | None = None

    async def grown(self, known: Collection[Known]) -> frozenset[Known]:
        """Those of which their streams have more commits.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE.
        """
        answer: _Answer = asyncio.get_running_loop().create_future()
        self._asked.update(known)
        self._waiting.append(answer)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_for_all(), name="look at the ends of streams")
        return (await answer).intersection(known)

    async def _look_for_all(self) -> None:
        """Look as long as somebody waits; it begins when all who ask at the same time have asked."""
        while self._waiting:
            asked, waiting = tuple(self._asked), self._waiting
            self._asked, self._waiting = set(), []
            try:
                grown = await self._look(asked)
            except Exception as error:  # whatever it was: it is theirs who asked
                for answer in waiting:
                    if not answer.done():
                        answer.set_exception(error)
            else:
                for answer in waiting:
                    if not answer.done():  # one may have given up
                        answer.set_result(grown)
        self._looking = None

    @needs_database
    async def _look(self, asked: Sequence[Known]) -> frozenset[Known]:
        async with self._log.primary.guard():
            return await self._log.grown(asked)
