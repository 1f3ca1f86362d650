"""Jobs among processes: one works on each at a time, and whatever is left in the middle is gone on with."""

import asyncio
from datetime import UTC, datetime
from itertools import product

import pytest
from bson import ObjectId
from pymongo import MongoClient

from measure.errors import ErrorCode, Refused
from measure.graph import Connector, Definition, Element, Kind
from measure.history import Status
from measure.jobs import Action, Export, ExportFile, ExportFormat, Job, JobKind, JobStatus, Order, Tally
from measure.sets import Set
from store.action_worker import ActionWorker
from store.held_job import Cancelled, Held, Ledger, Lost
from store.job_runner import JobRunner
from store.jobs import MOST_OPEN, Wanted
from store.store import Store
from tests.store.conftest import NOW, OpenStore, World, moved
from tests.waiting import eventually

PEOPLE = [f"p{number:02}" for number in range(12)]
TAG = Action(JobKind.ADD_TAG, "vip")
SLOW = 50
"Contacts a second: batches of five."
OTHER = Definition(
    name="Other",
    time_zone="UTC",
    elements=(
        Element("in", Kind.TRIGGER, "In"),
        Element("side", Kind.TRIGGER, "Side"),
        Element("wait", Kind.WAIT, "Wait"),
    ),
    connectors=(Connector("in>wait", "in", "wait"), Connector("side>wait", "side", "wait")),
)
ACTIONS = {
    TAG: (9, "ALREADY_TAGGED"),
    Action(JobKind.REMOVE_TAG, "vip"): (3, "NOT_TAGGED"),
    Action(JobKind.ADD_TO_AUTOMATION, "other", "side"): (10, "ALREADY_THERE"),
    Action(JobKind.REMOVE_FROM_AUTOMATION, "other"): (4, "NOT_THERE"),
}
"How many contacts each is done to, and why not to the others."


class Jobs:
    """Twelve contacts, of whom three are `vip` and four somewhere on the map `other`; jobs wait in the hands
    of nobody."""

    def __init__(self, world: World, mongodb: MongoClient, database: str) -> None:
        self.world = world
        self.store = world.store
        self._database = mongodb[database]

    async def start(self, order: Order = TAG, key: str | None = None) -> Job:
        found = await self.store.contacts.ordinals(self.world.account.id, PEOPLE)
        wanted = Wanted(order, "a group", Set(found.values()), key, str(order))
        return await self.store.jobs.start(self.world.account.id, wanted, NOW)

    async def find(self, job: Job) -> Job:
        found = await self.store.jobs.by_id(job.account, job.id)
        assert found is not None
        return found

    async def ended(self, job: Job) -> Job:
        async def has_ended() -> bool:
            return (await self.find(job)).status.has_ended

        await eventually(has_ended)
        return await self.find(job)

    def holder_is_killed(self, job: Job) -> None:
        """A good while ago."""
        lease = {"holder": "somebody", "until": datetime(2020, 1, 1, tzinfo=UTC)}
        self._database["jobs"].update_one({"_id": ObjectId(job.id)}, {"$set": {"lease": lease}})

    def lease_ends(self, job: Job) -> datetime:
        """When somebody else may take the job in hand."""
        found = self._database["jobs"].find_one({"_id": ObjectId(job.id)})
        return found["lease"]["until"]

    def is_of_a_later_version(self, job: Job) -> None:
        """Of a kind that this one does not know."""
        self._database["jobs"].update_one({"_id": ObjectId(job.id)}, {"$set": {"order.kind": "FLY"}})

    def contacts_are_lost(self, job: Job) -> None:
        """As by a backup that was put back in part."""
        self._database["jobMembers"].delete_one({"_id": ObjectId(job.id)})

    async def leased(self, job: Job) -> None:
        """Return before whoever takes the job in hand hears that it has it."""
        leased = {"_id": ObjectId(job.id), "lease": {"$exists": True}}
        while not self._database["jobs"].count_documents(leased):  # noqa: ASYNC110 - whoever waits longer comes too late
            await asyncio.sleep(0)

    def is_cancelled(self, job: Job) -> None:
        """At once, while nothing else gets on."""
        self._database["jobs"].update_one({"_id": ObjectId(job.id)}, {"$set": {"cancelled": True}})

    def events(self) -> int:
        """Those that jobs have written."""
        commits = self._database["commits"].find({"events.id": {"$regex": "^job-"}})
        return sum(event["id"].startswith("job-") for commit in commits for event in commit["events"])

    def frozen(self) -> int:
        """Jobs whose contacts are still kept."""
        return self._database["jobMembers"].count_documents({})


@pytest.fixture
async def jobs(world: World, mongodb: MongoClient, database: str) -> Jobs:
    store = world.store
    await store.job_runner.close()
    other = await store.automations.save(world.account.id, "other", OTHER, NOW)
    assert await store.publisher.publish(other, NOW) == ()
    placed = [("p00", "side"), ("p01", "side"), ("p02", "wait"), ("p02", "in"), ("p03", "in")]
    tagged = [
        {"id": f"t-{key}", "type": "TAGGED", "contact": key, "tag": "vip", "at": "2026-03-01T09:00:00Z"}
        for key in PEOPLE[:3]
    ]
    await world.record(
        *(moved(f"m-{key}", key) for key in PEOPLE),
        *(moved(f"o-{key}-{to}", key, to, automation="other") for key, to in placed),
        *tagged,
    )
    return Jobs(world, mongodb, database)


def worker_of(store: Store) -> ActionWorker:
    return ActionWorker(
        accounts=store.accounts,
        automations=store.automations,
        contacts=store.contacts,
        log=store.log,
        streams=store.streams,
        recorder=store.recorder,
        pace=SLOW,
    )


async def in_hand(store: Store, ledger: Ledger | None = None) -> Held:
    """The next job, of which this process notes its progress in `ledger`."""
    held = await store.job_claims.next({})
    assert held is not None

    async def tell(_: Job) -> None: ...

    ledger = ledger or store.job_claims
    return Held(held.job, held.members, held.attempt, held.vain, ledger=ledger, tell=tell)


class Killed(Exception):
    """Nothing of that process runs after this."""


class Dying(Ledger):
    """Notes what it is told until its process is killed, just before or just after it has noted something."""

    def __init__(self, store: Store, notes: int, *, after: bool) -> None:
        self._ledger = store.job_claims
        self._notes = notes
        self._after = after

    async def note(self, held: Held, tally: Tally) -> Job:
        self._notes -= 1
        if self._notes < 0 and not self._after:
            raise Killed
        job = await self._ledger.note(held, tally)
        if self._notes < 0:
            raise Killed
        return job

    async def end(self, held: Held, status: JobStatus, tally: Tally, file: ExportFile | None) -> Job:
        raise Killed


class Slow:
    """A worker whose only step takes as long as a test wants."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()

    async def run(self, held: Held) -> None:
        self.begun.set()
        await self.may_end.wait()
        await held.end(JobStatus.SUCCEEDED, Tally(succeeded=held.job.total))

    async def done(self, held: Held) -> Tally:
        return held.job.tally


@pytest.mark.parametrize("action", ACTIONS)
async def test_nobody_is_done_twice_or_left_out_wherever_the_process_is_killed(
    jobs: Jobs, open_store: OpenStore, action: Action
):
    """In the last case each batch is written, and only the end of the job is not."""
    job = await jobs.start(action)
    for notes, after in product((0, 1), (False, True)):
        held = await in_hand(jobs.store, Dying(jobs.store, notes, after=after))
        with pytest.raises(Killed):
            await worker_of(jobs.store).run(held)
        jobs.holder_is_killed(job)
    other = await open_store()
    await other.job_runner.look()
    ended = await jobs.ended(job)
    await eventually(lambda: other.job_runner.running == 0)
    assert other.job_runner.ended == {JobStatus.SUCCEEDED: 1}
    count, code = ACTIONS[action]
    assert (ended.status, ended.tally.succeeded, ended.tally.skipped, ended.tally.failed) == (
        JobStatus.SUCCEEDED,
        count,
        12 - count,
        0,
    )
    assert [(reason.code, reason.count) for reason in ended.tally.listed()] == [(code, 12 - count)]
    leaves_two = action.kind is JobKind.REMOVE_FROM_AUTOMATION  # p02 is at two places
    assert jobs.events() == count + leaves_two
    assert jobs.frozen() == 0


async def test_of_two_processes_one_has_a_job_in_hand(jobs: Jobs, open_store: OpenStore):
    job, other = await jobs.start(), await open_store()
    await other.job_runner.close()
    held = await jobs.store.job_claims.next({})
    assert held is not None
    assert (held.job.id, held.job.status, len(held.members)) == (job.id, JobStatus.RUNNING, 12)
    assert await other.job_claims.next({}) is None
    await jobs.store.job_claims.give_back(held)
    assert await other.job_claims.next({}) is not None


async def test_what_a_process_says_that_lost_a_job_is_not_heard(jobs: Jobs, open_store: OpenStore):
    job, first = await jobs.start(), await in_hand(jobs.store)
    jobs.holder_is_killed(job)
    other = await open_store()
    await other.job_runner.close()
    second = await other.job_claims.take(job.id)
    assert second is not None
    await second.progress(Tally(succeeded=2))
    with pytest.raises(Lost):
        await first.progress(Tally(succeeded=5))
    with pytest.raises(Lost):
        await first.end(JobStatus.SUCCEEDED, Tally(succeeded=12))
    assert (await jobs.find(job)).tally == Tally(succeeded=2)
    assert jobs.frozen() == 1


async def test_actions_of_an_account_go_one_after_the_other_and_exports_beside_them(jobs: Jobs):
    first, second = await jobs.start(), await jobs.start()
    export = await jobs.start(Export(ExportFormat.CSV))
    here: dict[str, str] = {}
    taken = []
    while (held := await jobs.store.job_claims.next(here)) is not None:
        here[held.job.id] = held.job.account
        taken.append(held)
    assert [held.job.id for held in taken] == [first.id, export.id]
    await taken[0].end(JobStatus.SUCCEEDED, Tally(succeeded=12))
    following = await jobs.store.job_claims.next({export.id: export.account})
    assert following is not None
    assert following.job.id == second.id


async def test_the_next_job_need_not_wait_for_a_look(jobs: Jobs):
    started = [await jobs.start() for _ in range(3)]
    await jobs.store.job_runner.look()
    assert [(await jobs.ended(job)).status for job in started] == [JobStatus.SUCCEEDED] * 3


async def test_a_job_that_gets_nowhere_again_and_again_is_given_up(jobs: Jobs):
    job = await jobs.start()
    for _ in range(5):
        assert await jobs.store.job_claims.next({}) is not None
        jobs.holder_is_killed(job)
    await jobs.store.job_runner.look()
    ended = await jobs.ended(job)
    assert (ended.status, ended.tally.failed, jobs.events()) == (JobStatus.FAILED, 12, 0)
    assert [reason.code for reason in ended.tally.listed()] == ["INTERNAL"]


async def test_a_cancelled_job_leaves_off_after_the_batch_under_way(jobs: Jobs):
    job, held = await jobs.start(), await in_hand(jobs.store)
    await jobs.store.jobs.ask_to_cancel(job.account, job.id)
    with pytest.raises(Cancelled):
        await worker_of(jobs.store).run(held)
    await jobs.store.job_claims.give_back(held)
    await jobs.store.job_runner.end_cancelled(job.id)
    ended = await jobs.find(job)
    assert (ended.status, ended.tally.count, jobs.events()) == (JobStatus.CANCELLED, 12, 2)
    reasons = [(reason.code, reason.count) for reason in ended.tally.listed()]
    assert reasons == [("CANCELLED", 7), ("ALREADY_TAGGED", 3)]


async def test_a_job_that_nobody_works_on_is_cancelled_at_once(jobs: Jobs):
    job = await jobs.start()
    await jobs.store.jobs.ask_to_cancel(job.account, job.id)
    await jobs.store.job_runner.end_cancelled(job.id)
    ended = await jobs.find(job)
    assert (ended.status, ended.tally.skipped, jobs.frozen()) == (JobStatus.CANCELLED, 12, 0)


async def test_who_was_done_in_a_batch_that_was_never_noted_counts_as_done_when_the_job_is_cancelled(
    jobs: Jobs,
):
    job = await jobs.start()
    held = await in_hand(jobs.store, Dying(jobs.store, 0, after=False))
    with pytest.raises(Killed):
        await worker_of(jobs.store).run(held)
    jobs.holder_is_killed(job)
    await jobs.store.jobs.ask_to_cancel(job.account, job.id)
    await jobs.store.job_runner.end_cancelled(job.id)
    ended = await jobs.find(job)
    assert (ended.tally.succeeded, ended.tally.skipped, jobs.events()) == (2, 10, 2)
    assert jobs.store.job_runner.ended == {JobStatus.CANCELLED: 1}


async def test_what_a_process_has_come_to_does_not_count_what_others_did(jobs: Jobs, open_store: OpenStore):
    """A file that another process has begun is written anew, and given up before it gets so far."""
    job, first = await jobs.start(Export(ExportFormat.CSV)), await in_hand(jobs.store)
    await first.progress(Tally(succeeded=5))
    jobs.holder_is_killed(job)
    await jobs.store.jobs.ask_to_cancel(job.account, job.id)
    other = await open_store()
    await other.job_runner.look()
    ended = await jobs.ended(job)
    await eventually(lambda: other.job_runner.running == 0)
    assert (ended.tally.succeeded, ended.tally.skipped, other.job_runner.contacts) == (0, 12, 0)


async def test_who_is_left_fails_when_the_automation_is_archived_meanwhile(jobs: Jobs):
    job = await jobs.start(Action(JobKind.ADD_TO_AUTOMATION, "other", "side"))
    held = await in_hand(jobs.store, Dying(jobs.store, 0, after=True))
    with pytest.raises(Killed):
        await worker_of(jobs.store).run(held)
    jobs.holder_is_killed(job)
    other = await jobs.store.automations.by_key(job.account, "other")
    assert other is not None
    await jobs.store.publisher.change_status(other, Status.ARCHIVED, NOW)
    await jobs.store.job_runner.look()
    ended = await jobs.ended(job)
    assert (ended.tally.succeeded, ended.tally.skipped, ended.tally.failed) == (3, 2, 7)
    reasons = [(reason.code, reason.message, reason.count) for reason in ended.tally.listed()]
    assert reasons[0] == ("ARCHIVED", 'automation "other" is archived', 7)


async def test_a_lease_is_renewed_while_a_step_takes_long(jobs: Jobs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("store.job_runner.RENEWAL_SECONDS", 0.01)
    job, slow = await jobs.start(), Slow()
    runner = JobRunner(jobs.store.job_claims, dict.fromkeys(JobKind, slow))
    await runner.look()
    await slow.begun.wait()
    first = jobs.lease_ends(job)
    await eventually(lambda: jobs.lease_ends(job) > first)
    slow.may_end.set()
    assert (await jobs.ended(job)).status is JobStatus.SUCCEEDED
    await runner.close()


async def test_a_job_of_a_later_version_is_left_to_it_and_nobody_else_waits_for_it(jobs: Jobs):
    strange, export = await jobs.start(), await jobs.start(Export(ExportFormat.CSV))
    jobs.is_of_a_later_version(strange)
    held = await jobs.store.job_claims.next({})
    assert held is not None
    assert held.job.id == export.id
    assert await jobs.store.job_claims.next({export.id: export.account}) is None


async def test_of_too_many_jobs_at_a_time_the_last_is_refused(jobs: Jobs):
    for _ in range(MOST_OPEN):
        await jobs.start()
    with pytest.raises(Refused) as refused:
        await jobs.start()
    assert refused.value.code is ErrorCode.LIMIT_EXCEEDED


async def test_a_job_whose_contacts_are_gone_is_given_up_and_others_do_not_wait_for_it(jobs: Jobs):
    job, export = await jobs.start(), await jobs.start(Export(ExportFormat.CSV))
    jobs.contacts_are_lost(job)

    async def is_over() -> bool:
        await jobs.store.job_runner.look()
        return (await jobs.find(job)).status.has_ended

    await eventually(is_over)
    ended = await jobs.find(job)
    assert (ended.status, ended.tally.failed) == (JobStatus.FAILED, 12)
    assert [reason.code for reason in ended.tally.listed()] == ["INTERNAL"]
    assert (await jobs.ended(export)).status is JobStatus.SUCCEEDED


async def test_a_job_is_not_cancelled_as_waiting_while_it_is_taken_in_hand(jobs: Jobs):
    """Its first batch is done, here all of it, and is counted."""
    job = await jobs.start()
    look = asyncio.create_task(jobs.store.job_runner.look())
    await jobs.leased(job)
    jobs.is_cancelled(job)
    await asyncio.gather(look, jobs.store.job_runner.end_cancelled(job.id))
    ended = await jobs.ended(job)
    assert (ended.status, ended.tally.succeeded, jobs.events()) == (JobStatus.SUCCEEDED, 9, 9)
