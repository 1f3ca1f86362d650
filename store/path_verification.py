"""Whether the documents of paths say what the log says, for all contacts of a map at once."""

from bson import ObjectId

from measure.events import Event, EventType
from measure.recount.differences import Difference
from measure.recount.fingerprints import Fingerprints
from store.checkpoints import Checkpoint, Checkpoints
from store.database import BY_ID, Database
from store.path_documents import CONTENT, LAST_PART, document_id, ordinal_of

HIGHEST_ORDINAL = 2**32 - 1


class PathVerification:
    """Takes the log's events, and then compares the documents that were there at the start with them."""

    def __init__(self, database: Database, account: str, stream: str) -> None:
        self._paths = database.paths
        self._checkpoints = Checkpoints(database)
        self._account = account
        self._stream = stream
        self._checkpoint: Checkpoint | None = None
        self._told = Fingerprints()

    @property
    def count(self) -> int:
        """Contacts that have a path up to where the documents reached at the start."""
        return len(self._told.who)

    async def start(self) -> None:
        """See how far the documents reach: before the log is read, which reaches at least as far then."""
        self._checkpoint = await self._checkpoints.get(self._account, self._stream, CONTENT)

    def take(self, rev: int, event: Event) -> None:
        if self._checkpoint is None or event.contact is None or rev > self._checkpoint.rev:
            return
        element = event.to if event.type is EventType.MOVED else event.element
        step = (rev, event.at, event.type.value, element, event.from_, event.connector, event.link)
        self._told.add(event.contact, step)

    async def differences(self) -> list[Difference]:
        """What is wrong; nothing is said of a series that was made anew and switched meanwhile."""
        if self._checkpoint is None:
            return []
        wrong = self._told.differing(await self._written(self._checkpoint))
        now = await self._checkpoints.get(self._account, self._stream, CONTENT)
        is_there = now is not None and now.series == self._checkpoint.series
        return [Difference("paths", wrong=wrong)] if wrong and is_there else []

    async def _written(self, checkpoint: Checkpoint) -> Fingerprints:
        """The documents' steps; they only grow, so that those after the checkpoint are passed over."""
        written = Fingerprints()
        parts = self._paths.find(
            {
                "_id": {
                    "$gte": document_id(checkpoint.series, 0, 0),
                    "$lte": document_id(checkpoint.series, HIGHEST_ORDINAL, LAST_PART),
                },
                "account": ObjectId(self._account),
            },
            {"steps": 1},
            hint=BY_ID,
            sort=BY_ID,
        )
        async for part in parts:
            contact = ordinal_of(part["_id"])
            for step in part["steps"]:
                if step[0] <= checkpoint.rev:
                    written.add(contact, tuple(step))
        return written
