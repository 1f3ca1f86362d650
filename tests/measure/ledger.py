"""One account kept in memory by `measure`: commits as a store makes them, without the store."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

import msgspec
from msgspec.structs import replace

from measure import account_fold, account_state, map_fold, map_state
from measure.account_state import AccountChanges, AccountState, Arrival, Profile
from measure.decoding import decode, readable_id
from measure.events import ACCOUNT_TYPES, Event
from measure.graph import Connector, Definition, Element, Kind
from measure.history import Status
from measure.judging import judge
from measure.map_state import Lifecycle, MapChanges, MapState
from measure.rejections import Rejected
from tests.recount import ACCEPTED, DUPLICATE

NOW = datetime(2026, 3, 2, tzinfo=UTC)
CURRENCY = "USD"

Entry = Arrival | Profile | Event
"What an account's commit is made of."


def definition(automation: dict) -> Definition:
    """A map in the shape of the contract's AutomationInput."""
    elements = (
        Element(
            key=element["key"],
            kind=Kind(element["kind"]),
            name=element["name"],
            links=tuple(element.get("links") or ()),
            exit=element.get("exit", False),
        )
        for element in automation["elements"]
    )
    connectors = (
        Connector(**{"key": f"{connector['source']}>{connector['target']}", **connector})
        for connector in automation["connectors"]
    )
    return Definition(automation["name"], automation["timeZone"], tuple(elements), tuple(connectors))


@dataclass(frozen=True)
class MapCommit:
    """What a commit of a map was made of and what it changes."""

    events: tuple[Event, ...]
    changes: MapChanges


@dataclass
class Ledger:
    """Takes the steps of `tests.recount`; `cuts` decides where a batch is cut into commits."""

    cuts: Random = field(default_factory=lambda: Random(0))
    maps: dict[str, MapState] = field(default_factory=dict)
    account: AccountState = field(default_factory=AccountState)
    ordinals: dict[str, int] = field(default_factory=dict)
    answers: list[list[object]] = field(default_factory=list)
    map_commits: dict[str, list[MapCommit]] = field(default_factory=dict)
    account_commits: list[tuple[tuple[Entry, ...], AccountChanges]] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)

    def take(self, steps: Iterable[tuple]) -> "Ledger":
        for name, *step in steps:
            getattr(self, name)(*step)
        return self

    def save(self, automation: dict) -> None:
        self.maps.setdefault(automation["key"], MapState())

    def publish(self, automation: dict) -> None:
        self.save(automation)
        lifecycle = Lifecycle(Status.PUBLISHED, NOW, definition(automation))
        self._commit(automation["key"], (), MapChanges(lifecycle=lifecycle))

    def status(self, automation: str, status: str) -> None:
        self._commit(automation, (), MapChanges(lifecycle=Lifecycle(Status(status), NOW)))

    def events(self, batch: list[dict]) -> None:
        answers, rest = [], list(batch)
        while rest:
            size = self.cuts.randint(1, len(rest))
            answers += self._batch(rest[:size])
            rest = rest[size:]
        self.answers.append(answers)

    def upsert(self, contacts: list[dict]) -> None:
        self._commit_account([self._profile(contact) for contact in contacts])

    def keys(self, ordinals: Iterable[int]) -> set[str]:
        """The contacts behind a set."""
        by_ordinal = {ordinal: key for key, ordinal in self.ordinals.items()}
        return {by_ordinal[ordinal] for ordinal in ordinals}

    def _batch(self, batch: list[dict]) -> list[object]:
        on_maps: dict[str, list[Event]] = {}
        on_account: list[Entry] = []
        answers = [self._take(event, on_maps, on_account) for event in batch]
        self._commit_account(on_account)
        for automation, events in on_maps.items():
            self._commit(automation, tuple(events), map_fold.fold(self.maps[automation], events))
        return answers

    def _take(self, sent: dict, on_maps: dict[str, list[Event]], on_account: list[Entry]) -> object:
        line = msgspec.json.encode(sent)
        if readable_id(line) in self._ids:
            return DUPLICATE
        try:
            event = decode(line)
            known = self.maps.get(event.automation or "")
            judged = judge(event, known.history if known else None, CURRENCY, NOW)
        except Rejected as rejected:
            return rejected.rejection.code, rejected.rejection.field
        self._ids.add(event.id)
        if event.contact is not None:
            ordinal = self._ordinal(event.contact)
            judged = replace(judged, contact=ordinal)
            on_account.append(Arrival(ordinal, judged.at))
        if event.type in ACCOUNT_TYPES:
            on_account.append(judged)
        elif event.automation is not None:
            on_maps.setdefault(event.automation, []).append(judged)
        return ACCEPTED

    def _ordinal(self, contact: str) -> int:
        """Far apart, so that sets and columns meet several containers and chunks."""
        return self.ordinals.setdefault(contact, 7 + 40_000 * len(self.ordinals))

    def _profile(self, sent: dict) -> Profile:
        created = datetime.fromisoformat(sent["createdAt"]) if sent.get("createdAt") else None
        return Profile(self._ordinal(sent["key"]), NOW, created, tuple(sent.get("tags") or ()))

    def _commit_account(self, entries: list[Entry]) -> None:
        changes = account_fold.fold(self.account, entries)
        self.account_commits.append((tuple(entries), changes))
        self.account = account_state.replay(self.account, changes)

    def _commit(self, automation: str, events: tuple[Event, ...], changes: MapChanges) -> None:
        self.map_commits.setdefault(automation, []).append(MapCommit(events, changes))
        self.maps[automation] = map_state.replay(self.maps[automation], changes)
