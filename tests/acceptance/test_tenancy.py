"""Two accounts with the same keys everywhere never see each other."""

import asyncio
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator

import hypothesis
from hypothesis import given

from tests.acceptance.flows import flow_ever, people
from tests.acceptance.stories import WORKED, moved
from tests.acceptance.strangers import CASES, ONLY_THEIRS, PRIVATE, Belongings
from tests.acceptance.tenant import Tenant
from tests.acceptance.test_histories import on_one_server
from tests.acceptance.watching import watching
from tests.recount import contact_flow, recount
from tests.serving import Json, Server
from tests.strategies import CONTACTS, histories
from tests.waiting import eventually

ROOT_FIELDS = """
{ __schema {
  queryType { ...Fields } mutationType { ...Fields } subscriptionType { ...Fields }
} }
fragment Fields on __Type { name fields { name } }
"""
EVERYTHING = """
query {
  viewer { account { ...Id key name } }
  jobs { totalCount edges { cursor node { ...Id status total succeeded } } }
  savedGroups { edges { cursor node { ...Id name group { ...Listed } } } }
  automations {
    totalCount
    edges {
      cursor
      node {
        ...Id key name status version revision draft { name savedAt }
        report { cohort { ...Listed } }
        elements(includeRemoved: true) {
          ...Id key name
          contactFlow {
            reached { ...Listed } hereNow { ...Listed } achieved { ...Listed } message { sent { ...Listed } }
          }
        }
        connectors(includeRemoved: true) { ...Id key contactFlow { passed { ...Listed } share } }
      }
    }
  }
}
fragment Id on Node { __typename id }
fragment Listed on ContactGroup {
  ...Id count
  contacts {
    totalCount pageInfo { hasNextPage }
    edges { cursor node { ...Id key email name tags firstTouch { source } lifetimeValue { amount } } }
  }
}
"""
PATHS = """
query ($contact: ID!) { automations { edges { node { contactPath(contact: $contact) { id } } } } }
"""
SAVE_GROUP = """
mutation ($group: ID!, $mode: GroupMode!) { saveGroup(group: $group, name: "theirs", mode: $mode) { id } }
"""
COMBINE = "query ($any: [ID!]) { combineGroups(any: $any) { id } }"


RUN = """
mutation ($group: ID!) {
  runGroupAction(group: $group, action: {addTag: "theirs"}, idempotencyKey: "theirs") { id }
}
"""


async def test_every_root_field_is_tried_by_a_stranger(server: Server):
    schema = (await Tenant(server, server.key).ask(ROOT_FIELDS))["__schema"]
    fields = {(root["name"], field["name"]) for root in schema.values() for field in root["fields"]}
    assert fields == CASES.keys()


@hypothesis.settings(on_one_server, max_examples=2)
@given(steps=histories())
async def test_two_accounts_with_the_same_keys_never_see_each_other(server: Server, steps):
    ours, theirs = await Tenant.new(server), await Tenant.new(server)
    our_steps = marked(shuffled(steps), "ours")
    their_steps = [*marked(steps, "theirs"), ("publish", PRIVATE), ("events", ONLY_THEIRS)]
    await asyncio.gather(ours.take(our_steps), theirs.take(their_steps))

    for tenant, taken in ((ours, our_steps), (theirs, their_steps)):
        for key, place in recount(taken).maps.items():
            if place.versions:
                assert await flow_ever(tenant, key) == contact_flow(place, include_removed=True)

    await tag_everybody(theirs)
    cohort = of_map(await theirs.ask(EVERYTHING), "welcome")["report"]["cohort"]["id"]
    for mode in ("SNAPSHOT", "LIVE"):
        await theirs.ask(SAVE_GROUP, group=cohort, mode=mode)
    before = await theirs.ask(EVERYTHING)
    belongings = await belongings_of(theirs, before, ours)
    strange = {*belongings.all_ids, '"theirs', "@theirs.example"}
    for case in CASES.values():
        answered = json.dumps(await case(ours, belongings))
        assert [each for each in strange if each in answered] == []
    assert await theirs.ask(EVERYTHING) == before


async def test_event_ids_are_unique_per_account_only(server: Server):
    events = [*moved("A", "T E1 W1"), *moved("B", "T E1")]
    for tenant in (await Tenant.new(server), await Tenant.new(server)):
        await tenant.publish(WORKED)
        await tenant.record(*events)
        again = await server.record(events, tenant.key)
        assert again == {"accepted": 0, "duplicates": len(events), "rejected": []}


async def test_a_subscriber_hears_nothing_of_another_account(server: Server):
    ours, theirs = await Tenant.new(server), await Tenant.new(server)
    async with watching(ours, await ours.publish(WORKED)) as watcher:
        await theirs.publish(WORKED)
        await theirs.record(*moved("A", "T E1 W1"))
        await ours.record(*moved("B", "T"))
        await eventually(lambda: watcher.messages > 1)
    assert watcher.messages == 2
    assert watcher.board.cohort["count"] == 1
    assert {row["element"]["key"] for row in watcher.board.elements.values() if row["reached"]["count"]} == {
        "T"
    }


async def tag_everybody(owner: Tenant) -> None:
    """Start a job, and wait until it has ended."""
    group = of_map(await owner.ask(EVERYTHING), "private")["report"]["cohort"]["id"]
    await owner.ask(RUN, group=group)

    async def has_ended() -> bool:
        [edge] = (await owner.ask(EVERYTHING))["jobs"]["edges"]
        return edge["node"]["status"] == "SUCCEEDED"

    await eventually(has_ended)


def marked(steps: list[tuple], whose: str) -> list[tuple]:
    """The same keys, with names, emails and tags that tell whose they are."""
    contacts = [{"key": key, "email": f"{key}@{whose}.example", "name": whose} for key in CONTACTS]
    named: list[tuple] = [("upsert", contacts)]
    for name, *step in steps:
        if name in ("save", "publish"):
            [drawn] = step
            step = [{**drawn, "name": f"{whose} {drawn['name']}"}]
        named.append((name, *step))
    return named


def shuffled(steps: list[tuple]) -> list[tuple]:
    """The same ids and keys, but every event happens to another contact."""
    others: dict[object, object] = dict(zip(CONTACTS, CONTACTS[1:] + CONTACTS[:1], strict=True))
    happened: list[tuple] = []
    for name, *step in steps:
        if name == "events":
            [batch] = step
            step = [[{**event, "contact": others.get(event["contact"])} for event in batch]]
        happened.append((name, *step))
    return happened


async def belongings_of(owner: Tenant, everything: Json, stranger: Tenant) -> Belongings:
    """What `everything` shows of the owner's, and a group only a forger could name."""
    ids: dict[str, list[str]] = {}
    for each in dicts(everything):
        if "__typename" in each and each["id"] not in ids.setdefault(each["__typename"], []):
            ids[each["__typename"]].append(each["id"])
    ids["ContactPath"] = [path["id"] for contact in ids["Contact"] for path in await paths_of(owner, contact)]
    groups = ids["ContactGroup"]
    # Of many groups, so that the server keeps what its id stands for; and of one that only they could make.
    groups.append((await owner.ask(COMBINE, any=groups[:20]))["combineGroups"]["id"])
    strangers = of_map(await stranger.ask(EVERYTHING), "welcome")
    own_group = strangers["report"]["cohort"]["id"]
    combined = await stranger.ask(
        COMBINE, any=[own_group, strangers["elements"][0]["contactFlow"]["reached"]["id"]]
    )
    groups.append(
        forged(combined["combineGroups"]["id"], strangers["id"], of_map(everything, "welcome")["id"])
    )
    edges = everything["automations"]["edges"]
    cohorts = [edge["node"]["report"]["cohort"] for edge in edges]
    return Belongings(
        ids=ids,
        saved_cursors=[edge["cursor"] for edge in everything["savedGroups"]["edges"]],
        map_cursors=[edge["cursor"] for edge in edges],
        contact_cursors=[edge["cursor"] for group in cohorts for edge in group["contacts"]["edges"]],
        job_cursors=[edge["cursor"] for edge in everything["jobs"]["edges"]],
        maps=[edge["node"]["key"] for edge in edges],
        contacts=sorted({*CONTACTS}.union(*map(people, cohorts))),
        own_group=own_group,
    )


async def paths_of(owner: Tenant, contact: str) -> list[Json]:
    """The paths of a contact on all of the owner's maps."""
    answer = await owner.ask(PATHS, contact=contact)
    found = [edge["node"]["contactPath"] for edge in answer["automations"]["edges"]]
    return [path for path in found if path is not None]


def of_map(everything: Json, key: str) -> Json:
    [found] = [edge["node"] for edge in everything["automations"]["edges"] if edge["node"]["key"] == key]
    return found


def dicts(found: object) -> Iterator[Json]:
    """Every object in an answer."""
    if isinstance(found, dict):
        yield found
    for each in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from dicts(each)


def forged(group: str, own_map: str, their_map: str) -> str:
    """The id of a group of two numbers of one's own, one of which is now of the others' map."""
    own, their = (opened(each).partition(":")[2] for each in (own_map, their_map))
    assert opened(group).count(own) == 2
    text = opened(group).replace(own, their, 1)
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def opened(identifier: str) -> str:
    return urlsafe_b64decode(identifier + "=" * (-len(identifier) % 4)).decode()
