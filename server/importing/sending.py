"""One import from the first byte to the last answer."""

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from server.client import Client, Receipt
from server.errors import UserError
from server.importing.batches import Batch, batches, made_ahead
from server.importing.content import digest, opened
from server.importing.events import Recipe, Refused, check_columns
from server.importing.mapping import Mapping
from server.importing.rows import Row, rows


@dataclass(slots=True)
class Tally:
    """How far an import is: counts, and bytes of the file on the disk."""

    rows: int = 0
    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0
    position: int = 0


class RejectedFile:
    """Where rejected rows go, one JSON object a line. It is made at the first one; an old one is removed.

    Raises:
        UserError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.unlink(missing_ok=True)
        except OSError as denied:
            raise self._unwritable(denied) from denied

    def write(self, refused: list[Refused]) -> None:
        if not refused:
            return
        try:
            with self.path.open("ab") as file:
                file.writelines(msgspec.json.encode(one) + b"\n" for one in refused)
        except OSError as denied:
            raise self._unwritable(denied) from denied

    def _unwritable(self, denied: OSError) -> UserError:
        return UserError(f"{self.path} cannot be written ({denied.strerror}): name another with --rejected.")


def recipe_for(path: Path, mapping: Mapping, automation: str | None) -> Recipe:
    """The mapping made ready for this file; the first readable row decides whether it fits.

    Raises:
        UserError: the file cannot be read, or has not the columns that the mapping names.
    """
    recipe = Recipe(mapping, digest(path), automation)
    with opened(path) as content:
        for row in rows(content, path):
            if isinstance(row, Row):
                check_columns(mapping, list(row.values))
                break
    return recipe


async def send_file(
    client: Client,
    path: Path,
    recipe: Recipe,
    rejected: RejectedFile,
    on_progress: Callable[[Tally], None],
) -> Tally:
    """Sends the file's events batch after batch, in file order; the final counts.

    Sending a file again changes nothing: ids come from its content, the row and the template.

    Raises:
        UserError: the server refused or was away for too long, or `rejected` cannot be written.
    """
    tally = Tally()
    with opened(path) as content:
        async with aclosing(made_ahead(batches(rows(content, path), recipe, content))) as ready:
            async for batch in ready:
                receipt = await client.record(batch.body()) if batch.lines else Receipt(0, 0, [])
                refused = batch.refused + refusals(batch, receipt)
                rejected.write(refused)
                tally.rows += batch.rows
                tally.accepted += receipt.accepted
                tally.duplicates += receipt.duplicates
                tally.rejected += len(refused)
                tally.position = batch.position
                on_progress(tally)
    return tally


def refusals(batch: Batch, receipt: Receipt) -> list[Refused]:
    """The server's rejections, each with the row it comes from."""
    return [
        Refused(line.row.number, line.template, line.id, why.code, why.field, why.message, line.row.values)
        for why, line in ((why, batch.lines[why.index]) for why in receipt.rejected)
    ]
