"""Saving, publishing and reading maps."""

import pytest

from measure import ids
from tests.gql.conftest import PUBLISH, SAVE, WORKED, Asker, element, path

MAP = """
query ($id: ID!) {
  automation(id: $id) {
    key name status version timeZone createdAt publishedAt revision
    elements { key kind family name position { x y } links exit removed incoming { key } outgoing { key } }
    removed: elements(includeRemoved: true) { key removed incoming { key } contactFlow { reached { count } } }
    goals: elements(kinds: [GOAL]) { key }
    connectors { key source { key } target { key } label weight removed }
    all: connectors(includeRemoved: true) { key removed }
    draft { name timeZone savedAt elements { key kind name links exit } problems { code severity }
      connectors { key source target label weight } }
  }
}
"""
EDIT = """
mutation ($map: AutomationInput!) {
  saveAutomation(input: $map) {
    automation { id key name version status timeZone draft { name problems { code } } }
    problems { severity code message element connector }
  }
}
"""
SPLIT = {
    "key": "split",
    "name": "Split",
    "timeZone": "UTC",
    "elements": [
        element("start", "TRIGGER", position={"x": 1.5, "y": -2}),
        element("arms", "SPLIT"),
        element("a", "EMAIL", links=["https://example.org/"]),
        element("b", "WAIT", links=["https://example.org/"], exit=True),
    ],
    "connectors": [
        {"source": "start", "target": "arms", "label": "YES", "weight": 0.5},
        {"source": "arms", "target": "a", "label": "A", "weight": 0.5},
        {"key": "second", "source": "arms", "target": "b", "label": "B", "weight": 0.5},
    ],
}


async def automation(asker: Asker, id: str):
    return (await asker.ask(MAP, id=id))["automation"]


async def test_a_saved_map_is_a_draft_until_it_is_published(asker: Asker):
    saved = (await asker.ask(EDIT, map=SPLIT))["saveAutomation"]
    assert saved["problems"] == []
    assert saved["automation"] | {"id": None} == {
        "id": None,
        "key": "split",
        "name": "Split",
        "version": 0,
        "status": "DRAFT",
        "timeZone": "UTC",
        "draft": {"name": "Split", "problems": []},
    }
    draft = await automation(asker, saved["automation"]["id"])
    assert (draft["elements"], draft["connectors"], draft["publishedAt"]) == ([], [], None)
    assert [each["key"] for each in draft["draft"]["elements"]] == ["start", "arms", "a", "b"]


async def test_a_published_map_shows_what_applies_and_no_draft(asker: Asker):
    published = await automation(asker, await asker.save(SPLIT))
    assert (published["status"], published["version"], published["draft"]) == ("PUBLISHED", 1, None)
    assert published["publishedAt"] is not None
    elements = {each["key"]: each for each in published["elements"]}
    assert elements["start"]["position"] == {"x": 1.5, "y": -2.0}
    assert elements["start"]["outgoing"] == elements["arms"]["incoming"] == [{"key": "start>arms"}]
    assert (elements["a"]["links"], elements["b"]["links"]) == (["https://example.org/"], [])
    assert (elements["b"]["exit"], elements["b"]["family"]) == (False, "FILTER")
    shown = [(way["key"], way["label"], way["weight"]) for way in published["connectors"]]
    assert shown == [("start>arms", None, None), ("arms>a", "A", 0.5), ("second", "B", 0.5)]


async def test_drafts_show_everything_as_saved(asker: Asker):
    saved = await asker.ask(EDIT, map=SPLIT)
    draft = (await automation(asker, saved["saveAutomation"]["automation"]["id"]))["draft"]
    assert draft["elements"][3] == {
        "key": "b",
        "kind": "WAIT",
        "name": "B",
        "links": ["https://example.org/"],
        "exit": True,
    }
    assert draft["connectors"][0] == {
        "key": "start>arms",
        "source": "start",
        "target": "arms",
        "label": "YES",
        "weight": 0.5,
    }


async def test_what_a_version_drops_is_removed_and_keeps_its_numbers(asker: Asker, worked: str):
    shorter = {
        **WORKED,
        "elements": [each for each in WORKED["elements"] if each["key"] != "W1"],
        "connectors": path("T", "E1", "E2", "W2", "G", "E3", "X"),
    }
    await asker.save(shorter)
    changed = await automation(asker, worked)
    assert "W1" not in [each["key"] for each in changed["elements"]]
    assert changed["removed"][-1] == {
        "key": "W1",
        "removed": True,
        "incoming": [],
        "contactFlow": {"reached": {"count": 3}},
    }
    assert [way["key"] for way in changed["all"] if way["removed"]] == ["E1>W1", "W1>E2"]
    assert changed["goals"] == [{"key": "G"}]


async def test_a_map_with_errors_is_saved_but_not_published(asker: Asker):
    broken = {"key": "broken", "name": "Broken", "elements": [], "connectors": path("a", "b")}
    saved = (await asker.ask(EDIT, map=broken))["saveAutomation"]
    assert {problem["code"] for problem in saved["problems"]} == {"UNKNOWN_ELEMENT"}
    assert saved["problems"][0]["connector"] == "a>b"
    broken_id = saved["automation"]["id"]
    published = (await asker.ask(PUBLISH, id=broken_id))["publishAutomation"]
    assert len(published["problems"]) == 2
    assert (await automation(asker, broken_id))["version"] == 0


async def test_a_bad_key_saves_nothing(asker: Asker):
    saved = (await asker.ask(EDIT, map={**SPLIT, "key": "no spaces"}))["saveAutomation"]
    assert saved["automation"] is None
    assert [problem["code"] for problem in saved["problems"]] == ["BAD_KEY"]


async def test_a_time_zone_is_the_accounts_unless_given_and_then_fixed(asker: Asker):
    without = {key: value for key, value in SPLIT.items() if key != "timeZone"}
    saved = (await asker.ask(EDIT, map=without))["saveAutomation"]["automation"]
    assert saved["timeZone"] == "Europe/Berlin"
    refused = await asker.refusal(EDIT, map={**SPLIT, "timeZone": "Mars/Olympus"})
    assert refused["argument"] == "input.timeZone"
    await asker.save({**without, "timeZone": "Asia/Tokyo"})
    again = (await asker.ask(EDIT, map={**without, "name": "Renamed"}))["saveAutomation"]
    assert (again["problems"], again["automation"]["timeZone"]) == ([], "Asia/Tokyo")
    assert (again["automation"]["name"], again["automation"]["draft"]["name"]) == ("Split", "Renamed")


async def test_saving_and_publishing_in_one_request_publishes_what_was_saved(asker: Asker, worked: str):
    both = """
    mutation ($map: AutomationInput!, $id: ID!) {
      saveAutomation(input: $map) { automation { name draft { name } } }
      publishAutomation(id: $id) { automation { name version draft { name } } problems { code } }
    }
    """
    answer = await asker.ask(both, map={**WORKED, "name": "Second"}, id=worked)
    assert answer["saveAutomation"]["automation"] == {"name": "Worked cases", "draft": {"name": "Second"}}
    assert answer["publishAutomation"] == {
        "automation": {"name": "Second", "version": 2, "draft": None},
        "problems": [],
    }


@pytest.mark.parametrize(
    ("field", "status"),
    [("pauseAutomation", "PAUSED"), ("resumeAutomation", "PUBLISHED"), ("archiveAutomation", "ARCHIVED")],
)
async def test_a_published_map_changes_its_status(asker: Asker, worked: str, field: str, status: str):
    change = "mutation ($id: ID!) { %s(id: $id) { automation { status } problems { code } } }"
    if field == "resumeAutomation":
        await asker.ask(change % "pauseAutomation", id=worked)
    answer = (await asker.ask(change % field, id=worked))[field]
    assert answer == {"automation": {"status": status}, "problems": []}


async def test_editing_what_does_not_exist_answers_null(asker: Asker):
    for field in ("publish", "pause", "resume", "archive"):
        change = "mutation ($id: ID!) { it: %sAutomation(id: $id) { automation { id } problems { code } } }"
        unknown = ids.encode("Automation", "0" * 24)
        for other in (unknown, "nonsense", ""):
            answer = await asker.ask(change % field, id=other)
            assert answer == {"it": {"automation": None, "problems": []}}


async def test_automations_are_listed_by_key_in_both_directions(asker: Asker):
    for key in ("c", "a", "b"):
        await asker.ask(SAVE, map={**SPLIT, "key": key, "name": f"Name of {key}"})
    page = """
    query (
      $first: Int, $after: String, $last: Int, $before: String, $status: [AutomationStatus!], $search: String
    ) {
      automations(
        first: $first, after: $after, last: $last, before: $before, status: $status, search: $search
      ) {
        totalCount edges { cursor node { key } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
    """

    async def listed(**arguments):
        found = (await asker.ask(page, **arguments))["automations"]
        keys = [edge["node"]["key"] for edge in found["edges"]]
        return keys, found["pageInfo"]["hasPreviousPage"], found["pageInfo"]["hasNextPage"], found

    assert (await listed())[:3] == (["a", "b", "c"], False, False)
    *first, found = await listed(first=1)
    assert (first, found["totalCount"]) == ([["a"], False, True], 3)
    assert (await listed(after=found["pageInfo"]["endCursor"]))[:3] == (["b", "c"], True, False)
    assert (await listed(last=1))[:3] == (["c"], True, False)
    assert (await listed(search="NAME OF B"))[0] == ["b"]
    assert (await listed(status=["PUBLISHED"]))[0] == []
    assert (await listed(status=[], search=None, after=None))[0] == ["a", "b", "c"]
    for refused, argument in (
        ({"first": 101}, "first"),
        ({"search": "\0"}, "search"),
        ({"after": "x"}, "after"),
    ):
        extensions = await asker.refusal(page, **refused)
        assert (extensions["code"], extensions["argument"]) == ("BAD_USER_INPUT", argument)
