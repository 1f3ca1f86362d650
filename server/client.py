"""A small client of Footfall's public HTTP API: queries and events.

What may be sent again is sent again: queries always, events because their ids make it safe
(see "Sending events" in the documentation). Everything else ends in one `UserError`.
"""

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self, TypeVar

import httpx
import msgspec

from server.errors import UserError

T = TypeVar("T")

FIRST_PAUSE = 0.25
"""Seconds before the second try; doubled for each one after it."""
LONGEST_PAUSE = 10.0
TIMEOUT = httpx.Timeout(60.0, connect=5.0)


class Rejection(msgspec.Struct, frozen=True):
    """One event that was not taken: its place in the batch, its id when readable, and why."""

    index: int
    code: str
    message: str
    id: str | None = None
    field: str | None = None


class Receipt(msgspec.Struct, frozen=True):
    """The answer to a batch of events."""

    accepted: int
    duplicates: int
    rejected: list[Rejection]


class ErrorExtensions(msgspec.Struct, frozen=True, rename="camel"):
    """What a GraphQL error of ours says beside its message; `retry_after` is in seconds."""

    code: str = ""
    retry_after: float | None = None


class GraphQLError(msgspec.Struct, frozen=True):
    """https://spec.graphql.org/October2021/#sec-Errors"""

    message: str
    extensions: ErrorExtensions = msgspec.field(default_factory=ErrorExtensions)


class Result(msgspec.Struct, frozen=True):
    """https://spec.graphql.org/October2021/#sec-Response-Format with `data` still undecoded."""

    data: msgspec.Raw = msgspec.field(default_factory=lambda: msgspec.Raw(b"null"))
    errors: list[GraphQLError] = msgspec.field(default_factory=list)


class TryLaterError(Exception):
    """The server cannot answer now and may later; `pause` is how many seconds it asked for, if it did."""

    def __init__(self, reason: str, pause: float = 0.0) -> None:
        super().__init__(reason)
        self.pause = pause


class Client:
    """One server and one key. Use it as an async context manager.

    `patience` is for how many seconds a request is tried again before it fails; `on_wait` is told in
    a few words why a request has to wait, before each pause. `transport` takes the place of the network.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        patience: float = 120.0,
        on_wait: Callable[[str], None] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.url = checked_url(url)
        self.key = checked_key(key)
        self._patience = patience
        self._on_wait = on_wait
        self._http = httpx.AsyncClient(
            base_url=self.url,
            headers={"authorization": f"Bearer {self.key}"},
            timeout=TIMEOUT,
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def query(self, document: str, answer: type[T], **variables: object) -> T:
        """Runs a query or an idempotent mutation; its `data` as an `answer`.

        Raises:
            UserError: refused, or not answered within the patience.
        """

        async def ask() -> T:
            response = await self._http.post("/graphql", json={"query": document, "variables": variables})
            if response.status_code not in (200, 400):
                raise self._refusal(response)
            return data_of(self._decoded(response, Result), answer)

        return await self._patiently(ask)

    async def record(self, events: bytes) -> Receipt:
        """Sends one batch of events as NDJSON, at most 5,000 and 8 MiB; answered when they are durable.

        Raises:
            UserError: the batch as a whole was refused, or not answered within the patience.
        """

        async def send() -> Receipt:
            response = await self._http.post(
                "/events", content=events, headers={"content-type": "application/x-ndjson"}
            )
            if response.status_code != 200:
                raise self._refusal(response)
            return self._decoded(response, Receipt)

        return await self._patiently(send)

    async def _patiently(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """The attempt's result, tried again with growing pauses while the server is away or busy."""
        deadline = time.monotonic() + self._patience
        pause = FIRST_PAUSE
        while True:
            try:
                return await attempt()
            except TryLaterError as busy:
                reason, asked = str(busy), busy.pause
            except httpx.RequestError as lost:
                reason, asked = str(lost) or type(lost).__name__, 0.0
            wait = max(asked, pause * random.uniform(0.75, 1.25))
            if time.monotonic() + wait > deadline:
                raise UserError(f"{self.url} does not answer ({reason}): is Footfall running there?")
            if self._on_wait is not None:
                self._on_wait(reason)
            await asyncio.sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _refusal(self, response: httpx.Response) -> Exception:
        status = response.status_code
        if status == 401:
            return UserError(refused_key(self.url))
        if status == 403:
            return UserError(f"{self.url} does not let this key do that: use one of a higher role.")
        if status == 429 or status >= 500:
            return TryLaterError(f"it answered {status}", pause_asked(response))
        return UserError(f"{self.url} refused the request with {status}: {response.text.strip()[:300]}")

    def _decoded(self, response: httpx.Response, shape: type[T]) -> T:
        try:
            return msgspec.json.decode(response.content, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError) as bad:
            raise UserError(f"{self.url} does not answer like a Footfall server ({bad}).") from bad


def data_of(result: Result, answer: type[T]) -> T:
    """The `data` of a GraphQL result as an `answer`.

    Raises:
        TryLaterError: the server says that it may answer later.
        UserError: any other error, by its own message.
    """
    for error in result.errors:
        if error.extensions.code in ("TEMPORARILY_UNAVAILABLE", "RATE_LIMITED"):
            raise TryLaterError(error.message, error.extensions.retry_after or 0.0)
    if result.errors:
        raise UserError("; ".join(error.message for error in result.errors))
    try:
        return msgspec.json.decode(result.data, type=answer)
    except msgspec.ValidationError as bad:
        raise UserError(f"The server's answer is not what its schema says ({bad}).") from bad


def pause_asked(response: httpx.Response) -> float:
    """Seconds of the Retry-After header (RFC 9110, 10.2.3); 0 when it is absent or a date."""
    try:
        seconds = float(response.headers.get("retry-after", "0"))
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) else 0.0


def checked_url(url: str) -> str:
    """The server's address without a trailing slash.

    Raises:
        UserError: it is not an http or https address.
    """
    if not url.startswith(("http://", "https://")):
        raise UserError(f'"{url}" is no address of a server: it must start with http:// or https://.')
    return url.rstrip("/")


def checked_key(key: str) -> str:
    """The key, if it can stand in a header.

    Raises:
        UserError: it is empty or holds something other than visible ASCII.
    """
    if not key:
        raise UserError("An API key is needed: give it with --key or FOOTFALL_KEY.")
    if not all("!" <= letter <= "~" for letter in key):
        raise UserError("The API key holds blanks or other characters that no key has.")
    return key


def refused_key(url: str) -> str:
    """What to tell someone whose key the server does not know."""
    return f"{url} does not know this API key: give a valid one with --key or FOOTFALL_KEY."
