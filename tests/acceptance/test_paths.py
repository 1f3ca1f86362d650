"""Paths and moves of contacts, over HTTP and sockets, against the recount."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from measure.accounts import Role
from tests.acceptance.stories import WORKED, moved
from tests.acceptance.tenant import Tenant
from tests.acceptance.test_histories import on_one_server
from tests.recount import Map, path, recount
from tests.recount.world import instant, seconds
from tests.serving import Json, Server
from tests.strategies import CONTACTS, histories

PATH = """
query ($map: String!, $contact: ID!, $first: Int, $after: String) {
  automationByKey(key: $map) { contactPath(contact: $contact) {
    addedAt hereNow { key }
    steps(first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      edges { node { at event element { key } from { key } connector { key } detail } }
    }
  } }
}
"""
ID = "query ($key: String!) { contactByKey(key: $key) { id } }"
MOVES = """
subscription ($map: ID!) {
  contactMoves(automation: $map, perSecond: 100) { contact { key } element { key } }
}
"""


@settings(on_one_server, max_examples=15)
@given(steps=histories(), size=st.integers(1, 5))
async def test_every_path_is_that_of_the_recount(server: Server, steps, size):
    tenant, expected = await Tenant.new(server), recount(steps)
    await tenant.take(steps)
    for key, place in expected.maps.items():
        for contact in filter(expected.contacts.__contains__, CONTACTS):
            found = await walked(tenant, key, contact, size)
            assert found == expected_path(place, contact)


async def walked(tenant: Tenant, map: str, contact: str, size: int) -> Json | None:
    """A contact's path, its steps page by page."""
    identifier = (await tenant.ask(ID, key=contact))["contactByKey"]["id"]
    steps: list[Json] = []
    after = None
    while True:
        answer = await tenant.ask(PATH, map=map, contact=identifier, first=size, after=after)
        found = answer["automationByKey"]["contactPath"]
        if found is None:
            return None
        steps += [edge["node"] for edge in found["steps"]["edges"]]
        if not found["steps"]["pageInfo"]["hasNextPage"]:
            assert len(steps) == found["steps"]["totalCount"]
            here = {element["key"] for element in found["hereNow"]}
            return {"added": seconds(found["addedAt"]), "here": here, "steps": list(map_steps(steps))}
        after = found["steps"]["pageInfo"]["endCursor"]


def map_steps(steps: list[Json]):
    for step in steps:
        places = {name: step[name] and step[name]["key"] for name in ("element", "from", "connector")}
        yield {"at": instant(step["at"]), "event": step["event"], **places, "detail": step["detail"]}


def expected_path(place: Map, contact: str) -> Json | None:
    if contact not in place.added:
        return None
    steps = []
    for step in path(place, contact):
        link = step.pop("link")
        steps.append({**step, "detail": None if link is None else place.link_url(step["element"], link)})
    here = {element for element, contacts in place.here.items() if contact in contacts}
    return {"added": place.added[contact], "here": here, "steps": steps}


async def test_moves_arrive_over_a_socket(server: Server):
    tenant = Tenant(server, server.key)
    automation = await tenant.publish(WORKED)
    async with aclosing(tenant.subscribe(MOVES, map=automation)) as moves:
        first = asyncio.ensure_future(anext(moves))
        numbers = count()
        while not first.done():  # nobody is told when the server has begun to listen
            await tenant.record(*moved(f"early-{next(numbers)}", "T"))
        async with asyncio.timeout(10):
            await tenant.record(*moved("last", "T E1"))
            assert [place async for place in until_last(moves)] == ["T", "E1"]


async def until_last(moves: AsyncIterator[Json]) -> AsyncIterator[str]:
    async for answer in moves:
        move = answer["data"]["contactMoves"]
        if move["contact"]["key"] == "last":
            yield move["element"]["key"]
            if move["element"]["key"] == "E1":
                return


async def test_who_may_not_read_watches_no_moves(server: Server):
    tenant = Tenant(server, server.key)
    automation = await tenant.publish(WORKED)
    ingest = await tenant.of(Role.INGEST)
    async with aclosing(ingest.subscribe(MOVES, map=automation)) as moves:
        [error] = (await anext(moves))["errors"]
    assert error["extensions"] == {"code": "FORBIDDEN"}
