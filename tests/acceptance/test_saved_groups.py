"""Random groups, saved inside one another, while contacts move and days pass: against the recount."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure.zones import zone
from tests import recount
from tests.acceptance.flows import LISTED, people
from tests.acceptance.tenant import Tenant
from tests.acceptance.test_histories import on_one_server
from tests.recount import Map, World
from tests.serving import Json, Server
from tests.strategies import filters, histories_for_reports, with_group

REACHED = """
query ($map: String!, $element: String!, $filter: ReportFilter) {
  automationByKey(key: $map) { element(key: $element) { contactFlow(filter: $filter) { reached { id } } } }
}
"""
COMBINE = """
query ($all: [ID!], $any: [ID!], $none: [ID!]) { combineGroups(all: $all, any: $any, none: $none) { id } }
"""
SAVE = """
mutation ($group: ID!, $name: String!, $mode: GroupMode!) {
  saveGroup(group: $group, name: $name, mode: $mode) { group { id } }
}
"""
GROUP = "query ($id: ID!) { contactGroup(id: $id) { ...Group } }" + LISTED
COHORT = (
    """
query ($map: String!, $group: ID!) {
  automationByKey(key: $map) { report(filter: {group: $group}) { cohort { ...Group } } }
}
"""
    + LISTED
)
DEEPEST = 3
"Of groups that others are made of, so that no limit is met."
KINDS = ("reached", "reached", "combined", "SNAPSHOT", "LIVE", "LIVE")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def today(self, world: World) -> dict[str, date]:
        """By map."""
        places = published(world)
        return {each.key: self.now.astimezone(zone(each.versions[-1]["timeZone"])).date() for each in places}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """By which servers read presets; asked for before they start."""
    clock = Clock()
    monkeypatch.setattr("server.wiring._now", clock)
    return clock


@dataclass
class Groups:
    """Groups that were made, by name: ids, and what the recount knows them by."""

    tenant: Tenant
    clock: Clock
    world: World
    ids: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, dict] = field(default_factory=dict)
    depths: dict[str, int] = field(default_factory=dict)
    saved: dict[str, dict | set[str]] = field(default_factory=dict)

    def add(self, id: str, definition: dict, depth: int) -> None:
        name = f"group {len(self.ids)}"
        self.ids[name], self.definitions[name], self.depths[name] = id, definition, depth

    def members(self, name: str, asked: dict[str, date]) -> set[str]:
        today = self.clock.today(self.world)
        return recount.members(self.world, self.definitions[name], self.saved, asked, today)

    def flat(self) -> list[str]:
        return [name for name, depth in self.depths.items() if depth <= DEEPEST]

    async def make(self, kind: str, data: st.DataObject) -> None:
        if kind == "reached":
            place = data.draw(st.sampled_from(published(self.world)))
            element = data.draw(st.sampled_from(sorted(place.elements_ever)))
            today = self.clock.today(self.world)[place.key]
            asked = data.draw(filters(self.world, place, self.flat(), today))
            await self.reached(place, element, asked)
        elif kind == "combined":
            await self._combined(data)
        else:
            await self.save(kind, data.draw(st.sampled_from(self.flat())))

    async def reached(self, place: Map, element: str, asked: dict) -> None:
        arguments = {"map": place.key, "element": element, "filter": with_group(asked, self.ids)}
        found = (await self.tenant.ask(REACHED, **arguments))["automationByKey"]["element"]
        definition = {"reached": element, "on": place.key, "filter": with_group(asked, self.definitions)}
        inner = self.depths[asked["group"]] if asked.get("group") else 0
        self.add(found["contactFlow"]["reached"]["id"], definition, 1 + inner)

    async def _combined(self, data: st.DataObject) -> None:
        some = st.lists(st.sampled_from(self.flat()), max_size=2)
        parts = {part: data.draw(some) for part in ("any", "none")}
        parts["all"] = data.draw(st.lists(st.sampled_from(self.flat()), min_size=1, max_size=2))
        by_id = {part: [self.ids[name] for name in names] for part, names in parts.items()}
        found = (await self.tenant.ask(COMBINE, **by_id))["combineGroups"]
        definition = {part: [self.definitions[name] for name in names] for part, names in parts.items()}
        named = [name for names in parts.values() for name in names]
        self.add(found["id"], definition, 1 + max(self.depths[name] for name in named))

    async def save(self, mode: str, name: str) -> None:
        saved = f"saved {len(self.saved)}"
        answer = await self.tenant.ask(SAVE, group=self.ids[name], name=saved, mode=mode)
        is_live = mode == "LIVE"
        today = self.clock.today(self.world)
        self.saved[saved] = self.definitions[name] if is_live else self.members(name, today)
        depth = self.depths[name] if is_live else 1
        self.add(answer["saveGroup"]["group"]["id"], {"saved": saved}, depth)


def published(world: World) -> list[Map]:
    return [place for place in world.maps.values() if place.versions]


@hypothesis.settings(on_one_server, max_examples=12)
@given(steps=histories_for_reports(batches=3), data=st.data())
async def test_snapshots_stay_and_live_groups_follow_wherever_they_stand(
    clock: Clock, server: Server, steps, data
):
    tenant, some = await Tenant.new(server), data.draw(st.integers(1, len(steps)))
    await tenant.take(steps[:some])
    groups = Groups(tenant, clock, recount.recount(steps[:some]))
    days = [place.day(at) for place in published(groups.world) for at in place.added.values()]
    day = data.draw(st.sampled_from(days or [date(2026, 3, 1)]))
    clock.now = datetime.combine(day, time(12), UTC)
    asked = clock.today(groups.world)
    for place in published(groups.world):
        preset = data.draw(st.sampled_from(("TODAY", "YESTERDAY", "LAST_7_DAYS", "THIS_MONTH")))
        await groups.reached(place, next(iter(place.elements_ever)), {"added": {"preset": preset}})
        await groups.save("LIVE", [*groups.ids][-1])
    for kind in data.draw(st.lists(st.sampled_from(KINDS), min_size=5, max_size=5)):
        await groups.make(kind, data)

    await tenant.take(steps[some:])
    groups.world = recount.recount(steps)
    clock.now += timedelta(days=data.draw(st.sampled_from((1, 1, 0, 6, 31))))
    for name, identifier in groups.ids.items():
        expected = groups.members(name, asked)
        assert people((await tenant.ask(GROUP, id=identifier))["contactGroup"]) == expected
        place = data.draw(st.sampled_from(published(groups.world)))
        cohort = await cohort_of(tenant, place.key, identifier)
        assert people(cohort) == expected & place.added.keys()


async def cohort_of(tenant: Tenant, map: str, group: str) -> Json:
    return (await tenant.ask(COHORT, map=map, group=group))["automationByKey"]["report"]["cohort"]
