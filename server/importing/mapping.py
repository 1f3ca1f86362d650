"""The mapping file: which events a row becomes."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from server.errors import UserError
from server.importing.moments import shifted
from server.importing.templates import Template, template

EventType = Literal[
    "MOVED", "ACHIEVED", "SENT", "DELIVERED", "OPENED", "CLICKED", "BOUNCED", "UNSUBSCRIBED", "COMPLAINED",
    "FAILED", "SKIPPED", "VISITED", "TOUCHED", "PURCHASED", "REFUNDED", "TAGGED", "UNTAGGED",
]  # fmt: skip
OF_THE_ACCOUNT = frozenset({"TOUCHED", "PURCHASED", "REFUNDED", "TAGGED", "UNTAGGED"})
"""Events that name no automation."""
NAME = re.compile(r"[A-Za-z0-9._-]{1,40}")


class EventEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[event]]` as it is written."""

    type: EventType
    name: str | None = None
    at: str | None = None
    after: str | None = None
    when: dict[str, str] = msgspec.field(default_factory=dict)
    skip_if_zero: str | None = None
    automation: str | None = None
    element: str | None = None
    from_: str | None = msgspec.field(default=None, name="from")
    to: str | None = None
    connector: str | None = None
    link: int | str | None = None
    amount: str | None = None
    currency: str | None = None
    tag: str | None = None
    source: str | None = None
    medium: str | None = None
    campaign: str | None = None
    content: str | None = None
    term: str | None = None


FIELDS = (
    "automation", "element", "from", "to", "connector", "link", "amount", "currency", "tag",
    "source", "medium", "campaign", "content", "term",
)  # fmt: skip


class MappingFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file as it is written."""

    contact: str
    event: Annotated[list[EventEntry], msgspec.Meta(min_length=1)]
    map: str | None = None
    start: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


@dataclass(frozen=True, slots=True)
class EventTemplate:
    """One `[[event]]`, ready to be filled. Exactly one of `at` and `after` is set."""

    name: str
    type: str
    at: Template | None
    after: Template | None
    when: dict[str, str]
    skip_if_zero: str | None
    fields: dict[str, Template]

    def named(self) -> Iterator[tuple[str, str]]:
        """Every (field, column) this entry names."""
        timed = {"at": self.at, "after": self.after}
        for field, text in (self.fields | {key: value for key, value in timed.items() if value}).items():
            yield from ((field, name) for name in sorted(text.names))
        yield from (("when", column) for column in self.when)
        if self.skip_if_zero is not None:
            yield "skip_if_zero", self.skip_if_zero


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping file that has been checked as far as that is possible without the rows.

    `map` is the path of the automation's file, or None when the mapping names none.
    """

    path: Path
    map: Path | None
    contact: Template
    start: datetime | None
    events: tuple[EventTemplate, ...]

    def named(self) -> Iterator[tuple[str, str]]:
        """Every (place in the file, column) the mapping names, `row` and `file` left out."""
        places = [("contact", name) for name in sorted(self.contact.names)]
        places += [
            (f"event {event.name}, {field}", name) for event in self.events for field, name in event.named()
        ]
        yield from (place for place in places if place[1] not in ("row", "file"))


def load_mapping(path: Path) -> Mapping:
    """Reads and checks a mapping.

    Raises:
        UserError: unreadable, not TOML, or against a rule; names the file, the place and the rule.
    """
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except OSError as missing:
        raise UserError(f"The mapping {path} cannot be read: {missing.strerror}.") from missing
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as bad:
        raise UserError(f"The mapping {path} is not TOML: {bad}.") from bad
    try:
        file = msgspec.convert(written, MappingFile)
    except msgspec.ValidationError as bad:
        raise UserError(f"{path}: {bad}.") from bad
    events = tuple(_event(path, file, place, entry) for place, entry in enumerate(file.event, 1))
    for name in {event.name for event in events}:
        if sum(event.name == name for event in events) > 1:
            raise UserError(f'{path}: two events are named "{name}"; ids need different names.')
    return Mapping(
        path,
        path.parent / file.map if file.map else None,
        template(file.contact, f"{path}: contact"),
        file.start,
        events,
    )


def _event(path: Path, file: MappingFile, place: int, entry: EventEntry) -> EventTemplate:
    name = str(place) if entry.name is None else entry.name
    where = f"{path}: event {name}"
    if not NAME.fullmatch(name):
        raise UserError(f"{where}: a name is 1 to 40 of A-Z a-z 0-9 . _ -")
    if entry.at is not None and entry.after is not None:
        raise UserError(f"{where}: give `at` or `after`, not both.")
    if entry.at is None and file.start is None:
        raise UserError(f"{where}: give `at`, or a `start` at the top of the mapping.")
    if entry.automation is None and file.map is None and entry.type not in OF_THE_ACCOUNT:
        raise UserError(f"{where}: {entry.type} needs `automation`, or a `map` at the top of the mapping.")
    written = {field: getattr(entry, "from_" if field == "from" else field) for field in FIELDS}
    after = None if entry.at is not None else template(entry.after or "0 days", f"{where}, after")
    if after is not None and file.start is not None and not after.names:
        try:
            shifted(file.start, after.fill({}))
        except ValueError as bad:
            raise UserError(f"{where}, after: {bad}.") from bad
    return EventTemplate(
        name,
        entry.type,
        None if entry.at is None else template(entry.at, f"{where}, at"),
        after,
        entry.when,
        entry.skip_if_zero,
        {
            field: template(str(text), f"{where}, {field}")
            for field, text in written.items()
            if text is not None
        },
    )
