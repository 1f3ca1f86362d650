"""One request sees one revision throughout."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from measure.accounts import Access, Caller, Plan, Role
from measure.automations import Automation
from measure.decoding import convert
from measure.graph import Definition, Element, Kind
from measure.stats import COHORT
from resolvers.automations import draft
from resolvers.contacts import see
from resolvers.context import Context, Services
from resolvers.pins import PinnedMap
from server.settings import Settings
from server.wiring import wired
from store.automations import Automations
from store.stream import Stream

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
DEFINITION = Definition("One form", "UTC", (Element("form", Kind.TRIGGER, "Form"),))


@pytest.fixture
async def services(settings: Settings) -> AsyncIterator[Services]:
    async with wired(settings) as wiring:
        yield wiring


@pytest.fixture
async def context(services: Services) -> Context:
    account = await services.store.accounts.create(
        "demo", name="Demo", plan=Plan.PRO, currency="USD", time_zone="UTC"
    )
    return Context(Access(Caller(account, Role.ADMIN), "a key"), services)


@pytest.fixture
async def automation(context: Context) -> Automation:
    store = context.store
    saved = await store.automations.save(context.account.id, "one", DEFINITION, NOW)
    assert await store.publisher.publish(saved, NOW) == ()
    return saved


async def add(context: Context, contact: str) -> None:
    moved = {"id": contact, "type": "MOVED", "automation": "one", "contact": contact, "to": "form",
             "at": "2026-03-01T09:00:00Z"}  # fmt: skip
    recorded = await context.store.recorder.record(context.account, [convert(moved)])
    assert recorded.accepted == 1


async def pinned(context: Context, automation: Automation) -> PinnedMap:
    found = await context.pins.map(automation.id)
    assert found is not None
    return found


async def test_a_map_stays_as_it_was_first_seen_until_the_context_is_renewed(
    context: Context, automation: Automation
):
    before = await pinned(context, automation)
    await add(context, "ann")
    assert await pinned(context, automation) is before
    context.renew()
    after = await pinned(context, automation)
    assert (len(before.state.set(COHORT)), len(after.state.set(COHORT))) == (0, 1)
    assert before.revision != after.revision


async def test_a_fresh_context_sees_the_present(context: Context, automation: Automation):
    await pinned(context, automation)
    await add(context, "ann")
    assert len((await pinned(context.fresh(), automation)).state.set(COHORT)) == 1


async def test_a_contact_that_a_later_pinned_map_lists_is_read_from_a_later_account(
    context: Context, automation: Automation
):
    await add(context, "ann")
    account = await context.pins.account()
    await add(context, "bob")
    listed = (await pinned(context, automation)).state.set(COHORT)
    ann, bob = await see(context, tuple(listed))
    assert (ann.contact.key, bob.contact.key) == ("ann", "bob")
    assert ann.state is account
    assert bob.state.created_at(bob.contact.ordinal) == NOW


async def test_an_automation_of_another_account_is_not_there(context: Context, automation: Automation):
    other = await context.store.accounts.create(
        "other", name="Other", plan=Plan.PRO, currency="USD", time_zone="UTC"
    )
    stranger = Context(Access(Caller(other, Role.ADMIN), "a key"), context.services)
    assert await stranger.pins.map(automation.id) is None
    assert await context.pins.map(automation.id.upper()) is None or automation.id.isdigit()


async def test_followed_streams_are_seen_as_they_are_in_memory(
    context: Context, automation: Automation, monkeypatch: pytest.MonkeyPatch
):
    streams = frozenset({automation.id, context.account.id})
    async with context.services.feed.watch(context.account.id, streams):
        context.follow(streams)
        before = await pinned(context, automation)
        await add(context, "ann")
        for asking in ((Stream, "catch_up"), (Automations, "_find"), (Automations, "last_known_draft")):
            monkeypatch.setattr(*asking, None)
        assert await pinned(context, automation) is before
        context.follow(streams)
        after = await pinned(context, automation)
        account = await context.pins.account_knowing([after.state])
    assert (len(before.state.set(COHORT)), len(after.state.set(COHORT))) == (0, 1)
    assert account.state.contacts == after.state.set(COHORT)
    assert after.stream.as_of >= before.stream.as_of > NOW


async def test_streams_that_are_not_followed_are_caught_up_with_the_log(
    context: Context, automation: Automation
):
    context.follow(frozenset())
    asked_at = datetime.now(UTC)
    found = await pinned(context, automation)
    account = await context.pins.account_knowing([found.state])
    assert min(found.stream.as_of, account.as_of) >= asked_at


async def test_a_followed_automation_is_seen_as_the_version_that_is_published(
    context: Context, automation: Automation
):
    streams = frozenset({automation.id})
    async with context.services.feed.watch(context.account.id, streams):
        context.follow(streams)
        first = await pinned(context, automation)
        assert await draft(context, first) is None
        renamed = replace(DEFINITION, name="Another form")
        saved = await context.store.automations.save(context.account.id, "one", renamed, NOW)
        assert await context.store.publisher.publish(saved, NOW) == ()
        context.follow(streams)
        second = await pinned(context, automation)
        assert await draft(context, second) is None
    assert (first.name, second.name) == ("One form", "Another form")
