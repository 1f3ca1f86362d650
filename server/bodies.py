"""Request bodies: unpacked while they arrive, never held beyond the limit."""

import zlib
from collections.abc import Callable
from typing import Final, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request

from measure.errors import ErrorCode, Refused
from measure.traffic import Limit

_GZIP_ONLY: Final = 16 + zlib.MAX_WBITS  # https://docs.python.org/3/library/zlib.html#zlib.decompress


async def read_body(request: Request, limit: Limit) -> bytes:
    """The unpacked body.

    Raises:
        Refused: LIMIT_EXCEEDED above `limit`, packed or unpacked, with the size as far as it was known then;
            BAD_USER_INPUT when it is not gzip though its Content-Encoding says so.
        HTTPException: 415 for a Content-Encoding other than gzip.
    """
    announced = request.headers.get("content-length", "0")  # a number: the server has refused all else
    if int(announced) > limit.most:
        raise limit.exceeded(int(announced))
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    unpacker_of = _UNPACKERS.get(encoding)
    if unpacker_of is None:
        message = f'Content-Encoding must be gzip or absent, not "{encoding}"'
        raise HTTPException(415, message, {"Accept-Encoding": "gzip"})  # RFC 9110, 15.5.16
    unpacker = unpacker_of()
    arrived, body = 0, bytearray()
    async for chunk in request.stream():
        arrived += len(chunk)
        body += unpacker.unpack(chunk, limit.most - len(body))
        if (size := max(arrived, len(body))) > limit.most:
            raise limit.exceeded(size)
    unpacker.finish()
    return bytes(body)


class Unpacker(Protocol):
    def unpack(self, chunk: bytes, room: int) -> bytes:
        """What `chunk` adds to the body; unpacks no further than the first byte beyond `room`."""

    def finish(self) -> None:
        """Raises Refused when the body ended too early."""


class Identity:
    def unpack(self, chunk: bytes, room: int) -> bytes:
        return chunk

    def finish(self) -> None:
        """Nothing can be missing."""


class Gzip:
    """One member after another (RFC 1952, 2.2)."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP_ONLY)

    def unpack(self, chunk: bytes, room: int) -> bytes:
        unpacked = b""
        while chunk and len(unpacked) <= room:
            if self._member.eof:
                self._member = zlib.decompressobj(_GZIP_ONLY)
            try:
                unpacked += self._member.decompress(chunk, room + 1 - len(unpacked))
            except zlib.error as error:
                raise _not_gzip(str(error)) from error
            chunk = self._member.unused_data
        return unpacked

    def finish(self) -> None:
        if not self._member.eof:
            raise _not_gzip("it ends too early")


_UNPACKERS: Final[dict[str, Callable[[], Unpacker]]] = {
    "identity": Identity,
    "gzip": Gzip,
    "x-gzip": Gzip,  # RFC 9110, 8.4.1.3
}


def _not_gzip(reason: str) -> Refused:
    return Refused(
        ErrorCode.BAD_USER_INPUT, f"the body is not gzip though Content-Encoding says so: {reason}"
    )
