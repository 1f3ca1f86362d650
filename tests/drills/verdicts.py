"""What a server may say to a client that sends it anything."""

import re
from collections.abc import Collection, Iterator
from typing import Final

import orjson

from measure.errors import ErrorCode

LEAKS: Final = re.compile(
    r"Traceback|site-packages|\.pyc?\b|0x[0-9a-f]{6,}|<class |<function |/(?:home|usr|tmp|opt|srv|var)/"
    r"|\b[A-Z][A-Za-z]+(?:Error|Exception|Exit|Interrupt|Warning)\b|NoneType|object has no attribute"
    r"|not subscriptable|unexpected keyword|positional argument|pymongo|mongodb://|redis://"
)
"What tells of our insides: a trace, a path, the name of an exception or its text."

BUGS: Final = frozenset({ErrorCode.INTERNAL, ErrorCode.TEMPORARILY_UNAVAILABLE})
"Codes that nobody's input may bring about while MongoDB and Redis are there."

CLOSE_CODES: Final = frozenset(
    {
        1000,  # normal closure, as the client asked
        1002,  # RFC 6455, 7.4.1: a frame that breaks the protocol
        1007,  # text that is not UTF-8
        1009,  # a message that is too big
        4400,  # graphql-transport-ws: a message that breaks the protocol
        4401,  # no key, or subscribe before connection_ack
        4406,  # no subprotocol that is spoken here
        4409,  # an id that is in use
        4429,  # a second connection_init
    }
)
MESSAGES: Final = frozenset({"connection_ack", "next", "error", "complete", "ping", "pong"})


def about_answer(status: int, headers: dict[str, str], body: bytes) -> str | None:
    """What is wrong with an answer over HTTP; None: nothing."""
    if status >= 500:
        return f"status {status}"
    text = body.decode(errors="replace")
    if found := LEAKS.search(text) or LEAKS.search(str(headers)):
        return f"tells of {found[0]}"
    media_type = headers.get("content-type", "")
    if "text/event-stream" in media_type:
        parts = [line[5:] for line in text.split("\n") if line.startswith("data:") and line[5:].strip()]
    elif "json" in media_type:
        parts = [text]
    else:
        return None
    return next((wrong for part in parts if (wrong := _about_json(part))), None)


def _about_json(text: str) -> str | None:
    try:
        said = orjson.loads(text)
    except orjson.JSONDecodeError:
        return "no JSON"
    return about_errors(said)


def about_message(text: bytes) -> str | None:
    """What is wrong with a server's message of graphql-transport-ws."""
    if found := LEAKS.search(text.decode(errors="replace")):
        return f"tells of {found[0]}"
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        return "no JSON"
    if message["type"] not in MESSAGES:
        return f"a message of type {message['type']}"
    payload = message.get("payload")
    return about_errors({"errors": payload} if message["type"] == "error" else payload)


def about_close(code: int, reason: str, sent: Collection[int]) -> str | None:
    """What is wrong with a server's close frame; a client's own codes may come back."""
    if code not in CLOSE_CODES and code not in sent:
        return f"closed with {code}"
    found = LEAKS.search(reason)
    return f"closed telling of {found[0]}" if found else None


def about_errors(said: object) -> str | None:
    """What is wrong with the errors of an answer, GraphQL's or another."""
    for error in _errors(said):
        code = error.get("code") or (error.get("extensions") or {}).get("code")
        if code is None:
            return "an error without a code"
        if code in BUGS:
            return f"code {code}"
        if "extensions" in error and code not in tuple(ErrorCode):
            return f"the code {code}, which is not of the contract"
    return None


def _errors(said: object) -> Iterator[dict]:
    if isinstance(said, list):
        for each in said:
            yield from _errors(each)
    elif isinstance(said, dict):
        yield from said.get("errors") or ()
        if isinstance(said.get("error"), dict):
            yield said["error"]
