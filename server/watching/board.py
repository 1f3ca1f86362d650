"""What is known of a watched map: rows made of updates. No I/O."""

from dataclasses import dataclass, replace

import msgspec


class Count(msgspec.Struct, frozen=True):
    """The part of a ContactGroup that is watched."""

    count: int


class Message(msgspec.Struct, frozen=True, rename="camel"):
    """An EMAIL's or SMS's own numbers."""

    sent: Count
    open_rate: float | None
    click_rate: float | None


class Element(msgspec.Struct, frozen=True):
    key: str
    kind: str
    name: str


class Row(msgspec.Struct, frozen=True, rename="camel"):
    """One element's ContactFlow."""

    element: Element
    reached: Count
    here_now: Count
    were_here: Count
    achieved: Count | None
    conversion_rate: float | None
    message: Message | None


class Changed(msgspec.Struct, frozen=True):
    elements: list[Row]


class Update(msgspec.Struct, frozen=True, rename="camel"):
    """One MapUpdate: absolute values of the rows that changed, of all on a snapshot."""

    snapshot: bool
    version: int
    as_of: str
    cohort: Count
    changed: Changed


class Watched(msgspec.Struct, frozen=True, rename="camel"):
    """The subscription's `data`."""

    map_updates: Update


WATCH = """subscription Watch($automation: ID!) {
  mapUpdates(automation: $automation) {
    snapshot version asOf cohort { count }
    changed { ... on ContactFlowReport { elements {
      element { key kind name }
      reached { count } hereNow { count } wereHere { count } achieved { count } conversionRate
      message { sent { count } openRate clickRate }
    } } }
  }
}"""


@dataclass(frozen=True, slots=True)
class Board:
    """The map's rows by element key, in map order, after some updates."""

    name: str
    rows: dict[str, Row]
    cohort: int = 0
    version: int = 0
    as_of: str = ""

    def after(self, update: Update) -> "Board":
        """The board once the update is in: a snapshot replaces every row, others only their own."""
        changed = {row.element.key: row for row in update.changed.elements}
        return replace(
            self,
            rows=changed if update.snapshot else self.rows | changed,
            cohort=update.cohort.count,
            version=update.version,
            as_of=update.as_of,
        )
