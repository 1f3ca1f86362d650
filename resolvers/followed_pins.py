"""What each message of a subscription sees: the present of streams that the feed keeps at the log's head."""

from dataclasses import dataclass

from measure.account_state import AccountState
from measure.automations import Automation
from resolvers.pins import PinnedMap, Pins
from resolvers.reads import Reads
from store.store import Store
from store.stream import Pinned


@dataclass(frozen=True, slots=True)
class SeenVersion:
    """An automation's document, and the version that was published then: no state, which would be kept."""

    automation: Automation
    version: int


class FollowedPins(Pins):
    """Pins of followed streams as they are in memory: MongoDB is asked for nothing that the feed has told.

    `as_of` of such a pin is when the feed last saw the log's end, a moment ago. Other streams are caught up
    with the log as ever.
    """

    def __init__(
        self, store: Store, account: str, reads: Reads, followed: frozenset[str], seen: dict[str, SeenVersion]
    ) -> None:
        """`followed` are ids of streams that are followed as long as these pins are used; `seen` are versions
        of earlier messages, to which those of this one are added.
        """
        super().__init__(store, account, reads)
        reads.other()  # what is in memory may not be the log's end
        self._followed = followed
        self._seen = seen

    async def map(self, automation: str) -> PinnedMap | None:
        """As of every `Pins`; the automation's document is read again only for another version."""
        known = self._seen.get(automation)
        if known is not None and self._is_current(known):
            return await self.pin(known.automation)
        found = await super().map(automation)
        if found is not None:
            self._seen[automation] = SeenVersion(found.automation, found.history.version)
        return found

    def _is_current(self, known: SeenVersion) -> bool:
        stream = self._store.streams.peek(known.automation.id)
        return stream is not None and stream.state.history.version == known.version

    async def _pin(self, automation: Automation) -> PinnedMap:
        if automation.id not in self._followed:
            return await super()._pin(automation)
        stream = await self._store.streams.map(self._account_id, automation.id)
        return PinnedMap(automation, stream.now, self._reads)

    async def _pin_account(self) -> Pinned[AccountState]:
        if self._account_id not in self._followed:
            return await super()._pin_account()
        return (await self._store.streams.account(self._account_id)).now
