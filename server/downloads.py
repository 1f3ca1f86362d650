"""`GET /exports/<name>?token=…`: a file of contacts, or the part of it that a client still lacks.

The token is the right, so a link needs no key: it is good for one file and an hour. What was cut off goes on
with `Range`, and with `If-Range` only if it is still the same file.
"""

from collections.abc import Mapping
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from measure.errors import ErrorCode, Refused
from measure.jobs import ExportFormat
from server.ranges import Span, Unsatisfiable, asked_span
from server.validators import has
from server.wiring import services
from store.exports import KeptFile

_MEDIA_TYPES: Final[Mapping[ExportFormat, str]] = {
    ExportFormat.CSV: "text/csv; charset=utf-8; header=present",  # RFC 4180, 3
    ExportFormat.NDJSON: "application/x-ndjson",
}


async def download(request: Request) -> Response:
    """200 with the file, 206 with a part of it, 304 for who has it.

    Raises:
        Refused: UNAUTHENTICATED for a token that is missing, over or not ours; TEMPORARILY_UNAVAILABLE.
        HTTPException: 404 when the file is gone, or has another name; 416 for a part beyond its end.
    """
    file = await _file_of(request)
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "ETag": f'"{file.id}"',
    }
    if has(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    span = _span_of(request, file, headers["ETag"])
    if span is None:
        status, span = 200, Span(0, file.size)
    else:
        status = 206
        headers["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{file.size}"
    headers |= {"Content-Type": _MEDIA_TYPES[file.format], "Content-Length": str(span.end - span.start)}
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    content = services(request).store.exports.read(file, span.start, span.end)
    return StreamingResponse(content, status, headers)


async def _file_of(request: Request) -> KeptFile:
    known, token = services(request), request.query_params.get("token")
    if not token:
        message = "a link has a token: read downloadUrl again"
        raise Refused(ErrorCode.UNAUTHENTICATED, message)
    link = await known.store.download_links.read(token, known.now())
    file = await known.store.exports.find(link.file, link.account)
    if file is None or file.name != request.path_params["name"]:
        raise HTTPException(404)
    return file


def _span_of(request: Request, file: KeptFile, tag: str) -> Span | None:
    """The part that is asked for; None: the whole (RFC 9110, 13.1.5 and 14.2)."""
    asked = request.headers.get("range")
    if asked is None or request.method != "GET" or request.headers.get("if-range", tag) != tag:
        return None
    try:
        return asked_span(asked, file.size)
    except Unsatisfiable as error:
        raise HTTPException(416, headers={"Content-Range": f"bytes */{file.size}"}) from error
