"""The contact flow of 50 elements over HTTP, uncached, beside `$group` over visit documents.

The server's time is that of the report less that of a query for nothing (`{ __typename }`), both seen by a
client on the same machine. "Sets" is the counting alone, in this process.
"""

import asyncio
import time

from bench.ground import Ground
from bench.planting import Planted
from bench.results import Cell, Record, Result
from bench.serving import Server, serving
from bench.timing import Times, in_turn
from bench.visits import Counts, Visits, counted, grouped, insert_visits
from measure.contact_flow import connector_flows, element_flows
from measure.group_ids import group_id
from measure.groups import EVERYBODY, Filter, StatGroup
from measure.scope import Scope
from measure.stats import Stat, set_name
from store.database import Document

REPORT = """query ($id: ID!, $filter: ReportFilter) {
  automation(id: $id) { report(filter: $filter) {
    revision
    cohort { count }
    ... on ContactFlowReport {
      elements {
        element { key }
        reached { count } wereHere { count } hereNow { count } waiting { count } achieved { count }
        conversionRate failed { count } skipped { count } totalVisitors
        message {
          sent { count } delivered { count } opened { count } clicked { count }
          bounced { count } unsubscribed { count } complained { count }
          openRate clickRate unsubscribeRate complaintRate
          links { index clicked { count } totalClicks }
        }
      }
      connectors { connector { key } passed { count } share }
    }
  } }
}"""
NOTHING = "{ __typename }"
FILTERED_BY = "webhook-2"
"The filtered report counts those who reached this element: seven of ten."
GROUPS = 3
"How often the rival counts: it takes seconds."

_FIELDS = {
    Stat.REACHED: "reached",
    Stat.HERE_NOW: "hereNow",
    Stat.ACHIEVED: "achieved",
    Stat.FAILED: "failed",
    Stat.SKIPPED: "skipped",
}


async def measured(ground: Ground) -> list[Result]:
    records: list[dict[str, Cell]] = []
    for contacts in ground.scale.histories:
        await ground.planted(contacts)  # all before any is read
    for contacts in ground.scale.histories:
        planted = await ground.planted(contacts)
        ground.say(f"reads: {contacts:,} contacts")
        async with serving(planted.settings) as server:
            records += await _records(ground, server, planted, contacts)
    rival = await _rival(ground, records)
    return [Result("Contact flow of 50 elements, milliseconds", records), rival]


async def _records(ground: Ground, server: Server, planted: Planted, contacts: int) -> list[dict[str, Cell]]:
    state = planted.state
    everybody = {"id": planted.nodes[0]}
    group = StatGroup(planted.automation, Stat.REACHED, FILTERED_BY)
    some = everybody | {"filter": {"group": group_id(group)}}
    answer = await server.graphql(REPORT, everybody)
    if counts_of(answer["automation"]["report"]) != counted(state.history, state):
        raise RuntimeError("the report does not have the numbers that were planted")
    nothing, report, filtered = await in_turn(
        ground.scale.reports,
        lambda: server.graphql(NOTHING),
        lambda: server.graphql(REPORT, everybody),
        lambda: server.graphql(REPORT, some),
    )
    who = state.set(set_name(Stat.REACHED, FILTERED_BY))
    scopes = {
        "nobody": Scope(planted.automation, state, EVERYBODY),
        "a group": Scope(planted.automation, state, Filter(group), who),
    }
    return [
        _record(contacts, name, times, nothing, _counting(scope, ground.scale.reports))
        for (name, scope), times in zip(scopes.items(), (report, filtered), strict=True)
    ]


def _record(contacts: int, filter: str, times: Times, nothing: Times, sets: float) -> dict[str, Cell]:
    return {
        "contacts": contacts,
        "filter": "none" if filter == "nobody" else filter,
        "HTTP p50": times.p50,
        "HTTP p99": times.p99,
        "query for nothing": nothing.p50,
        "in the server": times.p50 - nothing.p50,
        "sets": sets,
    }


def _counting(scope: Scope, times: int) -> float:
    """Milliseconds, the median, of counting every number of the report."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        for element in element_flows(scope):
            element.figures()
        for connector in connector_flows(scope):
            connector.figures()
        seconds.append(time.perf_counter() - started)
    return Times.of(seconds).p50


async def _rival(ground: Ground, records: list[dict[str, Cell]]) -> Result:
    contacts = ground.scale.rival_history
    planted = await ground.planted(contacts)
    ground.say(f"reads: the visits of {contacts:,} contacts as documents")
    visits = await asyncio.to_thread(insert_visits, planted)
    ground.say("reads: the rival counts")
    seconds = [await asyncio.to_thread(_grouping, visits, planted) for _ in range(GROUPS)]
    rival = Times.of(seconds).p50
    own = next(
        record["in the server"]
        for record in records
        if record["contacts"] == contacts and record["filter"] == "none"
    )
    assert isinstance(own, float)
    figures: Record = {
        "contacts": contacts,
        "visits": visits.estimated_document_count(),
        "$group": rival,
        "in the server": own,
        "times": rival / own,
    }
    return Result("The same counts by $group over visit documents, milliseconds", [figures])


def _grouping(visits: Visits, planted: Planted) -> float:
    started = time.perf_counter()
    found = grouped(visits, planted)
    seconds = time.perf_counter() - started
    if found != counted(planted.state.history, planted.state):
        raise RuntimeError("the rival counts other numbers")
    return seconds


def counts_of(report: Document) -> Counts:
    """A report's counts, as the rival has them."""
    counts: Counts = {}
    for row in report["elements"]:
        key = row["element"]["key"]
        message = row["message"] or {}
        groups = {stat: row[field] for stat, field in _FIELDS.items()}
        groups |= {stat: message.get(stat.lower()) for stat in _OF_MESSAGES}
        counts |= {(stat, key): group["count"] for stat, group in groups.items() if group is not None}
    for row in report["connectors"]:
        counts[Stat.PASSED, row["connector"]["key"]] = row["passed"]["count"]
    return {key: count for key, count in counts.items() if count}


_OF_MESSAGES = (
    Stat.SENT,
    Stat.DELIVERED,
    Stat.OPENED,
    Stat.CLICKED,
    Stat.BOUNCED,
    Stat.UNSUBSCRIBED,
    Stat.COMPLAINED,
)
