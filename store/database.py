"""The connection to MongoDB, its collections and their indexes.

Everything is written with majority and journal and read with read concern majority. Every query names
its index: the planner has picked the wrong one.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, Final, TypeVar

from bson.codec_options import CodecOptions
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
)
from pymongo import ASCENDING, IndexModel, MongoClient
from pymongo.errors import ConfigurationError, NetworkTimeout, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import Primary, SecondaryPreferred
from pymongo.server_description import ServerDescription
from pymongo.write_concern import WriteConcern

from store.availability import UNREACHABLE, unavailable
from store.breaker import Breaker

Document = dict[str, Any]  # BSON documents hold values of many types; each module reads its own fields
Collection = AsyncIOMotorCollection[Document]
Index = list[tuple[str, int]]
Session = AsyncIOMotorClientSession
T = TypeVar("T")

# Whoever waits is told to come again rather than kept waiting: resending is safe.
SELECTION_MILLISECONDS = 3_000
CONNECTING_MILLISECONDS = 2_000
HEARTBEAT_MILLISECONDS = 500
"A server that hangs is known to after both of these."
MAJORITY_MILLISECONDS = 5_000
ANSWER_MILLISECONDS = 10_000
TRANSACTION_SECONDS: Final = 5.0
TRANSACTION_PAUSE: Final = 0.01
IDS_AT_ONCE: Final = 500
"Values in one `$in`: more are slower per value."
MAJORITY: Final = WriteConcern(w="majority", j=True, wtimeout=MAJORITY_MILLISECONDS)
DUPLICATE_KEY: Final = 11000
"MongoDB's code for a document that a unique index refuses."
SNAPSHOT_IS_OVER: Final = frozenset({239, 246})
"MongoDB's codes SnapshotTooOld and SnapshotUnavailable."
BUILDING_PATIENCE = 360
"Answers that an index may take: an hour."

BY_STREAM: Final[Index] = [("account", ASCENDING), ("stream", ASCENDING), ("rev", ASCENDING)]
BY_EVENT: Final[Index] = [("account", ASCENDING), ("events.id", ASCENDING)]
BY_KEY: Final[Index] = [("account", ASCENDING), ("key", ASCENDING)]
BY_ORDINAL: Final[Index] = [("account", ASCENDING), ("n", ASCENDING)]
BY_FOLDED_KEY: Final[Index] = [("account", ASCENDING), ("foldedKey", ASCENDING), ("n", ASCENDING)]
BY_FOLDED_EMAIL: Final[Index] = [("account", ASCENDING), ("foldedEmail", ASCENDING), ("n", ASCENDING)]
BY_FOLDED_NAME: Final[Index] = [("account", ASCENDING), ("foldedName", ASCENDING), ("n", ASCENDING)]
UNFOLDED: Final[Index] = [("account", ASCENDING), ("foldedKey", ASCENDING)]
"Of the contacts that have no folded texts yet: empty as a rule."
BY_CONTENT: Final[Index] = [("account", ASCENDING), ("stream", ASCENDING), ("content", ASCENDING)]
BY_PART: Final[Index] = [
    ("account", ASCENDING),
    ("series", ASCENDING),
    ("value", ASCENDING),
    ("chunk", ASCENDING),
]
BY_ACCOUNT_KEY: Final[Index] = [("key", ASCENDING)]
BY_HASH: Final[Index] = [("hash", ASCENDING)]
BY_OWNER: Final[Index] = [("account", ASCENDING), ("_id", ASCENDING)]
BY_END: Final[Index] = [("overAt", ASCENDING)]
BY_PIECE: Final[Index] = [("files_id", ASCENDING), ("n", ASCENDING)]
BY_EXPIRY: Final[Index] = [("metadata.expiresAt", ASCENDING)]
BY_DIGEST: Final[Index] = [("account", ASCENDING), ("digest", ASCENDING)]
BY_ID: Final[Index] = [("_id", ASCENDING)]
BY_IDEMPOTENCY: Final[Index] = [("account", ASCENDING), ("key", ASCENDING)]
OPEN_JOBS: Final[Index] = [("open", ASCENDING), ("_id", ASCENDING)]
"Those that have not ended."


class Database:
    """The collections of one Footfall database."""

    def __init__(self, url: str, name: str) -> None:
        """Raises ValueError when `url` is none of MongoDB's."""
        try:
            self._client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
                url,
                serverSelectionTimeoutMS=SELECTION_MILLISECONDS,
                connectTimeoutMS=CONNECTING_MILLISECONDS,
                heartbeatFrequencyMS=HEARTBEAT_MILLISECONDS,
                socketTimeoutMS=ANSWER_MILLISECONDS,
                appname="footfall",
            )
        except (ConfigurationError, ValueError) as error:
            # pymongo's text may hold a part of the password.
            rule = "must be mongodb://user:password@host:port/?options, with %-escapes in user and password"
            raise ValueError(f"MongoDB's URL {rule}") from error
        # Whatever the URL says: a secondary may lag.
        database = self._get_database(name, Primary())
        self._elsewhere = self._get_database(name, SecondaryPreferred())
        self.primary = Breaker(lambda: any(server.is_writable for server in self._servers()))
        self.members = Breaker(lambda: any(server.is_readable for server in self._servers()))
        self.accounts: Collection = database["accounts"]
        self.keys: Collection = database["keys"]
        self.signing_keys: Collection = database["signingKeys"]
        self.automations: Collection = database["automations"]
        self.contacts: Collection = database["contacts"]
        self.counters: Collection = database["counters"]
        self.commits: Collection = database["commits"]
        self.definitions: Collection = database["definitions"]
        self.streams: Collection = database["streams"]
        self.snapshots: Collection = database["snapshots"]
        self.paths: Collection = database["paths"]
        self.saved_groups: Collection = database["savedGroups"]
        self.saved_group_members: Collection = database["savedGroupMembers"]
        self.jobs: Collection = database["jobs"]
        self.job_members: Collection = database["jobMembers"]
        self.export_files: Collection = database["exports.files"]
        self.export_pieces: Collection = database["exports.chunks"]

    async def prepare(self) -> None:
        """Create the indexes that are missing; raises ValueError when MongoDB does not let us."""
        try:
            await self._create_indexes()
        except OperationFailure as error:
            if isinstance(error, UNREACHABLE):
                raise
            raise ValueError(f"MongoDB does not let us in: {error.details or error}") from error
        self.primary.check()
        self.members.check()

    async def _create_indexes(self) -> None:
        # Partial: without it a second commit without events is refused.
        with_events = {"events.id": {"$exists": True}}
        with_key = {"key": {"$exists": True}}
        indexes: tuple[tuple[Collection, list[IndexModel]], ...] = (
            (self.accounts, [IndexModel(BY_ACCOUNT_KEY, unique=True)]),
            (self.keys, [IndexModel(BY_HASH, unique=True), IndexModel(BY_OWNER)]),
            (self.signing_keys, [IndexModel(BY_END, expireAfterSeconds=0)]),
            (self.automations, [IndexModel(BY_KEY, unique=True)]),
            (
                self.contacts,
                [
                    IndexModel(BY_KEY, unique=True),
                    IndexModel(BY_ORDINAL, unique=True),
                    IndexModel(BY_FOLDED_KEY),
                    IndexModel(BY_FOLDED_EMAIL, partialFilterExpression={"foldedEmail": {"$gte": ""}}),
                    IndexModel(BY_FOLDED_NAME),
                    IndexModel(UNFOLDED, partialFilterExpression={"foldedKey": None}),
                ],
            ),
            (
                self.commits,
                [
                    IndexModel(BY_STREAM, unique=True),
                    IndexModel(BY_EVENT, unique=True, partialFilterExpression=with_events),
                ],
            ),
            (self.definitions, [IndexModel(BY_DIGEST, unique=True)]),
            (self.streams, [IndexModel(BY_CONTENT, unique=True)]),
            (self.snapshots, [IndexModel(BY_PART, unique=True)]),
            (self.saved_groups, [IndexModel(BY_OWNER)]),
            (
                self.jobs,
                [
                    IndexModel(BY_IDEMPOTENCY, unique=True, partialFilterExpression=with_key),
                    IndexModel(BY_OWNER),
                    IndexModel(OPEN_JOBS, partialFilterExpression={"open": True}),
                ],
            ),
            (self.export_files, [IndexModel(BY_EXPIRY, expireAfterSeconds=0)]),
            (
                self.export_pieces,
                [IndexModel(BY_PIECE, unique=True), IndexModel(BY_END, expireAfterSeconds=0)],
            ),
        )
        await asyncio.gather(*(_built(collection, missing) for collection, missing in indexes))

    async def transact(self, write: Callable[[Session], Coroutine[Any, Any, T]]) -> T:
        """What `write` answers; all that it does in the session is done, or nothing of it.

        It is called again, for TRANSACTION_SECONDS, when it got in the way of another transaction. The
        driver's `with_transaction` would go on for two minutes, also without a primary.

        Raises:
            Refused: TEMPORARILY_UNAVAILABLE; otherwise what pymongo does.
        """
        async with await self._client.start_session() as session:
            clock = asyncio.get_running_loop().time
            until = clock() + TRANSACTION_SECONDS
            while True:
                self.primary.check()
                try:
                    async with session.start_transaction(ReadConcern("majority"), MAJORITY):
                        return await write(session)
                except PyMongoError as error:
                    if clock() > until or not error.has_error_label("TransientTransactionError"):
                        raise
                await asyncio.sleep(TRANSACTION_PAUSE)

    async def begin_snapshot(self) -> Session:
        """A session whose reads all see the moment of the first, as a majority had it (MongoDB 5.0 or later).

        It is over after 300 s (`minSnapshotHistoryWindowInSeconds`): then reads fail with SNAPSHOT_IS_OVER.
        """
        return await self._client.start_session(snapshot=True)

    def close(self) -> None:
        self.primary.close()
        self.members.close()
        self._client.close()

    def _servers(self) -> Iterable[ServerDescription]:
        """What the driver's heartbeat knows of each server."""
        client: MongoClient[Document] = self._client.delegate  # Motor's own property is typed as a method
        return client.topology_description.server_descriptions().values()

    def _get_database(
        self, name: str, read_preference: Primary | SecondaryPreferred
    ) -> AsyncIOMotorDatabase[Document]:
        return self._client.get_database(
            name,
            codec_options=CodecOptions(tz_aware=True),
            write_concern=MAJORITY,
            read_concern=ReadConcern("majority"),
            read_preference=read_preference,
        )

    def elsewhere(self, collection: Collection) -> Collection:
        """The collection as a majority of the members had it, asked of a secondary if there is one."""
        return self._elsewhere[collection.name]


async def _built(collection: Collection, indexes: Sequence[IndexModel]) -> None:
    """Create indexes of a collection that may be large already.

    MongoDB goes on building when it could not answer in time; asked again, it waits for what it builds.
    """
    for _ in range(BUILDING_PATIENCE):
        try:
            await collection.create_indexes(indexes)
        except NetworkTimeout:
            continue
        return
    raise unavailable()
