"""What a GraphQL request over HTTP asks, in the body of a POST or the query of a GET.

https://graphql.github.io/graphql-over-http/draft/#sec-Request
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

import msgspec
import orjson
from starlette.requests import Request

from measure.errors import ErrorCode, Refused, bad_input
from server.bodies import read_body
from server.media_types import JSON, is_json
from server.socket_messages import Asked, Operation
from server.wiring import services

_LONGEST_SHOWN: Final = 100


class Unanswerable(Refused):
    """A request for which HTTP has a status of its own; `headers` say what would do."""

    def __init__(self, status: int, argument: str, rule: str, headers: Mapping[str, str]) -> None:
        super().__init__(ErrorCode.BAD_USER_INPUT, f"{argument}: {rule}", argument=argument, rule=rule)
        self.status = status
        self.headers = headers


async def read_operation(request: Request) -> Operation:
    """What is asked.

    Raises:
        Refused: BAD_USER_INPUT naming the parameter that is none; LIMIT_EXCEEDED for too large a body; what
            `TrustedDocuments.document_of` raises.
        Unanswerable: 415, for a body that is not said to be JSON. A page of another origin may post none
            that is without being asked for leave first (https://fetch.spec.whatwg.org/#http-cors-protocol).
    """
    sent = await _posted(request) if request.method == "POST" else _queried(request)
    try:
        asked = msgspec.convert(sent, Asked)
    except msgspec.ValidationError as error:
        raise bad_input("request", f"not a GraphQL request: {error}") from error
    return asked.operation(services(request).trusted_documents)


async def _posted(request: Request) -> object:
    content_type = request.headers.get("content-type", "")
    if not is_json(content_type):
        rule = f'must be {JSON} in UTF-8, not "{content_type[:_LONGEST_SHOWN]}"'
        raise Unanswerable(415, "content-type", rule, {"Accept": JSON})  # RFC 9110, 15.5.16
    body = await read_body(request, services(request).traffic.limits.query_bytes)
    return _json("request", body)


def _queried(request: Request) -> dict[str, object]:
    """The parameters of a GET: an empty one is as if left out, and some are JSON."""
    try:
        query = request.scope["query_string"].decode()
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise bad_input("request", "the query of the URL is not UTF-8") from error
    sent: dict[str, object] = {}
    for name, value in pairs:
        if name in sent:
            raise bad_input(name[:_LONGEST_SHOWN], "is given twice")
        sent[name] = value or None
    for name in ("variables", "extensions"):
        if isinstance(text := sent.get(name), str):
            sent[name] = _json(name, text)
    return sent


def _json(argument: str, text: str | bytes) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise bad_input(argument, f"is not JSON: {error}") from error
