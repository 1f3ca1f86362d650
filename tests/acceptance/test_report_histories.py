"""All reports under random filters, posted to a server and read back, against the recount of semantics.md."""

from datetime import UTC, datetime

import hypothesis
from hypothesis import given
from hypothesis import strategies as st

from measure.zones import zone
from tests import recount
from tests.acceptance.all_reports import ask_reports
from tests.acceptance.tenant import Tenant
from tests.acceptance.test_histories import on_one_server
from tests.recount import Map, World
from tests.recount.world import DIMENSIONS
from tests.serving import Server
from tests.strategies import filters, histories_for_reports, with_group

GROUP = """
query ($automation: String!, $element: String!) {
  automationByKey(key: $automation) { element(key: $element) { contactFlow { reached { id } } } }
}
"""


@hypothesis.settings(on_one_server, max_examples=10)
@given(steps=histories_for_reports(), data=st.data())
async def test_every_report_under_every_filter_is_that_of_the_recount(server: Server, steps, data):
    tenant, world = await Tenant.new(server), recount.recount(steps)
    await tenant.take(steps)
    published = [place for place in world.maps.values() if place.versions]
    groups = {place.key: await reached(tenant, place) for place in published}
    identifiers = {name: identifier for name, (identifier, _) in groups.items()}
    contacts = {name: within for name, (_, within) in groups.items()}

    for place in published:
        today = datetime.now(UTC).astimezone(zone(place.versions[-1]["timeZone"])).date()
        asked = data.draw(filters(world, place, groups, today))
        within = recount.passing(world, place, with_group(asked, contacts), today)
        lead = data.draw(st.sampled_from([None, *groups]))
        arguments = {
            "model": data.draw(st.sampled_from(("FIRST", "LAST"))),
            "dimension": data.draw(st.sampled_from(DIMENSIONS)).upper(),
            "within": None if lead is None else identifiers[lead],
            "filter": with_group(asked, identifiers),
        }
        await check(tenant, world, place, asked, within, today, arguments, contacts.get(lead or ""))


async def reached(tenant: Tenant, place: Map) -> tuple[str, set[str]]:
    """A group of the map, by its id and by its contacts: those who reached its first element."""
    element = next(iter(place.elements_ever))
    found = (await tenant.ask(GROUP, automation=place.key, element=element))["automationByKey"]
    return found["element"]["contactFlow"]["reached"]["id"], set(place.reached[element])


async def check(tenant: Tenant, world: World, place: Map, asked, within, today, arguments, lead) -> None:
    goals = [key for key, shape in place.elements_ever.items() if shape["kind"] == "GOAL"]
    reports = await ask_reports(tenant, place.key, goals, **arguments)
    visited = recount.days(asked.get("added"), today)

    assert reports.contact_flow() == recount.contact_flow(place, within, visited=visited)
    assert reports.lifetime_values() == recount.lifetime_values(world, place, within)
    assert reports.funnel() == recount.funnel(place, within)
    for goal in goals:
        is_shown = goal in place.elements  # of a removed goal nothing is upstream
        assert reports.rates(goal) == (recount.goal_conversion_rate(place, goal, within) if is_shown else {})
        assert reports.times(goal) == (recount.goal_conversion_time(place, goal, within) if is_shown else {})
        assert reports.points(goal) == recount.goal_conversion_point(place, goal, within)
    brought = within if lead is None else within & lead
    model, dimension = arguments["model"], arguments["dimension"]
    assert reports.tracking() == recount.tracking(world, place, model, dimension, brought, first=2)
