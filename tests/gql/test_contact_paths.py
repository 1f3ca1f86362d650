"""Everything one contact did on a map, and where it is now."""

import pytest

from measure import ids
from measure.paging import Window
from resolvers import automations, contact_paths
from tests.gql.conftest import PUBLISH, SAVE, WORKED, Asker, Events

PATH = """
query ($map: ID!, $contact: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  automation(id: $map) { contactPath(contact: $contact) {
    id addedAt contact { id key } hereNow { key removed }
    steps(first: $first, after: $after, last: $last, before: $before) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { cursor node { at event element { key removed } from { key } connector { key removed } detail } }
    }
  } }
}
"""


async def id_of(asker: Asker, key: str) -> str:
    return (await asker.ask("query ($key: String!) { contactByKey(key: $key) { id } }", key=key))[
        "contactByKey"
    ]["id"]


async def path(asker: Asker, map: str, key: str, **window: object):
    contact = await id_of(asker, key)
    return (await asker.ask(PATH, map=map, contact=contact, **window))["automation"]["contactPath"]


def steps_of(path) -> list[tuple]:
    nodes = [edge["node"] for edge in path["steps"]["edges"]]
    return [
        (node["event"], *((node[name] or {"key": None})["key"] for name in ("element", "from", "connector")))
        for node in nodes
    ]


async def test_a_path_is_everything_a_contact_did_oldest_first(asker: Asker, worked: str, events: Events):
    await asker.record(
        events.on_map("CLICKED", "A", element="E1", link=1, at="2026-03-02T09:00:00Z"),
        events.on_map("CLICKED", "A", element="E1", at="2026-03-02T09:00:01Z"),
        events.on_map("MOVED", "A", **{"from": "G"}, at="2026-03-02T09:00:02Z"),
        events.on_map("VISITED", "A", element="T", at="2026-02-28T09:00:00Z"),
        events("PURCHASED", contact="A", amount="5.00", currency="USD"),
    )
    found = await path(asker, worked, "A")
    assert steps_of(found) == [
        ("VISITED", "T", None, None),
        ("MOVED", "T", None, None),
        ("MOVED", "E1", "T", "T>E1"),
        ("MOVED", "W1", "E1", "E1>W1"),
        ("ACHIEVED", "G", None, None),
        ("CLICKED", "E1", None, None),
        ("CLICKED", "E1", None, None),
        ("MOVED", None, "G", None),
    ]
    details = [edge["node"]["detail"] for edge in found["steps"]["edges"]]
    assert details == [None] * 5 + ["https://example.org/b", None, None]
    assert found["steps"]["edges"][0]["node"]["at"] == "2026-02-28T09:00:00Z"
    assert found["steps"]["totalCount"] == 8
    assert found["contact"]["key"] == "A"
    assert found["addedAt"] == "2026-03-01T09:00:00Z"
    assert found["hereNow"] == []


async def test_pages_meet_every_step_once_in_both_directions(asker: Asker, worked: str):
    whole = steps_of(await path(asker, worked, "B"))
    assert len(whole) == 6
    met, end = [], None
    for number in range(3):
        found = await path(asker, worked, "B", first=2, after=end)
        info, met = found["steps"]["pageInfo"], met + steps_of(found)
        assert (info["hasPreviousPage"], info["hasNextPage"]) == (number > 0, number < 2)
        end = info["endCursor"]
    assert met == whole
    met, start = [], None
    for number in range(3):
        found = await path(asker, worked, "B", last=2, before=start)
        info, met = found["steps"]["pageInfo"], steps_of(found) + met
        assert (info["hasPreviousPage"], info["hasNextPage"]) == (number < 2, number > 0)
        start = info["startCursor"]
    assert met == whole


async def test_elements_and_connectors_that_are_gone_are_still_shown(
    asker: Asker, worked: str, events: Events
):
    await asker.record(*events.walk("D", "T", "E1", "W1"))
    await asker.record(events.on_map("MOVED", "D", to="E3"))
    kept = [each for each in WORKED["elements"] if each["key"] not in ("W1", "E2")]
    edges = [each for each in WORKED["connectors"] if not {"W1", "E2"} & set(each.values())]
    await asker.ask(SAVE, map={**WORKED, "elements": kept, "connectors": edges})
    await asker.ask(PUBLISH, id=worked)
    found = await path(asker, worked, "D")
    assert found["hereNow"] == [{"key": "E3", "removed": False}, {"key": "W1", "removed": True}]
    node = found["steps"]["edges"][2]["node"]
    assert node["element"] == {"key": "W1", "removed": True}
    assert node["connector"] == {"key": "E1>W1", "removed": True}


async def test_a_click_on_a_link_without_url_names_its_number(asker: Asker, events: Events):
    blank = [{**each, "links": [""]} if each["key"] == "E1" else each for each in WORKED["elements"]]
    automation = await asker.save({**WORKED, "elements": blank})
    await asker.record(events.on_map("CLICKED", "A", element="E1", link=0))
    found = await path(asker, automation, "A")
    assert found["steps"]["edges"][0]["node"]["detail"] == "link 0"


async def test_a_path_has_an_id_that_stays(asker: Asker, worked: str, events: Events):
    before = await path(asker, worked, "C")
    await asker.record(events.on_map("MOVED", "C", **{"from": "W2"}))
    query = """
    query ($id: ID!) { node(id: $id) { id ... on ContactPath { contact { key } steps { totalCount } } } }
    """
    node = (await asker.ask(query, id=before["id"]))["node"]
    assert node == {"id": before["id"], "contact": {"key": "C"}, "steps": {"totalCount": 6}}
    assert (await path(asker, worked, "C"))["id"] == before["id"]
    assert (await (await asker.stranger()).ask(query, id=before["id"]))["node"] is None


async def test_a_contact_that_is_not_on_the_map_has_no_path(asker: Asker, worked: str, events: Events):
    await asker.record(
        events("TAGGED", contact="tagged", tag="vip"), events.on_map("VISITED", "visitor", element="T")
    )
    stranger = await asker.stranger()
    await stranger.save(WORKED)
    await stranger.record(*Events().walk("A", "T"))
    their_id = await id_of(stranger, "A")
    for contact in [await id_of(asker, "tagged"), await id_of(asker, "visitor"), their_id, "x", worked]:
        assert (await asker.ask(PATH, map=worked, contact=contact))["automation"] == {"contactPath": None}


async def test_ids_that_are_no_paths_are_nothing(asker: Asker, worked: str):
    _, rest = ids.decode(worked)
    for parts in ((rest, "99999"), (rest, "-1"), (rest, "01"), (rest, "99999999999"), (rest,), ("x", "0")):
        query = "query ($id: ID!) { node(id: $id) { id } }"
        assert (await asker.ask(query, id=ids.encode("ContactPath", *parts)))["node"] is None


@pytest.mark.parametrize(
    ("window", "argument", "rule"),
    [
        ({"first": 101}, "first", "must be 0 to 100, not 101"),
        ({"last": -1}, "last", "must be 0 to 100, not -1"),
        ({"first": 1, "last": 1}, "last", "give first or last, not both"),
        ({"after": "x"}, "after", "is not a cursor of this connection"),
    ],
)
async def test_a_window_that_is_none_is_refused_and_the_rest_stands(
    asker: Asker, worked: str, window, argument, rule
):
    answer = await asker.answer(PATH, map=worked, contact=await id_of(asker, "A"), **window)
    [error] = answer["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": argument, "rule": rule}
    found = answer["data"]["automation"]["contactPath"]
    assert (found["contact"]["key"], found["steps"]) == ("A", None)


async def test_everything_of_one_request_is_of_one_revision(asker: Asker, worked: str, events: Events):
    context = asker.context()
    pinned = await automations.by_id(context, worked)
    contact = await id_of(asker, "C")
    await asker.record(events.on_map("MOVED", "C", **{"from": "W2", "to": "G"}))
    seen = await contact_paths.of_contact(context, pinned, contact)
    assert [element.key for element in contact_paths.here_now(seen)] == ["W2"]
    assert (await contact_paths.steps(context, seen, Window())).total == 5
    assert (await path(asker, worked, "C"))["steps"]["totalCount"] == 6
