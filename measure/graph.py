"""What an author draws: elements and connectors, as one version of a map."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    TRIGGER = "TRIGGER"
    GOAL = "GOAL"
    FILTER = "FILTER"
    ACTION = "ACTION"


class Kind(StrEnum):
    TRIGGER = "TRIGGER"
    GOAL = "GOAL"
    CONDITION = "CONDITION"
    FORK = "FORK"
    SPLIT = "SPLIT"
    WAIT = "WAIT"
    GO_TO = "GO_TO"
    END = "END"
    EMAIL = "EMAIL"
    SMS = "SMS"
    TASK = "TASK"
    NOTIFICATION = "NOTIFICATION"
    UPDATE_CONTACT = "UPDATE_CONTACT"
    CHANGE_TAGS = "CHANGE_TAGS"
    ADD_TO_AUTOMATION = "ADD_TO_AUTOMATION"
    REMOVE_FROM_AUTOMATION = "REMOVE_FROM_AUTOMATION"
    PAUSE_AUTOMATION = "PAUSE_AUTOMATION"
    WEBHOOK = "WEBHOOK"
    COMMERCE = "COMMERCE"
    OTHER = "OTHER"

    @property
    def family(self) -> Family:
        return _FAMILIES.get(self, Family.ACTION)


_FAMILIES: Mapping[Kind, Family] = {
    Kind.TRIGGER: Family.TRIGGER,
    Kind.GOAL: Family.GOAL,
    **dict.fromkeys(
        (Kind.CONDITION, Kind.FORK, Kind.SPLIT, Kind.WAIT, Kind.GO_TO, Kind.END),
        Family.FILTER,
    ),
}

MESSAGES = frozenset({Kind.EMAIL, Kind.SMS})
VISITABLE = frozenset({Kind.TRIGGER, Kind.GOAL})


@dataclass(frozen=True, slots=True)
class Position:
    """Where the author placed an element, in the author's own units."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Element:
    """A node of the map. `links` are urls of an EMAIL or SMS; an END with `exit` takes contacts off."""

    key: str
    kind: Kind
    name: str
    position: Position | None = None
    links: tuple[str, ...] = ()
    exit: bool = False

    @property
    def family(self) -> Family:
        return self.kind.family

    @property
    def is_exit(self) -> bool:
        return self.kind is Kind.END and self.exit


@dataclass(frozen=True, slots=True)
class Connector:
    """An edge of the map. `weight` is the share, 0 to 1, that a SPLIT is set to send this way."""

    key: str
    source: str
    target: str
    label: str | None = None
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """One drawing of a map: what a draft holds and what publishing makes a version."""

    name: str
    time_zone: str
    elements: tuple[Element, ...] = ()
    connectors: tuple[Connector, ...] = ()
