"""Paths of single contacts, exact at any revision: what the background wrote of them, and the log's tail."""

from bson import ObjectId

from measure.paths import PathStep
from store.availability import needs_database
from store.checkpoints import Checkpoints
from store.database import BY_ID, Database
from store.path_documents import CONTENT, LAST_PART, WrittenStep, document_id, read_steps
from store.path_log import Newest, PathLog


class Paths:
    """Reads the paths of contacts on automations, and an automation's newest moves."""

    def __init__(self, database: Database, checkpoints: Checkpoints) -> None:
        self._primary = database.primary
        self._paths = database.paths
        self._log = PathLog(database)
        self._checkpoints = checkpoints

    @needs_database
    async def steps(self, account: str, stream: str, ordinal: int, rev: int) -> list[PathStep]:
        """Everything that happened to a contact up to the commit `rev`, in the order of places."""
        async with self._primary.guard():
            after, kept = await self._kept(account, stream, ordinal)
            tail = await self._log.steps(account, stream, ordinal, after, rev)
        # Documents may reach into the tail, but hold a commit's steps of one contact all or not at all.
        revs = {step[0] for step in kept}
        written = [step for step in kept if step[0] <= rev]
        written += [step for step in tail if step[0] not in revs]
        written.sort(key=lambda step: int(step[0]))
        return sorted(read_steps(written), key=lambda step: step.place)

    @needs_database
    async def newest(self, account: str, stream: str, after: int) -> Newest:
        """The newest moves above the commit `after`: of at most 100 commits, the last 100 events of each."""
        async with self._primary.guard():
            return await self._log.newest(account, stream, after)

    async def _kept(self, account: str, stream: str, ordinal: int) -> tuple[int, list[WrittenStep]]:
        """A revision, and the documents' steps: all up to that revision, and maybe some after it.

        The checkpoint is read before the documents, since they only grow. Those of a series that has lost
        its place may be gone by the time they are read, so it is looked at again after them.
        """
        checkpoint = await self._checkpoints.get(account, stream, CONTENT)
        while checkpoint is not None:
            steps = await self._written(account, checkpoint.series, ordinal)
            now = await self._checkpoints.get(account, stream, CONTENT)
            if now is not None and now.series == checkpoint.series:
                return checkpoint.rev, steps
            checkpoint = now
        return 0, []

    async def _written(self, account: str, series: ObjectId, ordinal: int) -> list[WrittenStep]:
        """What the documents of one contact hold, in the order of revisions."""
        parts = self._paths.find(
            {
                "_id": {
                    "$gte": document_id(series, ordinal, 0),
                    "$lte": document_id(series, ordinal, LAST_PART),
                },
                "account": ObjectId(account),
            },
            {"steps": 1},
            hint=BY_ID,
            sort=BY_ID,
        )
        return [step async for part in parts for step in part["steps"]]
