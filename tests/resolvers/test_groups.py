"""Groups and the people in them, read off one revision of the account."""

from collections.abc import AsyncIterator

import pytest

from measure.accounts import Access, Caller, Role
from measure.paging import Order, Window
from resolvers import contacts, groups
from resolvers.context import Context, Services
from server.settings import Settings
from server.wiring import wired
from tests.gql.conftest import WORKED, Asker, Events, create_account

BUYERS = """
query ($id: ID!) { automation(id: $id) { element(key: "T") { lifetimeValue { buyers { id } } } } }
"""


@pytest.fixture
async def asker(settings: Settings) -> AsyncIterator[Asker]:
    async with wired(settings) as services:
        yield Asker(services, await create_account(services, "demo"))


def context_of(asker: Asker, services: Services) -> Context:
    return Context(Access(Caller(asker.account, Role.ADMIN), "a key"), services)


async def test_buyers_are_listed_by_the_money_that_made_them_buyers(asker: Asker):
    """Though the account was pinned before they bought, by another field of the same request."""
    events, money = Events(), {"currency": "USD"}
    automation = await asker.save(WORKED)
    await asker.record(*events.walk("A", "T"))
    answer = await asker.ask(BUYERS, id=automation)
    buyers = answer["automation"]["element"]["lifetimeValue"]["buyers"]["id"]
    context = context_of(asker, asker.services)
    await context.pins.account()
    await asker.record(
        *events.walk("B", "T"),
        events("PURCHASED", contact="A", amount="5.00", **money),
        events("PURCHASED", contact="B", amount="1.00", **money),
    )
    found = await groups.find(context, buyers)
    assert found is not None
    page = await contacts.page(context, found.members, found.account, Order.LIFETIME_VALUE, Window())
    worth = [(seen.contact.key, seen.state.money.get(seen.contact.ordinal)) for _, seen in page.items]
    assert worth == [("A", 500), ("B", 100)]


async def test_a_group_is_read_once_a_request(asker: Asker):
    automation = await asker.save(WORKED)
    answer = await asker.ask(BUYERS, id=automation)
    buyers = answer["automation"]["element"]["lifetimeValue"]["buyers"]["id"]
    context = context_of(asker, asker.services)
    assert await groups.find(context, buyers) is await groups.find(context, buyers)
