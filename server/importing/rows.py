"""The rows of a CSV or NDJSON file, one at a time, numbered from 1 without the header."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from server.errors import UserError
from server.importing.content import Content

LONGEST_LINE = 1 << 20
"""Bytes; a row with a longer line is a bad one."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row's values by column, all as text; an empty one is ""."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read: why, and its text as far as there is any."""

    number: int
    message: str
    text: str


def rows(content: Content, path: Path) -> Iterator[Row | BadRow]:
    """Reads as the file's name says: .csv, or .ndjson and .jsonl; .gz after it is looked through.

    Raises:
        UserError: another name, or a CSV header that is missing or names a column twice.
    """
    suffix = Path(path.name.removesuffix(".gz")).suffix.lower()
    if suffix == ".csv":
        return _csv_rows(content.text, path)
    if suffix in (".ndjson", ".jsonl"):
        return _ndjson_rows(Lines(content.text))
    raise UserError(f"{path} must be named .csv or .ndjson (or either with .gz after it).")


class LongLineError(Exception):
    """A line is longer than any row should be; reading goes on behind it."""


class Lines:
    """The lines of a text, none of them longer in memory than the longest allowed.

    Raises:
        LongLineError: in place of a longer one.
    """

    def __init__(self, text: BinaryIO) -> None:
        self._text = text
        self._encoding = "utf-8-sig"

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        if len(line) > LONGEST_LINE:
            while not line.endswith(b"\n") and (line := self._text.readline(LONGEST_LINE)):
                pass
            raise LongLineError(f"it is longer than {LONGEST_LINE:,} bytes")
        encoding, self._encoding = self._encoding, "utf-8"
        return line.decode(encoding)


def _csv_rows(text: BinaryIO, path: Path) -> Iterator[Row | BadRow]:
    """RFC 4180, with a header."""
    reader = csv.reader(Lines(text), strict=True)
    try:
        header = next(reader)
    except StopIteration:
        raise UserError(f"{path} is empty: a CSV file starts with a line of column names.") from None
    except (csv.Error, LongLineError) as bad:
        raise UserError(f"{path}: its line of column names cannot be read ({bad}).") from bad
    for column in header:
        if not column or header.count(column) > 1:
            raise UserError(f'{path}: every column needs a name of its own, "{column}" is not one.')
    return _csv_body(iter(reader), header)


def _csv_body(lines: Iterator[list[str]], header: list[str]) -> Iterator[Row | BadRow]:
    number = 0
    while True:
        try:
            values = next(lines)
        except StopIteration:
            return
        except (csv.Error, LongLineError) as bad:
            number += 1
            yield BadRow(number, f"row {number} cannot be read: {bad}", "")
            continue
        if not values:
            continue
        number += 1
        if len(values) == len(header):
            yield Row(number, dict(zip(header, values, strict=True)))
        else:
            message = f"row {number} has {len(values)} values, the header names {len(header)} columns"
            yield BadRow(number, message, ",".join(values))


def _ndjson_rows(lines: Lines) -> Iterator[Row | BadRow]:
    number = 0
    while True:
        try:
            line = next(lines).strip()
        except StopIteration:
            return
        except LongLineError as long:
            number += 1
            yield BadRow(number, f"row {number} cannot be read: {long}", "")
            continue
        if line:
            number += 1
            yield _ndjson_row(number, line)


def _ndjson_row(number: int, text: str) -> Row | BadRow:
    """Numbers keep the text they have in the file, so that 0.10 stays 0.10; nested values are no columns."""
    try:
        found = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as bad:
        return BadRow(number, f"row {number} is not JSON: {bad}", text)
    if not isinstance(found, dict):
        return BadRow(number, f"row {number} is no JSON object", text)
    words = {None: "", True: "true", False: "false"}
    plain = {column: value for column, value in found.items() if not isinstance(value, dict | list)}
    return Row(number, {c: value if isinstance(value, str) else words[value] for c, value in plain.items()})
