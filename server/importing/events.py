"""Rows to events, as the mapping says."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import msgspec

from server.errors import UserError
from server.importing.mapping import OF_THE_ACCOUNT, EventTemplate, Mapping
from server.importing.moments import shifted
from server.importing.rows import BadRow, Row
from server.importing.templates import MissingColumnError

BAD_ROW = "BAD_ROW"
"""The code of rows that were not sent: unreadable, or lacking what the mapping names."""


@dataclass(frozen=True, slots=True)
class Line:
    """An event ready to be sent: one NDJSON line without its line end, and where it comes from."""

    row: Row
    template: str
    id: str
    json: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """An event, or a whole row (`template` None), that was not taken; a line of the rejected file."""

    row: int
    template: str | None
    id: str | None
    code: str
    field: str | None
    message: str
    values: dict[str, str] | str


@dataclass(frozen=True, slots=True)
class Recipe:
    """A mapping together with what it needs to know of this import.

    `file` is the sha256 of the content, `automation` the key of the mapping's map.
    """

    mapping: Mapping
    file: str
    automation: str | None

    def events(self, row: Row | BadRow) -> Iterator[Line | Refused]:
        """The row's events in the mapping's order, and what of it could not become one."""
        if isinstance(row, BadRow):
            yield Refused(row.number, None, None, BAD_ROW, None, row.message, row.text)
            return
        values = row.values | {"row": str(row.number), "file": self.file}
        for event in self.mapping.events:
            event_id = f"{self.file}/{row.number}/{event.name}"
            try:
                if not _wanted(event, values):
                    continue
                written = self._written(event, values) | {"id": event_id}
                yield Line(row, event.name, event_id, msgspec.json.encode(written))
            except MissingColumnError as missing:
                message = f'row {row.number} has no "{missing}"'
                yield Refused(row.number, event.name, event_id, BAD_ROW, str(missing), message, row.values)
            except ValueError as bad:
                yield Refused(row.number, event.name, event_id, BAD_ROW, None, str(bad), row.values)

    def _written(self, event: EventTemplate, values: dict[str, str]) -> dict[str, str | int]:
        """The event's fields; those that come out empty are left out."""
        filled: dict[str, str | int] = {name: text.fill(values) for name, text in event.fields.items()}
        written = {name: text for name, text in filled.items() if text != ""}
        if "link" in written and str(written["link"]).isdecimal():
            written["link"] = int(written["link"])
        if self.automation is not None and event.type not in OF_THE_ACCOUNT:
            written.setdefault("automation", self.automation)
        written |= {"type": event.type, "contact": self.mapping.contact.fill(values)}
        return written | {"at": self._at(event, values)}

    def _at(self, event: EventTemplate, values: dict[str, str]) -> str:
        if event.at is not None:
            return event.at.fill(values)
        assert event.after is not None, "load_mapping sets one of them"
        assert self.mapping.start is not None, "load_mapping wants a start where `at` is missing"
        return shifted(self.mapping.start, event.after.fill(values))


def check_columns(mapping: Mapping, columns: list[str]) -> None:
    """Every column that the mapping names must be there.

    Raises:
        UserError: names the place in the mapping and the columns that exist.
    """
    for place, column in mapping.named():
        if column not in columns:
            known = ", ".join(columns)
            raise UserError(f'{mapping.path}: {place} names the column "{column}"; the file has {known}.')


def _wanted(event: EventTemplate, values: dict[str, str]) -> bool:
    for column, value in event.when.items():
        if _value(values, column) != value:
            return False
    return event.skip_if_zero is None or not _is_zero(_value(values, event.skip_if_zero))


def _value(values: dict[str, str], column: str) -> str:
    try:
        return values[column]
    except KeyError:
        raise MissingColumnError(column) from None


def _is_zero(text: str) -> bool:
    """Whether it is blank or a number equal to zero."""
    try:
        return not text.strip() or Decimal(text) == 0
    except InvalidOperation:
        return False
