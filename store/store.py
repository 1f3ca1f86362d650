"""Everything of MongoDB that one process uses."""

from store.accounts import Accounts
from store.automations import Automations
from store.availability import needs_database
from store.batch import BatchWriter
from store.checkpoints import Checkpoints
from store.contact_names import ContactNames
from store.contact_search import ContactSearch
from store.contacts import Contacts
from store.database import Database
from store.definitions import Definitions
from store.finishing import Finishing
from store.folding import Folding
from store.keys import Keys
from store.loading import Loader
from store.log import Log
from store.path_keeper import PathKeeper
from store.path_writer import PathWriter
from store.paths import Paths
from store.publisher import Publisher
from store.recorder import Recorder
from store.signing_keys import SigningKeys
from store.snapshots import Snapshots
from store.snapshotter import Snapshotter
from store.streams import Streams
from store.tokens import Tokens
from store.upserts import UpsertWriter
from store.writer import Announce, Turns, Writer

LAST_SNAPSHOTS_SECONDS = 4.0
"What a process that stops gives to its snapshots."


class Store:
    """One process's view of one Footfall database."""

    def __init__(self, database: Database, turns: Turns, announce: Announce, budget: int) -> None:
        self._database = database
        self._finishing = Finishing()
        self.log = log = Log(database)
        checkpoints, snapshots = Checkpoints(database), Snapshots(database)
        self.accounts = Accounts(database)
        self.keys = Keys(database, self.accounts)
        self.tokens = Tokens(SigningKeys(database))
        self.automations = Automations(database)
        self.contacts = Contacts(database)
        self.contact_names = ContactNames(database)
        self.contact_search = ContactSearch(database)
        self.definitions = Definitions(database)
        self.paths = Paths(database, checkpoints)
        self.streams = Streams(Loader(log, checkpoints, snapshots), budget)
        self.snapshotter = Snapshotter(self.streams, checkpoints, snapshots)
        self.path_keeper = PathKeeper(self.streams, PathWriter(database, checkpoints))
        self.writer = writer = Writer(log, turns, announce)
        self.recorder = Recorder(
            BatchWriter(log, self.contacts, self.automations, self.streams, writer),
            UpsertWriter(self.contacts, self.streams, writer),
            self._finishing,
        )
        self.publisher = Publisher(self.automations, self.streams, writer, self._finishing)

    @classmethod
    async def open(
        cls, mongodb_url: str, database: str, turns: Turns, announce: Announce, *, budget: int
    ) -> "Store":
        """Connect, create what indexes and folded texts are missing, and start what works in the background.

        `budget`: bytes that loaded states may take, about.

        Raises:
            ValueError: the URL is none of MongoDB's, or MongoDB does not let us in.
            Refused: TEMPORARILY_UNAVAILABLE when there is no primary.
        """
        behind = Database(mongodb_url, database)
        try:
            await _prepare(behind)
            await Folding(behind).finish()
        except BaseException:
            behind.close()
            raise
        store = cls(behind, turns, announce, budget)
        store.snapshotter.start()
        store.path_keeper.start()
        return store

    async def close(self) -> None:
        """Finish what was taken, snapshot what is dirty while there is time, then disconnect."""
        try:
            await self._finishing.close()
            await self.path_keeper.close()
            await self.snapshotter.close(LAST_SNAPSHOTS_SECONDS)
        finally:
            self._database.close()

    @property
    def has_primary(self) -> bool:
        """Whether the driver's heartbeat, half a second ago at most, found a primary."""
        return self._database.primary.is_there


@needs_database
async def _prepare(database: Database) -> None:
    await database.prepare()
