"""Answers that are given again: only as long as they are what would be answered anew."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gql.schema import schema
from measure.accounts import Account, Caller, Plan, Role
from resolvers.answers import Answers, Question
from resolvers.context import Context
from resolvers.reads import Sources
from server.settings import Settings
from tests.acceptance.tenant import ID_OF, Tenant
from tests.server.conftest import MAP, event
from tests.serving import Json, Server, serving

COUNT = "query ($id: ID!) { automation(id: $id) { report { cohort { count } } } }"
REPORT = """query ($id: ID!, $filter: ReportFilter, $type: ReportType! = CONTACT_FLOW) { automation(id: $id) {
  name status version timeZone revision
  report(type: $type, filter: $filter) { version revision cohort { id count }
    ... on ContactFlowReport {
      elements { id element { key name removed } reached { id count } hereNow { count } message { openRate } }
      connectors { id passed { count } share }
    }
    ... on LifetimeValueReport { elements { total { amount } buyers { count } } }
  }
} }"""


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What servers take for the present; asked for before they start."""
    clock = Clock()
    monkeypatch.setattr("server.wiring._now", clock)
    return clock


@pytest.fixture
async def there(tenant: Tenant, settings: Settings) -> AsyncIterator[Tenant]:
    """The tenant at another server on the same database, which hears no news of the first."""
    unheard = replace(settings, channel_prefix=f"{settings.channel_prefix}-unheard")
    async with serving(unheard) as other:
        yield tenant.at(other)


@pytest.fixture
async def map_id(tenant: Tenant) -> str:
    return (await tenant.ask(ID_OF, key="welcome"))["automationByKey"]["id"]


async def body(tenant: Tenant, query: str, **variables: object) -> bytes:
    request = {"query": query, "variables": variables}
    answer = await tenant.server.http.post("/graphql", json=request, headers=tenant.server.bearer(tenant.key))
    assert "errors" not in answer.json(), answer.text
    return answer.content


def hits(tenant: Tenant) -> int:
    return tenant.server.services.answers.usage.hits


async def is_kept(tenant: Tenant, query: str, **variables: object) -> bool:
    """Whether a question's second answer is the first given again."""
    first, before = await body(tenant, query, **variables), hits(tenant)
    second = await body(tenant, query, **variables)
    assert hits(tenant) == before or second == first
    return hits(tenant) > before


async def test_a_question_is_the_same_however_it_is_written(tenant: Tenant, map_id: str):
    first = await body(tenant, REPORT, id=map_id, filter={"triggers": ["form"], "group": None})
    variables = f'{{"filter": {{"group": null, "triggers": ["form"]}}, "id": "{map_id}"}}'
    headers = {**tenant.server.bearer(), "Accept": "application/graphql-response+json"}
    parameters = {"query": REPORT, "variables": variables}
    again = await tenant.server.http.get("/graphql", params=parameters, headers=headers)
    assert (again.content, hits(tenant)) == (first, 1)


async def test_what_a_revision_covers_is_answered_again(tenant: Tenant, map_id: str):
    group = json.loads(await body(tenant, REPORT, id=map_id))["data"]["automation"]["report"]["cohort"]["id"]
    for query, variables in (
        (REPORT, {"id": map_id, "type": "LIFETIME_VALUE"}),
        (REPORT, {"id": map_id, "filter": {"added": {"preset": "LAST_7_DAYS"}, "group": group}}),
        (ID_OF, {"key": "welcome"}),
        ("query ($id: ID!) { automation(id: $id) { tracking { distinct rows { value } } } }", {"id": map_id}),
        ("query ($id: ID!) { contactGroup(id: $id) { count } }", {"id": group}),
        ("query ($ids: [ID!]) { combineGroups(all: $ids) { id count } }", {"ids": [group]}),
        ("query ($ids: [ID!]!) { overlap(groups: $ids) { contacts { count } } }", {"ids": [group, group]}),
        (
            'query ($id: ID!) { node(id: $id) { ... on Automation { element(key: "mail") { name } } } }',
            {"id": map_id},
        ),
        ("{ viewer { role account { name plan } features { key available } } }", {}),
        ('{ __typename __type(name: "Contact") { name } }', {}),
    ):
        assert await is_kept(tenant, query, **variables), query


async def test_what_no_revision_covers_is_read_anew(tenant: Tenant, map_id: str):
    drawn = {**MAP, "key": "drawn"}
    unpublished = await tenant.save(drawn)
    group = json.loads(await body(tenant, REPORT, id=map_id))["data"]["automation"]["report"]["cohort"]["id"]
    save = 'mutation ($id: ID!) { saveGroup(group: $id, name: "x") { id } }'
    saved = json.loads(await body(tenant, save, id=group))["data"]["saveGroup"]["id"]
    people = "contacts(first: 1) { edges { node { key email } } }"
    for query, variables in (
        ("query ($id: ID!) { automation(id: $id) { report { asOf } } }", {"id": map_id}),
        ("query ($id: ID!) { automation(id: $id) { draft { savedAt } } }", {"id": map_id}),
        ("query ($id: ID!) { automation(id: $id) { name } }", {"id": unpublished}),
        ('{ automationByKey(key: "none") { id } }', {}),
        ('{ node(id: "QXV0b21hdGlvbjo2MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA") { id } }', {}),
        ("{ automations { totalCount } }", {}),
        (f"query ($id: ID!) {{ contactGroup(id: $id) {{ {people} }} }}", {"id": group}),
        ("query ($id: ID!) { contactGroup(id: $id) { count } }", {"id": saved}),
        (REPORT, {"id": map_id, "filter": {"group": saved}}),
        ("query ($id: ID!) { node(id: $id) { id } }", {"id": saved}),
        ("{ savedGroups { totalCount } }", {}),
        ('{ contacts(search: "a") { totalCount } }', {}),
        ('{ contactByKey(key: "ann") { tags } }', {}),
    ):
        assert not await is_kept(tenant, query, **variables), query
    failing = {"query": '{ contacts(search: "") { totalCount } }'}
    for _ in range(2):
        await tenant.server.graphql(**failing)
    assert hits(tenant) == 0


async def test_who_may_see_other_things_is_answered_otherwise(tenant: Tenant, map_id: str):
    query = "query ($id: ID!) { viewer { role account { key plan } } automation(id: $id) { name } }"
    own = await body(tenant, query, id=map_id)
    viewer = await body(await tenant.of(Role.VIEWER), query, id=map_id)
    stranger = await body(await Tenant.new(tenant.server), query, id=map_id)
    assert len({own, viewer, stranger}) == 3
    store = tenant.server.services.store
    await store.accounts.change("demo", plan=Plan.BASIC)
    newer = replace(tenant, key=await tenant.server.create_key(Role.ADMIN))  # whose account nobody remembers
    assert json.loads(await body(newer, query, id=map_id))["data"]["viewer"]["account"]["plan"] == "BASIC"


async def test_a_preset_is_another_question_on_another_day(clock: Clock, tenant: Tenant, map_id: str):
    today = {"id": map_id, "filter": {"added": {"preset": "TODAY"}}}
    assert [await is_kept(tenant, REPORT, **today), await is_kept(tenant, COUNT, id=map_id)] == [True, True]
    assert '"count":2' in (await body(tenant, REPORT, **today)).decode()
    clock.now += timedelta(days=1)
    before = hits(tenant)
    assert '"count":2' not in (await body(tenant, REPORT, **today)).decode()
    assert hits(tenant) == before
    await body(tenant, COUNT, id=map_id)
    assert hits(tenant) == before + 1


async def test_of_many_who_look_at_a_map_that_changes_one_has_it_counted(
    tenant: Tenant, there: Tenant, map_id: str
):
    answers = tenant.server.services.answers
    await body(tenant, COUNT, id=map_id)
    for number, writer in enumerate((tenant, there)):
        await writer.record(event(f"n-{number}-1", f"new-{number}", "MOVED", to="form"))
        before = answers.usage
        seen = await asyncio.gather(*(body(tenant, COUNT, id=map_id) for _ in range(10)))
        assert {json.loads(each)["data"]["automation"]["report"]["cohort"]["count"] for each in seen} == {
            3 + number
        }
        assert (answers.usage.misses - before.misses, answers.usage.hits - before.hits) == (1, 9)


async def test_memory_is_bounded(server: Server, clock: Clock):
    answers, nothing = (
        Answers(server.services.store.streams, clock, budget=1_000_000),
        Sources(frozenset(), {}),
    )
    caller = Caller(Account("1", "demo", "Demo", Plan.PRO, "USD", "UTC"), Role.ADMIN)
    questions = [Question(caller, f"{{ a{number} }}", None, b"{}") for number in range(100)]
    for question in questions:
        answers.keep(question, b"x" * 20_000, nothing)
    assert 40 < answers.usage.kept < 50
    assert answers.usage.weight <= answers.usage.budget
    assert [await answers.get(questions[0]), await answers.get(questions[99])] == [None, b"x" * 20_000]
    assert (answers.usage.hits, answers.usage.misses) == (1, 1)
    answers.keep(questions[0], b"x" * 130_000, nothing)  # more than an eighth
    assert await answers.get(questions[0]) is None


async def test_no_memory_keeps_nothing(settings: Settings):
    async with serving(replace(settings, answers_megabytes=0)) as server:
        assert not await is_kept(Tenant(server, server.key), "{ __typename }")


async def test_an_answer_holds_all_that_was_acknowledged_anywhere(tenant: Tenant, there: Tenant, map_id: str):
    acknowledged = 2

    async def ask(asking: Tenant) -> None:
        known = acknowledged
        for _ in range(3):
            answer = json.loads(await body(asking, COUNT, id=map_id))
            assert answer["data"]["automation"]["report"]["cohort"]["count"] >= known

    for number in range(8):
        asking = [asyncio.create_task(ask(each)) for each in (tenant, there) * 3]
        await tenant.record(event(f"n-{number}-1", f"new-{number}", "MOVED", to="form"))
        acknowledged += 1
        asking += [asyncio.create_task(ask(each)) for each in (tenant, there) * 3]
        await asyncio.gather(*asking)
    assert hits(tenant) > 0
    assert hits(there) > 0


class Walk:
    """Writes and questions, at two servers in turn; `choose` decides which."""

    def __init__(self, here: Tenant, there: Tenant, map_id: str, clock: Clock, choose: random.Random) -> None:
        self.servers = (here, there)
        self._map = map_id
        self._clock = clock
        self._choose = choose
        self._number = 0

    async def write(self) -> None:
        tenant, number = self._choose.choice(self.servers), self._number
        self._number += 1
        contact = self._choose.choice(["ann", "bob", "cid", f"new-{number}"])
        match self._choose.randrange(8):
            case 0 | 1 | 2:
                to = self._choose.choice(["form", "mail", "bought"])
                await tenant.record(event(f"w-{number}-1", contact, "MOVED", to=to))
            case 3:
                await tenant.record(
                    event(f"w-{number}-1", contact, "PURCHASED", amount="1.00", currency="USD")
                )
            case 4:
                await tenant.upsert([{"key": contact, "name": f"Name {number}", "tags": [f"tag-{number}"]}])
            case 5:
                await tenant.save({**MAP, "name": f"Draft {number}"})
            case 6:
                await tenant.publish({**MAP, "name": f"Version {number}"})
            case 7:
                self._clock.now += timedelta(hours=self._choose.randrange(30))

    async def ask(self) -> None:
        """What is answered, twice, is what a fresh execution answers."""
        tenant = self._choose.choice(self.servers)
        query, variables = self._choose.choice(self._questions())
        answers = [json.loads(await body(tenant, query, **variables))["data"] for _ in range(2)]
        services = tenant.server.services
        access = await services.store.keys.access(tenant.key)
        assert access is not None
        fresh = await schema.execute(query, variables, Context(access, services))
        assert fresh.errors is None
        assert answers == [json.loads(json.dumps(fresh.data))] * 2

    def _questions(self) -> list[tuple[str, Json]]:
        asked = {"id": self._map}
        return [
            (COUNT, asked),
            (REPORT, asked),
            (REPORT, {**asked, "type": "LIFETIME_VALUE"}),
            (REPORT, {**asked, "filter": {"added": {"preset": "LAST_7_DAYS"}}}),
            (REPORT, {**asked, "filter": {"created": {"preset": "TODAY"}}}),
            ("query ($id: ID!) { automation(id: $id) { name draft { name } } }", asked),
            ('{ automationByKey(key: "welcome") { version status revision } }', {}),
            ('{ contactByKey(key: "ann") { name tags lifetimeValue { amount } } }', {}),
            ('{ contacts(search: "name") { totalCount edges { node { name } } } }', {}),
            ("{ automations { edges { node { name } } } }", {}),
        ]


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_walk_of_writes_and_questions_finds_an_answer_that_is_not_fresh(
    clock: Clock, tenant: Tenant, there: Tenant, map_id: str, seed: int
):
    choose = random.Random(seed)
    walk = Walk(tenant, there, map_id, clock, choose)
    for _ in range(40):
        await walk.write()
        for _ in range(choose.randrange(4)):
            await walk.ask()
    assert hits(tenant) + hits(there) > 20


def test_only_the_context_gives_away_what_is_kept():
    """Who reads the store by its side would not be noted by `Reads`."""
    root = Path(__file__).parent.parent.parent
    files = [*(root / "resolvers").rglob("*.py"), *(root / "gql").rglob("*.py")]
    assert [file.name for file in files if "services.store" in file.read_text()] == ["context.py"]
