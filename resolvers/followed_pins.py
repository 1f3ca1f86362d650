"""What each message of a subscription sees: the present of streams that the feed keeps at the log's head."""

from measure.account_state import AccountState
from measure.map_state import MapState
from resolvers.pins import Pins
from resolvers.reads import Reads
from store.store import Store
from store.stream import Pinned


class FollowedPins(Pins):
    """Pins of followed streams as they are in memory: MongoDB is asked for nothing that the feed has told.

    `as_of` of such a pin is when the feed last saw the log's end, a moment ago. Other streams are caught up
    with the log as ever.
    """

    def __init__(self, store: Store, account: str, reads: Reads, followed: frozenset[str]) -> None:
        """`followed` are ids of streams that are followed as long as these pins are used."""
        super().__init__(store, account, reads)
        reads.other()  # what is in memory may not be the log's end
        self._followed = followed

    async def _pin_map(self, automation: str) -> Pinned[MapState]:
        if automation not in self._followed:
            return await super()._pin_map(automation)
        return (await self._store.streams.map(self._account_id, automation)).now

    async def _pin_account(self) -> Pinned[AccountState]:
        if self._account_id not in self._followed:
            return await super()._pin_account()
        return (await self._store.streams.account(self._account_id)).now
