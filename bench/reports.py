"""The six reports and the breakdown over HTTP, uncached, beside aggregations over visit documents.

For everybody, and under a filter: 90 days of being added, two of tracking. Every number of every answer is
first compared with a count of its own. The server's time is that of the report less that of a query for
nothing, both seen by a client on the same machine; "counting" is finding who passes the filter and the
numbers alone, in this process.
"""

import asyncio
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from bench import narrowed
from bench.arrays import Mask
from bench.ground import Ground
from bench.journeys import insert_journeys
from bench.pipelines import PIPELINES, flow
from bench.planting import Planted
from bench.questions import FLOW, QUESTIONS, Numbers, Question
from bench.reads import NOTHING
from bench.results import Cell, Record, Result
from bench.serving import Server, serving
from bench.tallies import ROWS, Tally
from bench.timing import Times, in_turn
from measure.groups import EVERYBODY, Filter
from measure.membership import States, passing
from measure.reports import full_rows
from measure.scope import Scope
from measure.touches import Model
from measure.tracking import breakdown
from store.database import Document

GOAL = "bought"
"The one with most elements upstream: all but the end."
FILTERED = "90 days ∩ 2 tracking"
ASKED = [(question, is_filtered) for is_filtered in (False, True) for question in QUESTIONS]
"Each report for everybody, then under the filter."
AGGREGATIONS = 3
"How often the rival counts: it takes seconds."

Figures = dict[str, Cell]


async def measured(ground: Ground) -> list[Result]:
    records: list[Figures] = []
    for contacts in ground.scale.histories:
        await ground.planted(contacts)  # all before any is read
    for contacts in ground.scale.histories:
        planted = await ground.planted(contacts)
        ground.say(f"reports: {contacts:,} contacts")
        async with serving(planted.settings) as server:
            records += await _records(ground, server, planted, contacts)
    rival = await _rival(ground, records)
    return [Result("Reports on a map of 50 elements, milliseconds", records), rival]


async def _records(ground: Ground, server: Server, planted: Planted, contacts: int) -> list[Figures]:
    variables = {False: _variables(planted), True: _variables(planted) | {"filter": narrowed.AS_ASKED}}
    for is_filtered in (False, True):
        tally = _tally(planted, contacts, is_filtered=is_filtered)
        for question in QUESTIONS:
            answer = await server.graphql(question.query, variables[is_filtered])
            _compare(question, question.of(answer), tally)
    asking = [partial(server.graphql, each.query, variables[filtered]) for each, filtered in ASKED]
    nothing, *asked = await in_turn(ground.scale.reports, lambda: server.graphql(NOTHING), *asking)
    return [
        _record(
            contacts,
            question,
            times,
            nothing,
            is_filtered=is_filtered,
            counting=_counting(planted, question, narrowed.FILTER if is_filtered else EVERYBODY, ground),
        )
        for (question, is_filtered), times in zip(ASKED, asked, strict=True)
    ]


def _variables(planted: Planted) -> Document:
    return {"id": planted.nodes[0], "goal": GOAL}


def _tally(planted: Planted, contacts: int, *, is_filtered: bool) -> Tally:
    everybody: Mask = np.ones(contacts, np.bool_)
    return Tally(planted, contacts, GOAL, narrowed.who(planted, contacts) if is_filtered else everybody)


def _compare(question: Question, found: Numbers, tally: Tally) -> None:
    expected = tally.of(question)
    wrong = [place for place in expected.keys() | found.keys() if found.get(place) != expected.get(place)]
    if wrong:
        place = min(wrong)
        raise RuntimeError(
            f"{question.name} says {found.get(place)} at {place}, where {expected.get(place)} was planted"
        )


def _record(
    contacts: int, question: Question, times: Times, nothing: Times, *, is_filtered: bool, counting: float
) -> Figures:
    return {
        "contacts": contacts,
        "report": question.name,
        "filter": FILTERED if is_filtered else "none",
        "HTTP p50": times.p50,
        "HTTP p99": times.p99,
        "in the server": times.p50 - nothing.p50,
        "counting": counting,
    }


def _counting(planted: Planted, question: Question, filter: Filter, ground: Ground) -> float:
    """Milliseconds, the median, of finding who passes the filter, and every number of the report."""
    return Times.of(
        [_seconds(partial(_count, planted, question, filter)) for _ in range(ground.scale.reports)]
    ).p50


def _count(planted: Planted, question: Question, filter: Filter) -> None:
    automation, account = planted.automation, planted.account_state
    who = passing(filter, automation, States({automation: planted.state}, account))
    scope = Scope(automation, planted.state, filter, who, account)
    if question.type is None:
        for row in breakdown(scope, Model.FIRST, "source", ROWS).rows:
            _ = row.contacts.count, row.share, row.lifetime_value
    else:
        for each in full_rows(question.type, scope, GOAL):
            each.figures()


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


async def _rival(ground: Ground, records: list[Figures]) -> Result:
    contacts = ground.scale.rival_history
    planted = await ground.planted(contacts)
    ground.say(f"reports: the journeys of {contacts:,} contacts as documents")
    journeys = await asyncio.to_thread(insert_journeys, planted, contacts)
    ground.say("reports: the rival counts")
    own = {
        (record["report"], record["filter"]): record["in the server"]
        for record in records
        if record["contacts"] == contacts
    }
    aggregations: dict[tuple[Question, bool], Callable[[], Numbers]] = {
        (FLOW, True): lambda: flow(journeys, planted, narrowed.MATCH)
    }
    for question in QUESTIONS:
        if question.name in PIPELINES:
            aggregations[question, False] = partial(PIPELINES[question.name], journeys, planted, GOAL)
    figures = [
        await asyncio.to_thread(_aggregated, planted, contacts, question, work, is_filtered=is_filtered)
        for (question, is_filtered), work in aggregations.items()
    ]
    found = [_compared(each, own) for each in figures]
    await asyncio.to_thread(journeys.drop)
    return Result(f"The same by aggregation over the visits of {contacts:,} contacts, milliseconds", found)


def _aggregated(
    planted: Planted, contacts: int, question: Question, work: Callable[[], Numbers], *, is_filtered: bool
) -> Figures:
    _compare(question, work(), _tally(planted, contacts, is_filtered=is_filtered))
    seconds = [_seconds(work) for _ in range(AGGREGATIONS)]
    return {
        "report": question.name,
        "filter": FILTERED if is_filtered else "none",
        "aggregation": Times.of(seconds).p50,
    }


def _compared(rival: Figures, own: dict[tuple[Cell, Cell], Cell]) -> Record:
    taken, ours = rival["aggregation"], own[rival["report"], rival["filter"]]
    assert isinstance(taken, float)
    assert isinstance(ours, float)
    return rival | {"in the server": ours, "times": taken / ours}
