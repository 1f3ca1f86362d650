"""Random histories: re-entry, several places, late events, duplicates, unknown things, bad values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hypothesis import strategies as st

from tests.strategies.account import CONTACTS, STRANGERS, of_account, upserted
from tests.strategies.chance import one_in
from tests.strategies.instants import ZONES, one_morning, turns_of_days
from tests.strategies.maps import automations
from tests.strategies.on_maps import at_place, move, onward

MOSTLY_ON_MAPS = "MMMMMMPPPPPPA"
JOURNEYS = "OOOOOOMPPPAAAA"
"""A letter per chance: M a move from anywhere to anywhere, O the next step of a contact from where it went
last, P something at a place, A something of the account."""


@dataclass
class Past:
    """What was drawn so far: versions by map, events, whom upserts named, and who went where last."""

    published: dict[str, list[dict]]
    events: list[dict] = field(default_factory=list)
    upserted: set[str] = field(default_factory=set)
    places: dict[tuple[str, str], str] = field(default_factory=dict)


@st.composite
def histories(
    draw,
    batches: int = 4,
    events: int = 14,
    *,
    fewest: int = 1,
    publishes: int = 1,
    ways_on: int = 0,
    zones: Sequence[str] = ("UTC",),
    spread: st.SearchStrategy[datetime] = one_morning,
    families: str = MOSTLY_ON_MAPS,
    strangers: Sequence[str] = (),
    upserts: int = 0,
) -> list[tuple]:
    """Steps on up to two maps and a draft: versions published between batches of events.

    Before a batch of `fewest` to `events` events come up to `publishes` versions and `upserts` upserted
    contacts. Each map has one of `zones`, in all its versions, and `ways_on` as in `automations`. Events are
    of the instants of `spread`, and so are contacts whose creation an upsert tells. `families` are the odds
    between events; those of the account may happen to `strangers` too, whom no map sees.
    """
    maps = [
        draw(automations(key, draw(st.sampled_from(zones)), ways_on=ways_on))
        for key in ("welcome", "winback")
    ]
    waiting = [("publish", version) for versions in maps for version in versions]
    steps = [waiting.pop(0), ("save", {**maps[0][0], "key": "draft"})]
    published = {"welcome": [maps[0][0]]}
    past = Past(published)
    for _ in range(draw(st.integers(1, batches))):
        for _ in range(min(len(waiting), draw(st.integers(0, publishes)))):
            _, version = step = waiting.pop(0 if draw(st.booleans()) else _first_of_another(waiting))
            published.setdefault(version["key"], []).append(version)
            steps.append(step)
        is_paused = draw(one_in(4))
        if is_paused:
            steps.append(("status", "welcome", "PAUSED"))
        if upserts and draw(st.booleans()):
            steps.append(("upsert", draw(upserted((*CONTACTS, *strangers), upserts, spread, past.upserted))))
        batch = [
            draw(_event(past, spread, families, strangers)) for _ in range(draw(st.integers(fewest, events)))
        ]
        steps.append(("events", batch))
        if is_paused:
            steps.append(("status", "welcome", "PUBLISHED"))
    return steps


def _first_of_another(waiting: list[tuple]) -> int:
    """Where the next map's versions begin, which must stay in their order."""
    keys = [version["key"] for _, version in waiting]
    return next((index for index, key in enumerate(keys) if key != keys[0]), 0)


def histories_for_reports(
    batches: int = 4, events: int = 16, zones: Sequence[str] = ZONES
) -> st.SearchStrategy[list[tuple]]:
    """Histories with what reports and filters tell apart: days in odd zones, money, touches, strangers."""
    return histories(
        batches,
        events,
        fewest=events // 2,
        publishes=3,
        ways_on=1,
        zones=zones,
        spread=turns_of_days(zones),
        families=JOURNEYS,
        strangers=STRANGERS,
        upserts=3,
    )


@st.composite
def _event(
    draw, past: Past, spread: st.SearchStrategy[datetime], families: str, strangers: Sequence[str]
) -> dict:
    if past.events and draw(one_in(10)):
        return draw(_again(draw(st.sampled_from(past.events))))
    family = draw(st.sampled_from(families))
    contact = draw(st.sampled_from((*CONTACTS, *strangers) if family == "A" else CONTACTS))
    event = {"id": f"e-{len(past.events)}", "at": draw(spread).isoformat(), "contact": contact}
    if family == "A":
        event |= draw(of_account())
    else:
        event |= draw(_on_map(past, family, contact))
        if draw(one_in(25)):
            event["automation"] = draw(st.sampled_from(("draft", "nowhere")))
    if draw(one_in(12)):
        event = draw(_spoilt(event))
    past.events.append(event)
    return event


@st.composite
def _on_map(draw, past: Past, family: str, contact: str) -> dict:
    key = draw(st.sampled_from(sorted(past.published)))
    versions, walker = past.published[key], (key, contact)
    if family == "O":
        event = draw(onward(versions, past.places.get(walker)))
        past.places[walker] = event.get("to") or event["element"]
    else:
        event = draw(move(versions) if family == "M" else at_place(versions))
    return {"automation": key, **event}


def _again(event: dict) -> st.SearchStrategy[dict]:
    """The same event, or its id on another one."""
    return st.sampled_from([event, *({**event, "contact": contact} for contact in CONTACTS)])


def _spoilt(event: dict) -> st.SearchStrategy[dict]:
    """An event with one thing wrong in it, mostly."""
    wrong = [
        {field: value}
        for field, values in (
            ("id", (None, "", "x" * 129, 7)),
            ("type", (None, "JUMPED", 1)),
            (
                "at",
                (None, "2026-03-01T09:00:00", "yesterday", "1999-12-31T23:59:59Z", "2099-01-01T00:00:00Z", 5),
            ),
            ("contact", (None, "", "x" * 129, 5)),
            ("automation", (None, 5)),
            ("element", (None, ["a"])),
            ("amount", (None, "1e3", "-1", "0", "0.00", "1.234", "1000000000000", ".5", "5.", 5)),
            ("currency", (None, "EUR", "usd")),
            ("tag", (None, "", "x" * 65)),
            ("link", (-1, 99, "0", 1.5)),
            ("source", ("x" * 256, 5)),
        )
        for value in values
        if field in event or (field == "link" and event.get("type") == "CLICKED")
    ]
    return st.sampled_from(wrong).map(lambda change: {**event, **change})
