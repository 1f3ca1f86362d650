"""What one request sees: every stream it reads, pinned at one revision."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from measure.account_state import AccountState
from measure.automations import Automation, Draft
from measure.graph import Connector, Definition, Element
from measure.history import History
from measure.map_state import MapState
from measure.stats import COHORT
from resolvers.once import Once
from resolvers.reads import Reads
from store.availability import Unavailable
from store.store import Store
from store.stream import Pinned, Stream

S = TypeVar("S")
C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class PinnedMap:
    """An automation as one request sees it: its stream's state at one revision.

    `saved` is its draft where that was read: always before the first publish.
    """

    automation: Automation
    stream: Pinned[MapState]
    saved: Draft | None

    @property
    def id(self) -> str:
        return self.automation.id

    @property
    def state(self) -> MapState:
        return self.stream.state

    @property
    def history(self) -> History:
        return self.stream.state.history

    @property
    def name(self) -> str:
        """The published one, before the first publish the draft's."""
        return self._definition.name

    @property
    def time_zone(self) -> str:
        """The published one, before the first publish the draft's."""
        return self._definition.time_zone

    @property
    def revision(self) -> str:
        return str(self.stream.rev)

    @property
    def _definition(self) -> Definition:
        if self.saved is None or self.history.is_published:
            return self.history.definition
        return self.saved.definition


@dataclass(frozen=True, slots=True)
class MapElement:
    """An element, published or removed, and its map."""

    map: PinnedMap
    element: Element


@dataclass(frozen=True, slots=True)
class MapConnector:
    """A connector, published or removed, and its map."""

    map: PinnedMap
    connector: Connector


def revision(pinned: PinnedMap, account: Pinned[AccountState]) -> str:
    """Changes whenever a number on the map may have changed: what contacts are worth, and who brought them,
    is the account's.
    """
    return f"{pinned.revision}-{account.rev}"


class Pins:
    """The pinned states of one request, of the caller's account and no other.

    A stream is pinned once, when it is first needed, and everything in the request reads that pin:
    automations first, then the account. An automation that is needed only after the account was pinned may
    list contacts which that pin does not know yet; a later pin of the account always does, because a contact
    is committed to the account's stream before any automation's. Those contacts, and filters and sums over
    such an automation, are read from a later pin.

    While MongoDB has no primary a pin is what this process knew last; its `as_of` says when that was.
    """

    def __init__(self, store: Store, account: str, reads: Reads) -> None:
        """`reads` takes down what is pinned."""
        self._store = store
        self._account_id = account
        self._reads = reads
        self._automations: Once[str, Automation | None] = Once()
        self._maps: Once[str, PinnedMap] = Once()
        self._drafts: Once[str, Draft] = Once()
        self._account: Once[None, Pinned[AccountState]] = Once()

    async def map(self, automation: str) -> PinnedMap | None:
        """The automation of this id if the account owns it: every use of an id comes through here."""
        found = await self._automations.get(
            automation, lambda: self._store.automations.by_id(self._account_id, automation)
        )
        return await self._pin_found(found)

    async def map_by_key(self, key: str) -> PinnedMap | None:
        """The account's automation of this key, which is its own for ever."""
        return await self._pin_found(await self._store.automations.by_key(self._account_id, key))

    async def pin(self, automation: Automation, saved: Draft | None = None) -> PinnedMap:
        """The pin of an automation that was found among the account's own, with its draft if it is known."""
        return await self._maps.get(automation.id, lambda: self._pin(automation, saved))

    async def saved(self, pinned: PinnedMap) -> Draft:
        """What was saved last, published or not: no revision covers it.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE when nobody can tell.
        """
        return await self._read_draft(pinned.automation) if pinned.saved is None else pinned.saved

    async def account(self) -> AccountState:
        return (await self._account.get(None, self._pin_account)).state

    async def account_knowing(self, maps: Iterable[MapState]) -> Pinned[AccountState]:
        """The account's pin, or a later one where it does not know all contacts of these maps yet.

        While there is none to be had, as without a primary, they are counted all the same.
        """
        pinned = await self._account.get(None, self._pin_account)
        if all(state.set(COHORT).issubset(pinned.state.contacts) for state in maps):
            return pinned
        try:
            return await self.later_account()
        except Unavailable:
            return pinned

    async def later_account(self) -> Pinned[AccountState]:
        """The account as it is now, which may be later than what the rest of the request sees.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE when nobody can tell how it is now.
        """
        stream = await self._store.streams.account(self._account_id)
        pinned = await stream.pin()
        self._reads.stream(pinned)
        return pinned

    async def _pin_account(self) -> Pinned[AccountState]:
        return await self._last_known(await self._store.streams.account(self._account_id))

    async def _pin_map(self, automation: str) -> Pinned[MapState]:
        return await self._last_known(await self._store.streams.map(self._account_id, automation))

    async def _pin(self, automation: Automation, saved: Draft | None) -> PinnedMap:
        stream = await self._pin_map(automation.id)
        if saved is None and not stream.state.history.is_published:
            saved = await self._read_draft(automation)
        return PinnedMap(automation, stream, saved)

    async def _read_draft(self, automation: Automation) -> Draft:
        self._reads.other()
        return await self._drafts.get(
            automation.id, lambda: self._store.automations.last_known_draft(automation)
        )

    async def _pin_found(self, automation: Automation | None) -> PinnedMap | None:
        if automation is None:
            self._reads.other()  # there may be one later
            return None
        return await self.pin(automation)

    async def _last_known(self, stream: Stream[S, C]) -> Pinned[S]:
        """The state at the log's head, or while nobody can tell the one in memory: see its `as_of`."""
        try:
            pinned = await stream.pin()
        except Unavailable:
            self._reads.other()
            return stream.now
        self._reads.stream(pinned)
        return pinned
