"""Random maps and histories, posted to a server and read back, against the recount of semantics.md."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.acceptance.flows import GROUPS, ask_flow_ever, flow_ever, read_flow_ever, report
from tests.acceptance.tenant import Tenant
from tests.recount import ACCEPTED, DUPLICATE, World, contact_flow, recount
from tests.recount.report import lifetime_value
from tests.recount.world import DIMENSIONS, seconds
from tests.serving import Json, Server
from tests.strategies import CONTACTS, histories

# One server answers all examples; each has an account of its own.
on_one_server = settings(
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
CONTACT = """
query ($key: String!) {
  contactByKey(key: $key) {
    key createdAt tags lifetimeValue { amount currency }
    firstTouch { source medium campaign content term } lastTouch { source medium campaign content term }
  }
}
"""


@settings(on_one_server, max_examples=18)
@given(steps=histories(), data=st.data())
async def test_every_receipt_and_number_and_the_members_behind_it_are_those_of_the_recount(
    server: Server, steps, data
):
    tenant, expected = await Tenant.new(server), recount(steps)
    receipts = await tenant.take(steps)

    batches = [batch for name, *step in steps if name == "events" for batch in step]
    for batch, answers, receipt in zip(batches, expected.answers, receipts, strict=True):
        check_receipt(batch, answers, receipt)
    for key, place in expected.maps.items():
        if not place.versions:
            continue
        assert await report(tenant, key) == contact_flow(place)
        answer = await ask_flow_ever(tenant, key)
        assert {each["key"] for each in answer["elements"] if each["removed"]} == (
            place.elements_ever.keys() - place.elements.keys()
        )
        everything = contact_flow(place, include_removed=True)
        assert read_flow_ever(answer) == everything
        element = data.draw(st.sampled_from(answer["elements"]))
        name = data.draw(st.sampled_from([name for name in GROUPS if element["contactFlow"][name]]))
        group, within = element["contactFlow"][name]["id"], everything["elements"][element["key"]][name]
        for other in filter(lambda other: other.versions, expected.maps.values()):
            filtered = contact_flow(other, within, include_removed=True)
            assert await flow_ever(tenant, other.key, group) == filtered


@settings(on_one_server, max_examples=15)
@given(steps=histories())
async def test_contacts_are_those_of_the_recount(server: Server, steps):
    tenant, expected = await Tenant.new(server), recount(steps)
    await tenant.take(steps)

    for key in (*CONTACTS, *expected.contacts):
        found = (await tenant.ask(CONTACT, key=key))["contactByKey"]
        assert (None if found is None else person(found)) == expected_person(expected, key)


def check_receipt(batch: list[Json], answers: list, receipt: Json) -> None:
    assert receipt["accepted"] == answers.count(ACCEPTED)
    assert receipt["duplicates"] == answers.count(DUPLICATE)
    rejections = {index: rules for index, rules in enumerate(answers) if isinstance(rules, frozenset)}
    assert [bad["index"] for bad in receipt["rejected"]] == list(rejections)
    for bad in receipt["rejected"]:
        assert (bad["code"], bad["field"]) in rejections[bad["index"]]
        assert bad["id"] == readable_id(batch[bad["index"]])
        assert bad["message"]


def readable_id(event: Json) -> str | None:
    return event["id"] if isinstance(event["id"], str) and 1 <= len(event["id"]) <= 128 else None


def person(found: Json) -> Json:
    money = found["lifetimeValue"]
    touches = {
        touch: {name: value for name, value in found[touch].items() if value is not None}
        for touch in ("firstTouch", "lastTouch")
    }
    worth = (Decimal(money["amount"]), money["currency"])
    created = seconds(found["createdAt"])
    return {"created": created, "tags": found["tags"], "worth": worth, **touches}


def expected_person(world: World, key: str) -> Json | None:
    if key not in world.contacts:
        return None
    contact, (first, last) = world.contacts[key], world.attribution(key)
    assert first.keys() | last.keys() <= set(DIMENSIONS)
    return {
        "created": contact.created,
        "tags": sorted(contact.tags),
        "worth": (lifetime_value(contact), world.currency),
        "firstTouch": first,
        "lastTouch": last,
    }
