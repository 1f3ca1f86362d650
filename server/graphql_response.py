"""What goes back over HTTP: statuses, media types, validators.

https://graphql.github.io/graphql-over-http/draft/#sec-Response
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from strawberry.http.streaming import merge_stream_with_heartbeat
from strawberry.types import ExecutionResult

from measure.errors import ErrorCode
from server.media_types import GRAPHQL_RESPONSE
from server.refusals import retry_after
from server.streamed_results import Encoded, EventStream
from server.validators import has, tag_of

REUSABLE: Final[Mapping[str, str]] = {
    "Cache-Control": "private, no-cache",
    "Vary": "Authorization, Accept",
}
"""Of an answer that its client may keep, to ask each time whether it is still the one (RFC 9111, 5.2.2.4)."""


def answered(request: Request, media_type: str, body: bytes) -> Response:
    """A query's answer without errors; to a GET with a validator, and with no body if the client has it."""
    content_type = f"{media_type}; charset=utf-8"
    if request.method == "POST":
        return Response(body, headers={"Content-Type": content_type})
    headers = {**REUSABLE, "ETag": tag_of(body)}
    if has(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**headers, "Content-Type": content_type})


def result_response(media_type: str, result: ExecutionResult, *, is_mutation: bool) -> Response:
    """A mutation's result, or one with errors.

    A client of old is answered with 200 whatever a well-formed request came to. One exception for both: a
    mutation that is to be sent again gets 503, so that whatever stands between sends it again, too.
    """
    status, headers = 200, {"Content-Type": f"{media_type}; charset=utf-8"}
    if not _was_executed(result):
        codes = {(error.extensions or {}).get("code") for error in result.errors or ()}
        if ErrorCode.INTERNAL in codes:
            status = 500
        elif media_type == GRAPHQL_RESPONSE:
            status = 400
    seconds = retry_after(result.errors or ()) if is_mutation else None
    if seconds is not None:
        status, headers["Retry-After"] = 503, str(seconds)
    return Response(encoded(result), status, headers)


def stream_response(results: AsyncGenerator[ExecutionResult, None]) -> Response:
    """Each result as an event, as it comes."""
    framing = EventStream()

    async def events() -> AsyncGenerator[str, None]:
        async with aclosing(results):
            async for result in results:
                yield framing.encode_event("next", _text(result))
        yield framing.encode_complete()

    parts = merge_stream_with_heartbeat(
        events,
        lambda: framing.encode_comment("ping"),
        framing.heartbeat_interval,
        send_initial_heartbeat=framing.send_initial_heartbeat,
    )
    return StreamingResponse(parts(), headers=framing.headers)


def encoded(result: ExecutionResult) -> bytes:
    """A response: https://spec.graphql.org/October2021/#sec-Response-Format."""
    body: dict[str, object] = {}
    if result.errors:
        body["errors"] = [error.formatted for error in result.errors]
    if _was_executed(result):
        body["data"] = result.data
    if result.extensions:
        body["extensions"] = result.extensions
    return orjson.dumps(body)


def _was_executed(result: ExecutionResult) -> bool:
    """Whether fields were asked: only then is there `data`, null when one could not be answered."""
    return result.data is not None or any(error.path for error in result.errors or ())


def _text(result: ExecutionResult) -> str:
    return (result.body if isinstance(result, Encoded) else encoded(result)).decode()
