"""One moment of an account: its state and its contacts' documents as they were at the same instant."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pymongo.errors import OperationFailure

from measure.account_state import AccountState
from measure.contacts import Contact
from store.availability import needs_database
from store.codecs import ACCOUNT
from store.contacts import Contacts
from store.database import SNAPSHOT_IS_OVER, Database, Session
from store.loaded import Loaded
from store.loading import Loader
from store.stream import Pinned
from store.streams import Streams


class MomentIsOver(Exception):
    """MongoDB keeps a moment for 300 s, unless `minSnapshotHistoryWindowInSeconds` says otherwise."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What an account's contacts were at one instant."""

    account: str
    state: AccountState
    _contacts: Contacts
    _session: Session

    async def contacts(self, ordinals: Sequence[int]) -> list[Contact]:
        """The documents of these contacts in their order, which is ascending; without those who are no more.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE.
        """
        found = await self._contacts.by_ordinals(self.account, ordinals, self._session)
        return [found[ordinal] for ordinal in ordinals if ordinal in found and ordinal in self.state.contacts]


class Moments:
    """Begins moments. A state in memory is brought to one by what the log has at that instant."""

    def __init__(self, database: Database, contacts: Contacts, streams: Streams, loader: Loader) -> None:
        self._database = database
        self._contacts = contacts
        self._streams = streams
        self._loader = loader

    @asynccontextmanager
    async def begin(self, account: str) -> AsyncIterator[Moment]:
        """The present of an account, which lasts while the block does.

        Raises:
            MomentIsOver: the block took longer than MongoDB keeps a moment; also out of it.
            Refused: TEMPORARILY_UNAVAILABLE.
        """
        stream = await self._streams.account(account)  # held, so that its state counts as in use
        pinned = await stream.pin()
        try:
            async with await self._database.begin_snapshot() as session:
                state = await self._state_at(session, account, pinned)
                yield Moment(account, state, self._contacts, session)
        except OperationFailure as error:
            if error.code in SNAPSHOT_IS_OVER:
                raise MomentIsOver from error
            raise

    @needs_database
    async def _state_at(self, session: Session, account: str, pinned: Pinned[AccountState]) -> AccountState:
        """The state at the session's moment, which this look at the log makes: no earlier than the pin."""
        loaded = Loaded(ACCOUNT, pinned.state, pinned.known.rev, pinned.known.head)
        if not await self._loader.replay(account, account, loaded, session):
            raise RuntimeError(f"the log of account {account} does not go on from revision {pinned.rev}")
        return loaded.state
