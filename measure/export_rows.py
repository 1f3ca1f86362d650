"""Records as text: CSV (RFC 4180) for spreadsheets, NDJSON for programs; UTF-8 both.

A spreadsheet takes a text that begins like a formula for one (https://owasp.org/www-community/attacks/CSV_Injection).
So in CSV such a text has an apostrophe before it. One that begins with apostrophes and then like a formula
has one more, so whoever reads the file can tell: what begins so has one apostrophe too many. NDJSON is exact.
"""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from typing import Final

import orjson

from measure.events import DIMENSIONS
from measure.export_records import Record, Touch
from measure.jobs import ExportFormat

COLUMNS: Final = (
    "key",
    "email",
    "name",
    "createdAt",
    "tags",
    "lifetimeValue",
    "currency",
    *(f"{model}{dimension.capitalize()}" for model in ("first", "last") for dimension in DIMENSIONS),
)
"Of CSV. Values are first and last touches by dimension; tags are joined by `|`."

HEADERS: Final[Mapping[ExportFormat, bytes]] = {
    ExportFormat.CSV: ",".join(COLUMNS).encode() + b"\r\n",
    ExportFormat.NDJSON: b"",
}
"What a file begins with."

_LIKE_A_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_DOUBTFUL: Final = frozenset("'=+-@\t\r\n＝＋－＠")
"What few texts begin with: the others are told at a look."


def _csv(records: Sequence[Record]) -> bytes:
    """A row for each, lines ended by CR LF, quoted where they must be. What is null is empty."""
    text = StringIO(newline="")
    csv.writer(text).writerows(map(_row, records))
    return text.getvalue().encode()


def _row(record: Record) -> tuple[str, ...]:
    return (
        defused(record.key),
        defused(record.email),
        defused(record.name),
        record.created_at,
        defused(joined(record.tags)),
        record.lifetime_value,  # a number of ours may be below zero
        record.currency,
        *map(defused, record.first_touch),
        *map(defused, record.last_touch),
    )


def defused(text: str | None) -> str:
    """A text that no spreadsheet takes for a formula."""
    if not text:
        return ""
    return f"'{text}" if text[0] in _DOUBTFUL and _LIKE_A_FORMULA.match(text) else text


def joined(tags: Sequence[str]) -> str:
    r"""Tags in one text, with `|` between, and `\` before each `|` or `\` of a tag's own."""
    return "|".join(tag.replace("\\", "\\\\").replace("|", "\\|") for tag in tags)


def _ndjson(records: Sequence[Record]) -> bytes:
    """An object for each with the names of the API, lines ended by LF."""
    return b"".join(orjson.dumps(_object(record), option=orjson.OPT_APPEND_NEWLINE) for record in records)


def _object(record: Record) -> dict[str, object]:
    return {
        "key": record.key,
        "email": record.email,
        "name": record.name,
        "createdAt": record.created_at,
        "tags": record.tags,
        "lifetimeValue": {"amount": record.lifetime_value, "currency": record.currency},
        "firstTouch": _touch(record.first_touch),
        "lastTouch": _touch(record.last_touch),
    }


def _touch(touch: Touch) -> dict[str, str | None]:
    return dict(zip(DIMENSIONS, touch, strict=True))


LINES: Final[Mapping[ExportFormat, Callable[[Sequence[Record]], bytes]]] = {
    ExportFormat.CSV: _csv,
    ExportFormat.NDJSON: _ndjson,
}
"Writes records."
