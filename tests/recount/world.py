"""What the recount keeps: an account's maps and contacts, and what became of every event."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ACCEPTED = "accepted"
DUPLICATE = "duplicate"
"What becomes of an event; else the set of (code, field) pairs, any of which may be its rejection."

MESSAGE_KINDS = {"EMAIL", "SMS"}
FILTER_KINDS = {"CONDITION", "FORK", "SPLIT", "WAIT", "GO_TO", "END"}
MESSAGE_EVENTS = {"SENT", "DELIVERED", "OPENED", "CLICKED", "BOUNCED", "UNSUBSCRIBED", "COMPLAINED"}
DIMENSIONS = ("source", "medium", "campaign", "content", "term")


@dataclass
class Map:
    """One automation: its versions as they were published, and its sets of contact keys.

    Times, of visits too, are in whole seconds since 1970.
    """

    key: str
    versions: list[dict] = field(default_factory=list)
    status: str = "DRAFT"
    added: dict[str, int] = field(default_factory=dict)
    reached: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    here: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    achieved: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    passed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    outcomes: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    clicked: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    total_clicks: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    visits: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    last_email: dict[str, str] = field(default_factory=dict)
    points: dict[str, dict[str, str | None]] = field(default_factory=lambda: defaultdict(dict))
    emails: dict[str, dict[str, str | None]] = field(default_factory=lambda: defaultdict(dict))
    entries: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    steps: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))

    @property
    def elements(self) -> dict[str, dict]:
        """Those of the published version, in map order."""
        return {element["key"]: element for element in self.versions[-1]["elements"]}

    @property
    def connectors(self) -> dict[str, dict]:
        return _connectors(self.versions[-1])

    @property
    def elements_ever(self) -> dict[str, dict]:
        """Every element of any version, as it was when last seen."""
        return {element["key"]: element for version in self.versions for element in version["elements"]}

    @property
    def connectors_ever(self) -> dict[str, dict]:
        return {
            key: connector for version in self.versions for key, connector in _connectors(version).items()
        }

    def day(self, at: int) -> date:
        """The calendar day of an instant in the map's time zone, which no version changes."""
        return datetime.fromtimestamp(at, ZoneInfo(self.versions[-1]["timeZone"])).date()

    def link_count(self, element: str) -> int:
        """How many links an element has had in the version where it had most."""
        return max(
            len(shape.get("links") or [])
            for version in self.versions
            for shape in version["elements"]
            if shape["key"] == element
        )

    def link_url(self, element: str, index: int) -> str:
        """The url that was last at an index of an element's links."""
        shapes = [each for version in self.versions for each in version["elements"] if each["key"] == element]
        return [shape["links"][index] for shape in shapes if len(shape.get("links") or []) > index][-1]


def _connectors(version: dict) -> dict[str, dict]:
    return {
        connector.get("key") or f"{connector['source']}>{connector['target']}": connector
        for connector in version["connectors"]
    }


@dataclass
class Person:
    """A contact: when it was created, its tags, money in major units and touches by dimension."""

    created: int
    tags: set[str] = field(default_factory=set)
    paid: list[str] = field(default_factory=list)
    refunded: list[str] = field(default_factory=list)
    first: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    last: dict[str, tuple[datetime, str]] = field(default_factory=dict)


@dataclass
class World:
    """One account. `answers` holds, per batch of events, what became of each."""

    now: datetime
    currency: str = "USD"
    decimals: int = 2
    maps: dict[str, Map] = field(default_factory=dict)
    contacts: dict[str, Person] = field(default_factory=dict)
    spellings: dict[tuple[str, str], str] = field(default_factory=dict)
    accepted_ids: set[str] = field(default_factory=set)
    answers: list[list[str | frozenset[tuple[str, str]]]] = field(default_factory=list)

    def attribution(self, contact: str) -> tuple[dict[str, str], dict[str, str]]:
        """First and last touch of a contact, in the spellings that came first."""
        person = self.contacts[contact]
        return self._spelt(person.first), self._spelt(person.last)

    def _spelt(self, touches: dict[str, tuple[datetime, str]]) -> dict[str, str]:
        return {dimension: self.spellings[dimension, folded] for dimension, (_, folded) in touches.items()}


def instant(at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(UTC)


def seconds(at: str) -> int:
    """Whole seconds since 1970, cut."""
    return int(instant(at).timestamp())
