"""Everything of MongoDB that one process uses."""

from measure.jobs import JobKind
from store.accounts import Accounts
from store.action_worker import ActionWorker
from store.automations import Automations
from store.availability import needs_database
from store.batch import BatchWriter
from store.checkpoints import Checkpoints
from store.contact_names import ContactNames
from store.contact_search import ContactSearch
from store.contacts import Contacts
from store.database import Database
from store.definitions import Definitions
from store.download_links import DownloadLinks
from store.exporter import Exporter
from store.exports import Exports
from store.finishing import Finishing
from store.folding import Folding
from store.held_job import Tell
from store.job_claims import JobClaims
from store.job_runner import JobRunner, Worker
from store.jobs import Jobs
from store.keys import Keys
from store.loading import Loader
from store.log import Log
from store.moments import Moments
from store.path_keeper import PathKeeper
from store.path_writer import PathWriter
from store.paths import Paths
from store.publisher import Publisher
from store.recorder import Recorder
from store.saved_groups import SavedGroups
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

    def __init__(
        self,
        database: Database,
        turns: Turns,
        announce: Announce,
        tell: Tell,
        *,
        budget: int,
        contacts_per_second: int,
        export_days: int,
    ) -> None:
        self._database = database
        self._finishing = Finishing()
        self.log = log = Log(database)
        checkpoints, snapshots = Checkpoints(database), Snapshots(database)
        self.accounts = Accounts(database)
        self.keys = Keys(database, self.accounts)
        signing_keys = SigningKeys(database)
        self.tokens = Tokens(signing_keys)
        self.download_links = DownloadLinks(signing_keys)
        self.automations = Automations(database)
        self.contacts = Contacts(database)
        self.contact_names = ContactNames(database)
        self.contact_search = ContactSearch(database)
        self.definitions = Definitions(database)
        self.saved_groups = SavedGroups(database)
        self.paths = Paths(database, checkpoints)
        loader = Loader(log, checkpoints, snapshots)
        self.streams = Streams(loader, budget)
        self.snapshotter = Snapshotter(self.streams, checkpoints, snapshots)
        self.path_keeper = PathKeeper(self.streams, PathWriter(database, checkpoints))
        self.writer = writer = Writer(log, turns, announce)
        self.recorder = Recorder(
            BatchWriter(log, self.contacts, self.automations, self.streams, writer),
            UpsertWriter(self.contacts, self.streams, writer),
            self._finishing,
        )
        self.exports = Exports(database, export_days)
        self.publisher = Publisher(self.automations, self.streams, writer, self._finishing)
        self.jobs = Jobs(database)
        self.job_claims = JobClaims(database, tell)
        actions = ActionWorker(
            accounts=self.accounts,
            automations=self.automations,
            contacts=self.contacts,
            log=log,
            streams=self.streams,
            recorder=self.recorder,
            pace=contacts_per_second,
        )
        moments = Moments(database, self.contacts, self.streams, loader)
        self.exporter = Exporter(self.exports, self.accounts, moments)
        workers: dict[JobKind, Worker] = {**dict.fromkeys(JobKind, actions), JobKind.EXPORT: self.exporter}
        self.job_runner = JobRunner(self.job_claims, workers)

    @classmethod
    async def open(
        cls,
        mongodb_url: str,
        database: str,
        turns: Turns,
        announce: Announce,
        tell: Tell,
        *,
        budget: int,
        contacts_per_second: int,
        export_days: int,
    ) -> "Store":
        """Connect, create what indexes and folded texts are missing, and start what works in the background.

        `budget`: bytes that loaded states may take, about. `contacts_per_second`: how fast a job acts on
        contacts, at most; 0: as fast as it can. `export_days`: how long files of exports are kept.

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
        store = cls(
            behind,
            turns,
            announce,
            tell,
            budget=budget,
            contacts_per_second=contacts_per_second,
            export_days=export_days,
        )
        store.snapshotter.start()
        store.path_keeper.start()
        store.job_runner.start()
        return store

    async def close(self) -> None:
        """Finish what was taken, snapshot what is dirty while there is time, then disconnect."""
        try:
            await self.job_runner.close()
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
