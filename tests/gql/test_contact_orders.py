"""A group's contacts by name and by lifetime value: every page, both ways, whatever the group's size."""

from random import Random

import pytest

from store import contact_names, name_walk
from tests.gql.conftest import Asker, Events, Json

COHORT = "query ($id: ID!) { automation(id: $id) { report { cohort { id } } } }"
PAGE = """
query (
  $id: ID!, $order: ContactOrder!, $first: Int, $after: String, $last: Int, $before: String
) {
  contactGroup(id: $id) { count contacts(
    orderBy: $order, first: $first, after: $after, last: $last, before: $before
  ) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { key name lifetimeValue { amount } } }
  } }
}
"""
UPSERT = "mutation ($contacts: [ContactInput!]!) { upsertContacts(contacts: $contacts) { created } }"
ORDERS = ["NAME", "LIFETIME_VALUE", "NEWEST", "OLDEST"]


@pytest.fixture(params=["small", "large"])
def size_of_group(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "large":
        monkeypatch.setattr(contact_names, "MOST_SORTED", 0)
        monkeypatch.setattr(name_walk, "AT_ONCE", 3)


class Crowd:
    """Contacts with names and amounts, in the order they came.

    `group` is of those whose keys start with "on".
    """

    def __init__(self, asker: Asker, group: str, names: dict[str, str | None], units: dict[str, int]) -> None:
        self.asker = asker
        self.group = group
        self.names = names
        self.units = units

    def sorted(self, order: str) -> list[str]:
        ordinals = {key: ordinal for ordinal, key in enumerate(self.names)}
        keys = {
            "NAME": lambda key: (self.names[key] is None, (self.names[key] or "").casefold(), ordinals[key]),
            "LIFETIME_VALUE": lambda key: (-self.units[key], -ordinals[key]),
            "NEWEST": lambda key: -ordinals[key],
            "OLDEST": lambda key: ordinals[key],
        }
        return sorted((key for key in self.names if key.startswith("on")), key=keys[order])

    async def page(self, order: str, **arguments: object) -> Json:
        answer = await self.asker.ask(PAGE, id=self.group, order=order, **arguments)
        return answer["contactGroup"]["contacts"]


def keys(page: Json) -> list[str]:
    return [edge["node"]["key"] for edge in page["edges"]]


@pytest.fixture
async def crowd(asker: Asker, worked: str, events: Events) -> Crowd:
    """Those whose keys start with "on" are at E3, where nobody else is."""
    chance = Random(11)
    names = ["Ann", "ann", "Änne", "Bob", "bob ", "straße", "STRASSE", "", None, None]
    everyone = [f"{chance.choice(['on', 'off'])}-{number}" for number in range(40)]
    named = {key: chance.choice(names) for key in everyone}
    units = {key: chance.choice([0, 0, 1, 100, 101, 250_000, -1, -700]) for key in everyone}
    await asker.ask(UPSERT, contacts=[{"key": key, "name": named[key]} for key in everyone])
    recorded = []
    for key in everyone:
        if key.startswith("on"):
            recorded += events.walk(key, "T", "E3")
        if units[key]:
            kind = "PURCHASED" if units[key] > 0 else "REFUNDED"
            amount = f"{abs(units[key]) / 100:.2f}"
            recorded.append(events(kind, contact=key, amount=amount, currency="USD"))
    await asker.record(*recorded)
    query = """
    query ($id: ID!) { automation(id: $id) { element(key: "E3") { contactFlow { hereNow { id } } } } }
    """
    row = (await asker.ask(query, id=worked))["automation"]["element"]["contactFlow"]
    return Crowd(asker, row["hereNow"]["id"], named, units)


@pytest.mark.usefixtures("size_of_group")
@pytest.mark.parametrize("order", ["NAME", "LIFETIME_VALUE"])
async def test_walks_of_any_size_and_direction_meet_everyone_in_order(crowd: Crowd, order: str):
    everyone = crowd.sorted(order)
    for size in (1, 2, 3, 7, len(everyone) - 1, len(everyone), 500):
        met: list[str] = []
        page: Json = {"pageInfo": {"endCursor": None, "hasNextPage": True}}
        while page["pageInfo"]["hasNextPage"]:
            page = await crowd.page(order, first=size, after=page["pageInfo"]["endCursor"])
            assert page["pageInfo"]["hasPreviousPage"] is bool(met)
            assert page["totalCount"] == len(everyone)
            met += keys(page)
        assert met == everyone
        met = []
        page = {"pageInfo": {"startCursor": None, "hasPreviousPage": True}}
        while page["pageInfo"]["hasPreviousPage"]:
            page = await crowd.page(order, last=size, before=page["pageInfo"]["startCursor"])
            assert page["pageInfo"]["hasNextPage"] is bool(met)
            met = [*keys(page), *met]
        assert met == everyone


@pytest.mark.usefixtures("size_of_group")
@pytest.mark.parametrize("order", ["NAME", "LIFETIME_VALUE"])
async def test_what_lies_between_two_cursors_is_a_slice(crowd: Crowd, order: str):
    everyone = crowd.sorted(order)
    cursors = [edge["cursor"] for edge in (await crowd.page(order, first=500))["edges"]]
    for after, before in ((2, 9), (9, 2), (4, 4), (4, 5), (0, len(everyone) - 1)):
        start, end = after + 1, max(after + 1, before)
        places = {"after": cursors[after], "before": cursors[before]}
        forward = await crowd.page(order, first=3, **places)
        assert keys(forward) == everyone[start:end][:3]
        backward = await crowd.page(order, last=3, **places)
        assert keys(backward) == everyone[max(start, end - 3) : end]
        assert (forward["pageInfo"]["hasPreviousPage"], backward["pageInfo"]["hasNextPage"]) == (
            True,
            end < len(everyone),
        )


async def test_a_page_shows_names_and_amounts_in_their_order(asker: Asker, worked: str, events: Events):
    await asker.ask(UPSERT, contacts=[{"key": "B", "name": "zoe"}, {"key": "C", "name": "Ann"}])
    await asker.record(
        events("PURCHASED", contact="A", amount="5", currency="USD"),
        events("REFUNDED", contact="B", amount="0.01", currency="USD"),
    )
    group = (await asker.ask(COHORT, id=worked))["automation"]["report"]["cohort"]["id"]
    by_name = (await asker.ask(PAGE, id=group, order="NAME"))["contactGroup"]["contacts"]
    assert [edge["node"]["name"] for edge in by_name["edges"]] == ["Ann", "zoe", None]
    by_value = (await asker.ask(PAGE, id=group, order="LIFETIME_VALUE"))["contactGroup"]["contacts"]
    amounts = [edge["node"]["lifetimeValue"]["amount"] for edge in by_value["edges"]]
    assert list(zip(keys(by_value), amounts, strict=True)) == [("A", "5.00"), ("C", "0.00"), ("B", "-0.01")]


@pytest.mark.parametrize("order", ORDERS)
async def test_a_cursor_of_another_order_is_refused(crowd: Crowd, order: str):
    for other in ORDERS:
        cursor = (await crowd.page(other, first=2))["pageInfo"]["endCursor"]
        for size, argument in (("first", "after"), ("last", "before")):
            arguments = {size: 2, argument: cursor}
            if other == order:
                assert (await crowd.page(order, **arguments))["totalCount"] == len(crowd.sorted(order))
                continue
            refused = await crowd.asker.refusal(PAGE, id=crowd.group, order=order, **arguments)
            rule = f"is a cursor of the order {other}, not {order}"
            assert refused == {"code": "BAD_USER_INPUT", "argument": argument, "rule": rule}


@pytest.mark.parametrize("order", ["NAME", "LIFETIME_VALUE"])
async def test_a_bad_page_is_refused_and_the_count_stands(crowd: Crowd, order: str):
    for arguments, argument in (
        ({"first": 1, "last": 1}, "last"),
        ({"first": 501}, "first"),
        ({"last": -1}, "last"),
        ({"after": "x"}, "after"),
        ({"before": crowd.group}, "before"),
    ):
        answer = await crowd.asker.answer(PAGE, id=crowd.group, order=order, **arguments)
        everyone = len(crowd.sorted(order))
        assert answer["data"] == {"contactGroup": {"count": everyone, "contacts": None}}
        assert answer["errors"][0]["extensions"]["argument"] == argument
