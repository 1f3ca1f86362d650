"""Everything of MongoDB that one process uses."""

from store.accounts import Accounts
from store.automations import Automations
from store.availability import needs_database
from store.batch import BatchWriter
from store.contacts import Contacts
from store.database import Database
from store.definitions import Definitions
from store.finishing import Finishing
from store.keys import Keys
from store.log import Log
from store.publisher import Publisher
from store.recorder import Recorder
from store.streams import Streams
from store.upserts import UpsertWriter
from store.writer import Announce, Turns, Writer


class Store:
    """One process's view of one Footfall database."""

    def __init__(self, database: Database, turns: Turns, announce: Announce) -> None:
        self._database = database
        self._finishing = Finishing()
        log = Log(database)
        self.accounts = Accounts(database)
        self.keys = Keys(database, self.accounts)
        self.automations = Automations(database)
        self.contacts = Contacts(database)
        self.definitions = Definitions(database)
        self.streams = Streams(log)
        writer = Writer(log, turns, announce)
        self.recorder = Recorder(
            BatchWriter(log, self.contacts, self.automations, self.streams, writer),
            UpsertWriter(self.contacts, self.streams, writer),
            self._finishing,
        )
        self.publisher = Publisher(self.automations, self.streams, writer, self._finishing)

    @classmethod
    async def open(cls, mongodb_url: str, database: str, turns: Turns, announce: Announce) -> "Store":
        """Connect and create what indexes are missing.

        Raises:
            ValueError: the URL is none of MongoDB's, or MongoDB does not let us in.
            Refused: TEMPORARILY_UNAVAILABLE when there is no primary.
        """
        behind = Database(mongodb_url, database)
        try:
            await _prepare(behind)
        except BaseException:
            behind.close()
            raise
        return cls(behind, turns, announce)

    async def close(self) -> None:
        """Finish what was taken, then disconnect."""
        await self.recorder.close()
        await self._finishing.close()
        self._database.close()

    @needs_database
    async def ping(self) -> None:
        """Returns when a primary answers."""
        await self._database.ping()


@needs_database
async def _prepare(database: Database) -> None:
    await database.prepare()
