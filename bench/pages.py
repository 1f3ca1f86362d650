"""Drill-down pages of 50 contacts, over HTTP, beside skip and limit over the contacts in the same mongod.

The group is everybody who reached the trigger, so the rival may read the contacts' own index.
"""

import asyncio

from bson import ObjectId
from pymongo import ASCENDING, MongoClient

from bench.ground import Ground
from bench.planting import Planted
from bench.results import Record, Result
from bench.serving import Server, serving
from bench.timing import Times, in_turn
from measure.group_ids import group_id
from measure.groups import StatGroup
from measure.paging import Order, cursor
from measure.sets import Set
from measure.stats import Stat, set_name
from store.database import BY_ORDINAL, Document

PAGE = """query ($id: ID!, $after: String) {
  contactGroup(id: $id) { count contacts(first: 50, after: $after, orderBy: OLDEST) {
    edges { cursor node { id key email name } } pageInfo { hasNextPage endCursor }
  } }
}"""
SIZE = 50


async def measured(ground: Ground) -> list[Result]:
    contacts, page = ground.scale.histories[-1], ground.scale.page
    planted = await ground.planted(contacts)
    ground.say(f"pages: the first and the {page:,}th of {contacts:,} contacts")
    group = StatGroup(planted.automation, Stat.REACHED, "form")
    members = planted.state.set(set_name(Stat.REACHED, "form"))
    skipped = (page - 1) * SIZE
    first = {"id": group_id(group), "after": None}
    late = first | {"after": cursor(Order.OLDEST, members[skipped - 1])}
    async with serving(planted.settings) as server:
        await _check(server, late, members, skipped)
        of_first, of_late = await in_turn(
            ground.scale.pages, lambda: server.graphql(PAGE, first), lambda: server.graphql(PAGE, late)
        )
    with MongoClient[Document](planted.settings.mongodb_url) as client:

        async def skip(skipped: int) -> None:
            await asyncio.to_thread(_skip, client, planted, skipped)

        rival_first, rival_late = await in_turn(20, lambda: skip(0), lambda: skip(skipped))
    records = [
        _record("Footfall, over HTTP", of_first, of_late),
        _record("skip and limit, raw driver", rival_first, rival_late),
    ]
    return [Result(f"Pages of {SIZE} of {contacts:,}, milliseconds (the late one is page {page:,})", records)]


async def _check(server: Server, late: Document, members: Set, skipped: int) -> None:
    answer = await server.graphql(PAGE, late)
    edges = answer["contactGroup"]["contacts"]["edges"]
    expected = [cursor(Order.OLDEST, ordinal) for ordinal in members[skipped : skipped + SIZE]]
    if [edge["cursor"] for edge in edges] != expected:
        raise RuntimeError("the late page does not hold who belongs there")


def _skip(client: MongoClient[Document], planted: Planted, skipped: int) -> None:
    contacts = client[planted.settings.database]["contacts"]
    query = {"account": ObjectId(planted.account)}
    found = contacts.find(query, hint=BY_ORDINAL).sort([("n", ASCENDING)]).skip(skipped).limit(SIZE).to_list()
    if len(found) != SIZE:
        raise RuntimeError(f"the rival found {len(found)} contacts")


def _record(what: str, first: Times, late: Times) -> Record:
    return {
        "pages by": what,
        "first, p50": first.p50,
        "late, p50": late.p50,
        "late / first": late.p50 / first.p50,
        "first, p99": first.p99,
        "late, p99": late.p99,
    }
