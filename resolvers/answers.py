"""Answers that are given again, byte for byte, as long as nothing that they were read from has changed."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import orjson
from cachetools import LRUCache

from measure.accounts import Caller
from resolvers.reads import Sources
from store.availability import Unavailable
from store.streams import Streams

OVERHEAD = 1_000
"Bytes that an answer takes beside its text and its question, about."
SHARE = 8
"An answer that takes more than one part in so many of the budget is not kept."


@dataclass(frozen=True, slots=True)
class Question:
    """All that decides an answer beside its sources: who asks, and what.

    `variables` are canonical: the same for the same values. The caller holds the account as it was when its
    key was last looked up, with its plan, and the role.
    """

    caller: Caller
    document: str
    operation: str | None
    variables: bytes

    @classmethod
    def of(
        cls, caller: Caller, document: str, operation: str | None, variables: Mapping[str, object] | None
    ) -> "Question | None":
        """None for variables that nest too deep to be written."""
        try:
            canonical = orjson.dumps(variables or {}, option=orjson.OPT_SORT_KEYS)
        except orjson.JSONEncodeError:
            return None
        return cls(caller, document, operation, canonical)


@dataclass(frozen=True, slots=True)
class Usage:
    """How many answers are kept, the bytes they take and may take, how often one was given again, or not."""

    kept: int
    weight: int
    budget: int
    hits: int
    misses: int


@dataclass(frozen=True, slots=True)
class _Answer:
    body: bytes
    sources: Sources
    weight: int


class Answers:
    """The answers of one process: the least recently given are let go first."""

    def __init__(self, streams: Streams, now: Callable[[], datetime], budget: int) -> None:
        """`budget`: bytes that all answers together may take, about; 0 keeps none."""
        self._streams = streams
        self._now = now
        self._budget = budget
        self._kept: LRUCache[Question, _Answer] = LRUCache(budget, getsizeof=lambda answer: answer.weight)
        self._made: dict[Question, asyncio.Event] = {}
        self._hits = self._misses = 0

    async def get(self, question: Question) -> bytes | None:
        """The answer, if it would be the very same when it was read again now.

        While one that is out of date is made anew, others wait for it: when a map changes that many look at,
        one of them executes. None as well while nobody can tell: what is answered then is not decided here.
        """
        body = await self._current(question)
        if body is None and (made := self._made.get(question)) is not None:
            await made.wait()
            body = await self._current(question)
        if body is None:
            self._misses += 1
        else:
            self._hits += 1
        return body

    @contextmanager
    def making(self, question: Question | None) -> Iterator[None]:
        """Make an answer anew in the block, which `get` did not have; one of several goes first."""
        if question is None or question in self._made or question not in self._kept:
            yield
            return
        made = self._made[question] = asyncio.Event()
        try:
            yield
        finally:
            del self._made[question]
            made.set()

    def keep(self, question: Question, body: bytes, sources: Sources) -> None:
        """Keep an answer in the place of the one before."""
        weight = OVERHEAD + len(body) + len(question.document) + len(question.variables)
        if weight * SHARE <= self._budget:
            self._kept[question] = _Answer(body, sources, weight)

    @property
    def usage(self) -> Usage:
        return Usage(
            len(self._kept), int(self._kept.currsize), self._budget, hits=self._hits, misses=self._misses
        )

    async def _current(self, question: Question) -> bytes | None:
        answer = self._kept.get(question)
        if answer is None:
            return None
        try:
            are_same = await self._streams.are_at(answer.sources.streams)
        except Unavailable:
            return None
        return answer.body if are_same and answer.sources.are_of(self._now()) else None
