"""Files of exports, in MongoDB as GridFS keeps files: pieces of 1 MiB, and a document that names them, last.

https://github.com/mongodb/specifications/blob/master/source/gridfs/gridfs-spec.md, bucket `exports`. Written
here and not by the driver, which keeps 48 MB in memory before it writes any, and reads with a cursor that a
client which pauses would lose. A piece has one field more, `overAt`: MongoDB deletes it then, and the
document of a file at `metadata.expiresAt`. So old files go by themselves, and so does what a process that
was killed leaves, which nobody else could tell from what another process is writing.
"""

import secrets
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bson import ObjectId

from measure.downloads import filename, format_of
from measure.jobs import ExportFile, ExportFormat, Job
from store.availability import needs_database
from store.database import BY_ID, BY_PIECE, Collection, Database, Document
from store.last_known import Anywhere

PIECE_BYTES: Final = 1 << 20
LONGEST_DOWNLOAD: Final = timedelta(days=1)
"""Pieces outlive their file's document by so much, less what writing it took, for those who fetch it just
then."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it is fetched; `size` and `piece_size` are in bytes."""

    id: str
    account: str
    name: str
    format: ExportFormat
    size: int
    piece_size: int


class Exports:
    """Writes, finds and reads files. A file is there as a whole or not at all, and never changes."""

    def __init__(self, database: Database, days: int) -> None:
        """Files are kept for so many days."""
        self._files = database.export_files
        self._pieces = database.export_pieces
        self._any_files = Anywhere(database, self._files)
        self._any_pieces = Anywhere(database, self._pieces)
        self._kept = timedelta(days=days)

    async def write(self, job: Job, content: AsyncGenerator[bytes, None]) -> ExportFile:
        """A file of the job, in place of what earlier attempts at it have left.

        Whatever `content` raises leaves no file. Not so when it is cancelled, as a process is stopped: the
        next attempt finds what is left.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE.
        """
        await self._remove_attempts(job.id)
        file = f"{job.id}.{secrets.token_hex(8)}"
        try:
            size = await self._write_pieces(file, content)
            return await self._finish(file, job, size)
        except Exception:
            await self._remove(file)
            raise

    async def find(self, id: str, account: str) -> KeptFile | None:
        """The file of an account; None when it is no more.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE.
        """

        async def read(files: Collection) -> Document | None:
            return await files.find_one({"_id": id, "metadata.account": ObjectId(account)}, hint=BY_ID)

        found = await self._any_files.ask(read, is_whole=lambda document: document is not None)
        if found is None:
            return None
        return KeptFile(
            id=id,
            account=account,
            name=found["filename"],
            format=ExportFormat(found["metadata"]["format"]),
            size=found["length"],
            piece_size=found["chunkSize"],
        )

    async def read(self, file: KeptFile, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` to before `end`, a piece at a time.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE.
        """
        for number in range(start // file.piece_size, -(-end // file.piece_size)):
            first = number * file.piece_size
            piece = await self._piece(file.id, number)
            yield piece[max(start - first, 0) : end - first]

    async def _piece(self, id: str, number: int) -> bytes:
        async def read(pieces: Collection) -> Document | None:
            return await pieces.find_one({"files_id": id, "n": number}, {"data": 1}, hint=BY_PIECE)

        found = await self._any_pieces.ask(read, is_whole=lambda document: document is not None)
        if found is None:
            raise RuntimeError(f"piece {number} of export {id} is gone")
        data: bytes = found["data"]
        return data

    async def _write_pieces(self, id: str, content: AsyncGenerator[bytes, None]) -> int:
        """How many bytes they are."""
        over_at = datetime.now(UTC) + self._kept + LONGEST_DOWNLOAD
        waiting, number = bytearray(), 0
        async with aclosing(content):
            async for some in content:
                waiting += some
                while len(waiting) >= PIECE_BYTES:
                    await self._write_piece(id, number, bytes(waiting[:PIECE_BYTES]), over_at)
                    del waiting[:PIECE_BYTES]
                    number += 1
        if waiting:
            await self._write_piece(id, number, bytes(waiting), over_at)
        return number * PIECE_BYTES + len(waiting)

    @needs_database
    async def _write_piece(self, id: str, number: int, data: bytes, over_at: datetime) -> None:
        await self._pieces.insert_one({"files_id": id, "n": number, "data": data, "overAt": over_at})

    @needs_database
    async def _finish(self, id: str, job: Job, size: int) -> ExportFile:
        now = datetime.now(UTC).replace(microsecond=0)
        expires_at = now + self._kept
        await self._files.insert_one(
            {
                "_id": id,
                "length": size,
                "chunkSize": PIECE_BYTES,
                "uploadDate": now,
                "filename": filename(job),
                "metadata": {
                    "account": ObjectId(job.account),
                    "format": format_of(job).value,
                    "expiresAt": expires_at,
                },
            }
        )
        return ExportFile(id, size, expires_at)

    @needs_database
    async def _remove(self, id: str) -> None:
        await self._files.delete_one({"_id": id}, hint=BY_ID)
        await self._pieces.delete_many({"files_id": id}, hint=BY_PIECE)

    @needs_database
    async def _remove_attempts(self, job: str) -> None:
        """Files and pieces whose ids begin with the job's."""
        theirs = {"$gte": f"{job}.", "$lt": f"{job}/"}  # the character after the full stop
        await self._files.delete_many({"_id": theirs}, hint=BY_ID)
        await self._pieces.delete_many({"files_id": theirs}, hint=BY_PIECE)
