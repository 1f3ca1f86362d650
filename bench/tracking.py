"""An account with hundreds of thousands of different terms, beside one of as many contacts with two hundred.

What it takes in memory and to load, reading breakdowns and filters, and recording touches; and what bitmaps
of the largest values would save where columns of codes are scanned.

Where there are many terms the frequent ones are the same 200. By first touch most others are met once or
twice; by last touch all but one are met by one contact each, the worst there is for breaking ties.
"""

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

import msgspec
import numpy as np

from bench.arrays import as_mask, as_values
from bench.ground import Ground
from bench.loads import loads_of, snapshot_bytes
from bench.planting import Planted, contact_key, plant
from bench.reads import NOTHING
from bench.results import Cell, Record, Result
from bench.serving import Server, serving
from bench.timing import Times, in_turn, timed
from bench.touching import TERM, VALUES, Codes, spelling
from measure.account_state import AccountState
from measure.scans import Reader, among, set_of
from measure.sets import Set, union
from measure.touches import Model
from store.database import Document

BREAKDOWN = """query ($id: ID!, $model: AttributionModel!, $first: Int!) { automation(id: $id) {
  tracking(model: $model, dimension: TERM, first: $first) {
    total { count } distinct others { count }
    rows { value contacts { count } share lifetimeValue { amount } }
  }
} }"""
COHORT = """query ($id: ID!, $filter: ReportFilter) {
  automation(id: $id) { report(filter: $filter) { cohort { count } } }
}"""
ASKED = ((Model.FIRST, 100), (Model.FIRST, 500), (Model.LAST, 500))
"Breakdowns: the model, and how many rows."
FILTERED = 50
"Values in the filter, as many as one may have."
BATCH = 1_000
BEFORE = datetime(2025, 1, 1, tzinfo=UTC)
"Earlier than anything planted: each touch that is recorded becomes a first one."
SOUGHT = (1, 3, 50)
"Values that are sought among the codes of a dimension with few."


async def measured(ground: Ground) -> list[Result]:
    contacts = ground.scale.histories[-1]
    loads, reads, ingests = [], [], []
    scans: list[Record] = []
    for terms in (VALUES, ground.scale.terms):
        ground.say(f"tracking: {contacts:,} contacts with {terms:,} terms")
        planted = await plant(ground.settings(), contacts, different_terms=terms)
        ground.say("tracking: loading")
        loads.append(await _loaded(ground, planted, terms))
        async with serving(planted.settings) as server:
            ground.say("tracking: reading")
            reads.append(await _read(ground, server, planted, contacts, terms))
            ground.say("tracking: recording")
            ingests.append(await _recorded(ground, server, contacts, terms))
        if terms == VALUES:
            scans = _scanned(ground, planted.account_state)
        ground.drop(planted.settings)
    return [
        Result(f"Cold load of the account of {contacts:,} contacts", loads),
        Result("Terms read, milliseconds in the server", reads),
        Result(f"Touches, events/s, batches of {BATCH:,}", ingests),
        Result(f"Contacts by value among {contacts:,}, milliseconds", scans),
    ]


async def _loaded(ground: Ground, planted: Planted, terms: int) -> Record:
    loads = await loads_of(planted, planted.account, planted.account_state, ground.scale.loads)
    seconds = [load.seconds for load in loads]
    grown = max(load.grown for load in loads)
    return {
        "terms": terms,
        "seconds, p50": Times.of(seconds).p50 / 1_000,
        "seconds, worst": max(seconds),
        "stored, MB": snapshot_bytes(planted, planted.account) / 1e6,
        "memory, MB": grown / 1e6,
        "weighed as, MB": loads[0].weight / 1e6,
        "memory / weight": grown / loads[0].weight,
    }


async def _read(ground: Ground, server: Server, planted: Planted, contacts: int, terms: int) -> Record:
    node = planted.nodes[0]
    values = [spelling(TERM, code * (terms // FILTERED)) for code in range(FILTERED)]
    filtered = {"id": node, "filter": {"tracking": [{"dimension": "TERM", "values": values}]}}
    breakdowns = [{"id": node, "model": model.value, "first": first} for model, first in ASKED]
    for (model, first), variables in zip(ASKED, breakdowns, strict=True):
        _check(await server.graphql(BREAKDOWN, variables), planted, contacts, model, first)
    codes = _codes(planted, contacts, Model.FIRST)
    expected = int(np.count_nonzero(np.isin(codes, [code * (terms // FILTERED) for code in range(FILTERED)])))
    answer = await server.graphql(COHORT, filtered)
    if answer["automation"]["report"]["cohort"]["count"] != expected:
        raise RuntimeError("the filter does not find who was planted")
    nothing, *read = await in_turn(
        ground.scale.reports,
        lambda: server.graphql(NOTHING),
        *(partial(server.graphql, BREAKDOWN, variables) for variables in breakdowns),
        lambda: server.graphql(COHORT, filtered),
    )
    names = ("first 100", "first 500", "first 500, all tied", f"cohort of {FILTERED} terms")
    times = {name: each.p50 - nothing.p50 for name, each in zip(names, read, strict=True)}
    return {"terms": terms, **times}


def _check(answer: Document, planted: Planted, contacts: int, model: Model, first: int) -> None:
    """Every row against a count of its own."""
    codes = _codes(planted, contacts, model).tolist()
    counts = Counter(spelling(TERM, code) if code >= 0 else None for code in codes)
    none = counts.pop(None, 0)
    largest = sorted(counts, key=lambda value: (-counts[value], value or ""))[:first]
    expected = [(value, counts[value]) for value in largest] + [(None, none)]
    tracking = answer["automation"]["tracking"]
    found = [(row["value"], row["contacts"]["count"]) for row in tracking["rows"]]
    others = sum(counts.values()) - sum(counts[value] for value in largest)
    if (found, tracking["distinct"], tracking["others"]["count"]) != (expected, len(counts), others):
        raise RuntimeError("the breakdown does not have the numbers that were planted")


def _codes(planted: Planted, contacts: int, model: Model) -> Codes:
    """Everybody's, -1 for those without a term."""
    touched = planted.account_state.touches.touched[model, TERM]
    codes = as_values(touched.codes, contacts, -1)
    return np.where(as_mask(touched.who, contacts), codes, -1)


async def _recorded(ground: Ground, server: Server, contacts: int, terms: int) -> Record:
    """Touches of contacts all over, which are known."""
    numbers = count()
    record: dict[str, Cell] = {"terms": terms}
    kinds: dict[str, Callable[[int], str]] = {
        "known terms": lambda number: spelling(TERM, number * 7919 % terms),
        "new terms": lambda number: f"new {number}",
    }
    for name, term in kinds.items():
        bodies = [_body(numbers, contacts, term) for _ in range(ground.scale.touches)]
        started = time.perf_counter()
        seconds = [await timed(server.post(body, BATCH)) for body in bodies]
        record[name] = len(bodies) * BATCH / (time.perf_counter() - started)
        record[f"{name}, p99 ms"] = Times.of(seconds).p99
    return record


def _body(numbers: "count[int]", contacts: int, term: Callable[[int], str]) -> bytes:
    return b"\n".join(
        msgspec.json.encode(
            {
                "id": f"touch-{number:09}",
                "type": "TOUCHED",
                "at": (BEFORE - timedelta(seconds=number)).isoformat(),
                "contact": contact_key(number * 7919 % contacts),
                "term": term(number),
            }
        )
        for number in (next(numbers) for _ in range(BATCH))
    )


def _scanned(ground: Ground, account: AccountState) -> list[Record]:
    """Finding who came by the largest sources: off the codes, and off bitmaps kept for each."""
    touched = account.touches.touched[Model.FIRST, "source"]
    reader = Reader(touched.who)
    codes = reader.values(touched.codes)
    bitmaps = [set_of(reader.ordinals[codes == code]) for code in range(VALUES)]
    records: list[Record] = []
    for sought in SOUGHT:
        if among(touched.codes, touched.who, range(sought)) != union(bitmaps[:sought]):
            raise RuntimeError("a scan does not find who was planted")
        records.append(
            {
                "values": sought,
                "codes": _median(ground, partial(among, touched.codes, touched.who, range(sought))),
                "bitmaps": _median(ground, partial(union, bitmaps[:sought])),
                "bitmaps, MB": sum(map(_bytes, bitmaps)) / 1e6,
            }
        )
    return records


def _median(ground: Ground, work: Callable[[], Set]) -> float:
    seconds = []
    for _ in range(ground.scale.reports):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return Times.of(seconds).p50


def _bytes(members: Set) -> int:
    return len(members.serialize())
