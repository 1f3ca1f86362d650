"""The client against answers written down here; nothing listens on a socket."""

from collections.abc import Iterator

import httpx
import msgspec
import pytest

from server import client as subject
from server.client import Client, Receipt, Rejection
from server.errors import UserError

RECEIPT = {"accepted": 1, "duplicates": 0, "rejected": [{"index": 1, "code": "BAD_VALUE", "message": "no"}]}


class Viewer(msgspec.Struct, frozen=True):
    role: str


class Answer(msgspec.Struct, frozen=True):
    viewer: Viewer


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "FIRST_PAUSE", 0.001)


def answering(*answers: httpx.Response | Exception) -> httpx.MockTransport:
    """One answer after the other."""
    script: Iterator[httpx.Response | Exception] = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer key"
        following = next(script)
        if isinstance(following, Exception):
            raise following
        return following

    return httpx.MockTransport(answer)


def viewer(role: str) -> httpx.Response:
    return httpx.Response(200, json={"data": {"viewer": {"role": role}}})


def failed(message: str, **extensions: object) -> httpx.Response:
    return httpx.Response(200, json={"errors": [{"message": message, "extensions": extensions}]})


async def test_a_query_answers_in_the_asked_shape():
    async with Client("http://test/", "key", transport=answering(viewer("ADMIN"))) as client:
        assert await client.query("{ viewer { role } }", Answer) == Answer(Viewer("ADMIN"))


async def test_events_are_sent_again_until_they_are_answered():
    answers = (
        httpx.ConnectError("refused"),
        httpx.Response(503, headers={"retry-after": "0"}),
        httpx.ReadTimeout("slow"),
        httpx.Response(429),
        httpx.Response(200, json=RECEIPT),
    )
    waits: list[str] = []
    async with Client("http://test", "key", transport=answering(*answers), on_wait=waits.append) as client:
        assert await client.record(b"{}") == Receipt(1, 0, [Rejection(1, "BAD_VALUE", "no")])
    assert waits == ["refused", "it answered 503", "slow", "it answered 429"]


async def test_a_query_that_the_server_cannot_answer_now_is_asked_again():
    answers = failed("no primary", code="TEMPORARILY_UNAVAILABLE", retryAfter=0.001), viewer("EDITOR")
    async with Client("http://test", "key", transport=answering(*answers)) as client:
        assert await client.query("{ viewer { role } }", Answer) == Answer(Viewer("EDITOR"))


async def test_patience_ends_in_one_sentence():
    transport = answering(httpx.ConnectError("refused"))
    async with Client("http://test", "key", patience=0, transport=transport) as client:
        with pytest.raises(UserError, match=r"^http://test does not answer \(refused\)"):
            await client.record(b"")


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (httpx.Response(401), "does not know this API key"),
        (httpx.Response(403), "does not let this key do that"),
        (httpx.Response(413, text="too large"), "refused the request with 413: too large"),
        (httpx.Response(200, text="<html>"), "does not answer like a Footfall server"),
    ],
)
async def test_a_refusal_is_not_tried_again(answer: httpx.Response, complaint: str):
    async with Client("http://test", "key", transport=answering(answer)) as client:
        with pytest.raises(UserError, match=complaint):
            await client.record(b"")


async def test_errors_of_a_query_are_told_by_their_messages():
    async with Client("http://test", "key", transport=answering(failed("first", code="FORBIDDEN"))) as client:
        with pytest.raises(UserError, match=r"^first$"):
            await client.query("{ viewer { role } }", Answer)


@pytest.mark.parametrize(
    ("url", "key", "complaint"),
    [
        ("127.0.0.1:8000", "key", "must start with http://"),
        ("http://test", "", "needed: give it with --key or FOOTFALL_KEY"),
        ("http://test", "a b", "holds blanks"),
        ("http://test", "ключ", "holds blanks or other characters"),
    ],
)
def test_an_address_or_key_that_cannot_work_is_refused_at_once(url: str, key: str, complaint: str):
    with pytest.raises(UserError, match=complaint):
        Client(url, key)
