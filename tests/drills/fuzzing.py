"""Inputs at random, three kinds side by side, and what became of them.

Everything follows from the seed: the inputs of session 7 are the same in every run with it. What the
server makes of them may depend on what it was told before.
"""

import asyncio
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from httptools import HttpParserError

from tests.drills import verdicts
from tests.drills.fuzzed_arguments import Ids
from tests.drills.fuzzed_bodies import EVENT_STREAM, Due, Request, body_request, query_request
from tests.drills.fuzzed_frames import Conversation, conversation
from tests.drills.fuzzed_queries import operation
from tests.drills.raw_http import (
    LONGEST_SECONDS,
    SILENCE_SECONDS,
    Answer,
    BrokenOff,
    Connection,
)
from tests.drills.raw_socket import RawSocket, ServerFrameError
from tests.serving import Api

KINDS = ("queries", "bodies", "frames")
REQUESTS = 20
"In a session over HTTP; one over a WebSocket has about as many frames."
CONNECTIONS = 12
LONGEST_SHOWN = 600
MOST_SHOWN = 30


@dataclass(slots=True)
class Outcome:
    """What was sent, and what came."""

    inputs: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    closes: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    "Answers that held data, receipts with an accepted event, updates over a socket and as a stream."
    failures: dict[str, str] = field(default_factory=dict)
    "The first input of each kind of failure."

    @property
    def total(self) -> int:
        return self.inputs.total()

    def fail(self, session: int, wrong: str, sent: object, said: object) -> None:
        kind = f"{KINDS[session % len(KINDS)]}: {re.sub(r'[0-9]+', 'N', wrong)}"
        shown = f"session {session}: {wrong}\n  sent {_cut(sent)}\n  came {_cut(said)}"
        self.failures.setdefault(kind, shown)

    def tell(self) -> None:
        print(f"{self.total:,} inputs: {dict(self.inputs)}\nstatuses {dict(sorted(self.statuses.items()))}")
        print(f"closes {dict(sorted(self.closes.items()))}\nanswered {dict(self.answered)}")
        for shown in [*self.failures.values()][:MOST_SHOWN]:
            print(shown)


def _cut(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}… ({len(shown):,})"


class Fuzz:
    """Sessions 0, 1, 2, … with a server, until it was sent so many inputs."""

    def __init__(self, server: Api, ids: Ids, seed: int) -> None:
        self.outcome = Outcome()
        self._server = server
        self._ids = ids
        self._seed = seed
        self._port = int(server.url.rpartition(":")[2])

    async def run(self, inputs: int, sessions: Iterator[int] | None = None) -> None:
        """Raises OSError when nothing listens any more."""
        numbers = sessions or itertools.count()

        async def work() -> None:
            for number in numbers:
                if self.outcome.total >= inputs:
                    return
                await self.session(number)

        async with asyncio.TaskGroup() as group:
            for _ in range(CONNECTIONS):
                group.create_task(work())

    async def session(self, number: int) -> None:
        chance = Random(f"{self._seed}/{number}")
        match KINDS[number % len(KINDS)]:
            case "queries":
                asked = (operation(chance, self._ids) for _ in range(REQUESTS))
                await self._requests(
                    number, [query_request(chance, each, self._server.key) for each in asked]
                )
            case "bodies":
                bodies = [body_request(chance, self._ids, self._server.key) for _ in range(REQUESTS)]
                await self._requests(number, bodies)
            case _:
                await self._converse(number, conversation(chance, self._ids, self._server.key))

    async def _requests(self, number: int, requests: Sequence[Request]) -> None:
        """One after the other over one connection, as long as the server keeps it."""
        self.outcome.inputs[KINDS[number % len(KINDS)]] += len(requests)
        connection = await Connection.open(self._port)
        for request in requests:
            if not connection.is_usable:
                connection.drop()
                connection = await Connection.open(self._port)
            await self._ask(number, connection, request)
        connection.drop()

    async def _ask(self, number: int, connection: Connection, request: Request) -> None:
        unsure = request.due is Due.ANYTHING
        try:
            answer = await connection.ask(
                request.written,
                stream=request.due is Due.STREAM,
                patience=SILENCE_SECONDS if unsure else LONGEST_SECONDS,
            )
        except (TimeoutError, BrokenOff) as silence:
            if not unsure:
                self.outcome.fail(number, f"no answer: {type(silence).__name__}", request.written, "")
        except HttpParserError as error:
            if not unsure:
                self.outcome.fail(number, f"no HTTP: {error}", request.written, "")
        else:
            self._judge(number, request, answer)

    def _judge(self, number: int, request: Request, answer: Answer) -> None:
        body = bytes(answer.body)
        self.outcome.statuses[answer.status] += 1
        if answer.headers.get("content-type", "").startswith(EVENT_STREAM):
            self.outcome.answered["stream"] += b'"data":{' in body
        else:
            self.outcome.answered["query"] += b'"data":{' in body
            self.outcome.answered["event"] += b'"accepted":' in body and b'"accepted":0' not in body
        if wrong := verdicts.about_answer(answer.status, answer.headers, body):
            self.outcome.fail(number, wrong, request.written, (answer.status, body))

    async def _converse(self, number: int, talk: Conversation) -> None:
        self.outcome.inputs["frames"] += 1 + len(talk.frames) + len(talk.fault)
        socket = await RawSocket.open(self._port)
        try:
            if await self._is_open(number, socket, talk):
                await self._exchange(number, socket, talk)
        finally:
            socket.drop()

    async def _is_open(self, number: int, socket: RawSocket, talk: Conversation) -> bool:
        try:
            async with asyncio.timeout(LONGEST_SECONDS if talk.is_upgrade else SILENCE_SECONDS):
                status = await socket.shake_hands(talk.handshake)
                body = b"" if status == 101 else await socket.rest()
        except (TimeoutError, BrokenOff) as silence:
            if talk.is_upgrade:
                self.outcome.fail(number, f"no socket: {type(silence).__name__}", talk.handshake, "")
            return False
        self.outcome.statuses[status] += 1
        if wrong := verdicts.about_answer(status, {}, body):
            self.outcome.fail(number, f"handshake: {wrong}", talk.handshake, body)
        return status == 101

    async def _exchange(self, number: int, socket: RawSocket, talk: Conversation) -> None:
        listening = asyncio.create_task(socket.listen())
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                await socket.write(b"".join(talk.frames))
                if talk.awaits_answers:
                    await socket.quiet(SILENCE_SECONDS)
                await socket.write(b"".join(talk.fault))
                if not talk.leaves_politely:
                    return
                await socket.say_goodbye()
                await listening
        except TimeoutError:
            self.outcome.fail(number, "neither closed nor ended", talk.frames, socket.heard)
        except ServerFrameError as error:
            self.outcome.fail(number, f"broken frame: {error}", talk.frames, socket.heard)
        finally:
            listening.cancel()
            await asyncio.wait([listening])
            self._judge_conversation(number, talk, socket)

    def _judge_conversation(self, number: int, talk: Conversation, socket: RawSocket) -> None:
        heard = socket.heard
        for message in heard.messages:
            self.outcome.answered["update"] += b'"type":"next"' in message
            if wrong := verdicts.about_message(message):
                self.outcome.fail(number, wrong, talk.frames, message)
        if heard.code is not None:
            self.outcome.closes[str(heard.code)] += 1
            if wrong := verdicts.about_close(heard.code, heard.reason, talk.close_codes):
                self.outcome.fail(number, wrong, _end_of(talk), heard.reason)
        elif talk.leaves_politely:
            self.outcome.closes["reset" if heard.was_reset else "none"] += 1
            if not (heard.was_reset and talk.fault):
                self.outcome.fail(number, "ended without a close frame", _end_of(talk), heard.messages[-3:])


def _end_of(talk: Conversation) -> Sequence[bytes]:
    return [*talk.frames, *talk.fault][-3:]
