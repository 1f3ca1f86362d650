"""The contact flow report, as semantics.md works it out."""

from tests.gql.conftest import Asker, Events

FLOW = """
query ($id: ID!, $filter: ReportFilter) {
  automation(id: $id) {
    revision
    report(filter: $filter) {
      type version revision automation { key } cohort { count }
      ... on ContactFlowReport {
        elements {
          id
          element { key }
          reached { id count }
          wereHere { count }
          hereNow { count contacts(orderBy: OLDEST) { edges { node { key } } } }
          waiting { count } achieved { id count } conversionRate
          message { id sent { count } opened { count } clicked { id count } openRate clickRate
            links { id index url totalClicks clicked { id count } } }
          failed { count } skipped { count } totalVisitors
        }
        connectors { id connector { key source { key } target { key } } passed { count } share }
      }
    }
  }
}
"""


async def test_the_first_worked_case_counts_as_written(asker: Asker, worked: str):
    report = (await asker.ask(FLOW, id=worked))["automation"]["report"]
    rows = {row["element"]["key"]: row for row in report["elements"]}
    counted = {
        key: (row["reached"]["count"], row["hereNow"]["count"], row["wereHere"]["count"])
        for key, row in rows.items()
    }
    assert report["cohort"] == {"count": 3}
    assert counted == {
        "T": (3, 0, 3),
        "E1": (3, 0, 3),
        "W1": (3, 0, 3),
        "E2": (2, 0, 2),
        "W2": (2, 1, 1),
        "G": (2, 2, 0),
        "E3": (0, 0, 0),
        "X": (0, 0, 0),
    }
    assert rows["W2"]["hereNow"]["contacts"]["edges"] == [{"node": {"key": "C"}}]
    assert rows["G"]["achieved"]["count"] == 2
    assert rows["G"]["waiting"] == {"count": 0}
    assert rows["G"]["conversionRate"] == 2 / 3
    assert rows["W1"]["achieved"] is rows["W1"]["message"] is rows["W1"]["totalVisitors"] is None
    assert rows["T"]["totalVisitors"] == 0
    passed = {way["connector"]["key"]: (way["passed"]["count"], way["share"]) for way in report["connectors"]}
    assert passed["W1>E2"] == (2, 1.0)
    assert passed["G>E3"] == (0, None)


async def test_messages_count_contacts_and_every_click(asker: Asker, worked: str, events: Events):
    await asker.record(
        events.on_map("DELIVERED", "A", element="E1"),
        events.on_map("SENT", "C", element="E1"),
        events.on_map("OPENED", "B", element="E1"),
        events.on_map("CLICKED", "A", element="E1", link=1),
        events.on_map("CLICKED", "A", element="E1", link=1),
        events.on_map("FAILED", "C", element="E3"),
        events.on_map("VISITED", None, element="T"),
    )
    report = (await asker.ask(FLOW, id=worked))["automation"]["report"]
    rows = {row["element"]["key"]: row for row in report["elements"]}
    message = rows["E1"]["message"]
    assert (message["sent"]["count"], message["opened"]["count"], message["clicked"]["count"]) == (3, 2, 1)
    assert (message["openRate"], message["clickRate"]) == (2 / 3, 1 / 2)
    links = [
        (link["index"], link["url"], link["totalClicks"], link["clicked"]["count"])
        for link in message["links"]
    ]
    assert links == [(0, "https://example.org/a", 0, 0), (1, "https://example.org/b", 2, 1)]
    assert rows["E3"]["failed"] == {"count": 1}
    assert rows["E3"]["message"]["openRate"] is None
    assert rows["T"]["totalVisitors"] == 1


async def test_a_group_filters_every_number_of_a_report(asker: Asker, worked: str):
    whole = (await asker.ask(FLOW, id=worked))["automation"]
    rows = {row["element"]["key"]: row for row in whole["report"]["elements"]}
    achieved = rows["G"]["achieved"]["id"]
    filtered = (await asker.ask(FLOW, id=worked, filter={"group": achieved}))["automation"]
    counted = {row["element"]["key"]: row["reached"]["count"] for row in filtered["report"]["elements"]}
    assert filtered["report"]["cohort"] == {"count": 2}
    assert counted == {"T": 2, "E1": 2, "W1": 2, "E2": 1, "W2": 1, "G": 2, "E3": 0, "X": 0}
    assert filtered["report"]["revision"] == whole["report"]["revision"] == whole["revision"]


async def test_rows_have_ids_of_their_own_by_element_and_filter(asker: Asker, worked: str):
    whole = (await asker.ask(FLOW, id=worked))["automation"]["report"]
    achieved = whole["elements"][5]["achieved"]["id"]
    filtered = (await asker.ask(FLOW, id=worked, filter={"group": achieved}))["automation"]["report"]
    again = (await asker.ask(FLOW, id=worked, filter={}))["automation"]["report"]

    def ids(report):
        messages = [row["message"] for row in report["elements"] if row["message"]]
        links = [link["id"] for message in messages for link in message["links"]]
        rows = [row["id"] for row in report["elements"] + report["connectors"] + messages]
        return rows + links + [row["reached"]["id"] for row in report["elements"]]

    assert ids(again) == ids(whole)
    assert len({*ids(whole), *ids(filtered)}) == 2 * len(ids(whole))


async def test_a_filter_by_another_map_names_its_revision_too(asker: Asker, worked: str, events: Events):
    other = await asker.save(
        {
            "key": "other",
            "name": "Other",
            "elements": [{"key": "T", "kind": "TRIGGER", "name": "T"}],
            "connectors": [],
        }
    )
    await asker.record(*Events("other").walk("C", "T"))
    cohort = (await asker.ask(FLOW, id=other))["automation"]["report"]["elements"][0]["reached"]["id"]
    first = (await asker.ask(FLOW, id=worked, filter={"group": cohort}))["automation"]["report"]
    assert first["cohort"] == {"count": 1}
    await asker.record({**events.walk("A", "T")[0], "automation": "other"})
    second = (await asker.ask(FLOW, id=worked, filter={"group": cohort}))["automation"]["report"]
    assert second["cohort"] == {"count": 2}
    assert second["revision"] != first["revision"]


async def test_a_map_that_was_never_published_reports_nothing(asker: Asker):
    saved = await asker.ask(
        'mutation { saveAutomation(input: {key: "new", name: "New", elements: [], connectors: []}) '
        "{ automation { id } } }"
    )
    report = (await asker.ask(FLOW, id=saved["saveAutomation"]["automation"]["id"]))["automation"]["report"]
    assert (report["version"], report["cohort"], report["elements"]) == (0, {"count": 0}, [])


async def test_one_row_can_be_asked_by_its_element_or_connector(asker: Asker, worked: str):
    whole = (await asker.ask(FLOW, id=worked))["automation"]["report"]
    query = """
    query ($id: ID!) { automation(id: $id) {
      element(key: "W2") { contactFlow { id hereNow { count } } outgoing { contactFlow { id share } } }
    } }
    """
    single = (await asker.ask(query, id=worked))["automation"]["element"]
    assert single["contactFlow"] == {"id": whole["elements"][4]["id"], "hereNow": {"count": 1}}
    assert single["outgoing"] == [{"contactFlow": {"id": whole["connectors"][4]["id"], "share": None}}]
