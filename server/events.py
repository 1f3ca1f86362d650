"""`POST /events`: a batch of events, each judged alone."""

import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from measure.decoding import decode, readable_id
from measure.errors import ErrorCode, Refused
from measure.events import MOST_EVENTS, SentEvent
from measure.recorded import Recorded
from measure.rejections import Rejected
from resolvers.access import Right, require
from server.bodies import read_body
from server.traffic import admitted
from server.wiring import services
from store.judgement import Undecoded

Line = bytes | msgspec.Raw

_NOT_BLANK: Final = re.compile(rb"\S[^\n]*")
_ARRAY: Final = msgspec.json.Decoder(list[msgspec.Raw])


async def post_events(request: Request) -> JSONResponse:
    """Record the body's events; 200 with what became of them once they are durable."""
    caller = (await admitted(request)).caller
    require(caller.role, Right.RECORD)
    split = _splitter(request.headers.get("content-type", ""))
    limits = services(request).traffic.limits
    lines = split(_utf8(await read_body(request, limits.events_bytes)))
    if len(lines) > MOST_EVENTS:
        message = f"a request takes at most {MOST_EVENTS} events; split it: nothing of it was taken"
        raise Refused(ErrorCode.LIMIT_EXCEEDED, message, limit="events", most=MOST_EVENTS)
    recorded = await services(request).store.recorder.record(
        caller.account, [_judged(line) for line in lines]
    )
    return JSONResponse(_receipt(recorded))


def _ndjson(body: bytes) -> Sequence[Line]:
    """The lines of https://github.com/ndjson/ndjson-spec; blank ones are ignored and take no index."""
    return [found[0] for found in islice(_NOT_BLANK.finditer(body), MOST_EVENTS + 1)]


def _json(body: bytes) -> Sequence[Line]:
    """The elements of the array, each left as it is."""
    try:
        return _ARRAY.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        message = f"the body is not a JSON array of events: {error}"
        raise Refused(ErrorCode.BAD_USER_INPUT, message) from error


_SPLITTERS: Final[dict[str, Callable[[bytes], Sequence[Line]]]] = {
    "application/x-ndjson": _ndjson,
    "application/json": _json,
}


def _splitter(content_type: str) -> Callable[[bytes], Sequence[Line]]:
    media_type = content_type.partition(";")[0].strip().lower()
    splitter = _SPLITTERS.get(media_type)
    if splitter is None:
        raise HTTPException(415, f'Content-Type must be {" or ".join(_SPLITTERS)}, not "{media_type}"')
    return splitter


def _utf8(body: bytes) -> bytes:
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise Refused(ErrorCode.BAD_USER_INPUT, f"the body is not UTF-8: {error}") from error
    return body


def _judged(line: Line) -> SentEvent | Undecoded:
    try:
        return decode(line)
    except Rejected as rejected:
        return Undecoded(readable_id(line), rejected.rejection)


def _receipt(recorded: Recorded) -> dict[str, object]:
    return {
        "accepted": recorded.accepted,
        "duplicates": recorded.duplicates,
        "rejected": [
            {
                "index": item.index,
                "id": item.id,
                "code": item.rejection.code,
                "field": item.rejection.field,
                "message": item.rejection.message,
            }
            for item in recorded.rejected
        ],
    }
