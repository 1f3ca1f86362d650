"""Contacts in, and contacts shown."""

from tests.gql.conftest import Asker, Events

CONTACT = """
query ($key: String!) { contactByKey(key: $key) {
  id key email name createdAt tags lifetimeValue { amount currency }
  firstTouch { source medium campaign content term } lastTouch { source medium }
} }
"""
UPSERT = """
mutation ($contacts: [ContactInput!]!) { upsertContacts(contacts: $contacts) {
  created updated contacts { key email name createdAt tags } rejected { index id code field message }
} }
"""


async def contact(asker: Asker, key: str):
    return (await asker.ask(CONTACT, key=key))["contactByKey"]


async def test_a_contact_shows_what_its_events_say(asker: Asker, events: Events):
    await asker.record(
        events("TOUCHED", contact="ann", source=" Facebook ", medium="cpc", at="2026-02-01T00:00:00Z"),
        events("TOUCHED", contact="ann", source="mail", at="2026-02-02T00:00:00Z"),
        events("PURCHASED", contact="ann", amount="50.0", currency="USD"),
        events("REFUNDED", contact="ann", amount="0.10", currency="USD"),
        events("TAGGED", contact="ann", tag="vip"),
        events("TAGGED", contact="ann", tag="b2b"),
    )
    ann = await contact(asker, "ann")
    by_id = (await asker.ask("query ($id: ID!) { contact(id: $id) { key } }", id=ann.pop("id")))["contact"]
    assert by_id == {"key": "ann"}
    assert ann == {
        "key": "ann",
        "email": None,
        "name": None,
        "createdAt": "2026-02-01T00:00:00Z",
        "tags": ["b2b", "vip"],
        "lifetimeValue": {"amount": "49.90", "currency": "USD"},
        "firstTouch": {
            "source": "Facebook",
            "medium": "cpc",
            "campaign": None,
            "content": None,
            "term": None,
        },
        "lastTouch": {"source": "mail", "medium": "cpc"},
    }


async def test_an_upsert_sets_keeps_and_clears(asker: Asker):
    first = {"key": "ann", "email": "ann@example.org", "name": "Ann", "createdAt": "2020-05-01T00:00:00Z"}
    created = (await asker.ask(UPSERT, contacts=[{**first, "tags": ["a"]}]))["upsertContacts"]
    assert (created["created"], created["updated"], created["contacts"]) == (1, 0, [{**first, "tags": ["a"]}])
    again = [{"key": "ann", "name": None, "tags": ["b"]}, {"key": "bob", "createdAt": "2021-01-01T00:00:00Z"}]
    updated = (await asker.ask(UPSERT, contacts=again))["upsertContacts"]
    assert (updated["created"], updated["updated"]) == (1, 1)
    assert updated["contacts"][0] == {**first, "name": None, "tags": ["a", "b"]}
    cleared = [{"key": "ann", "tags": None, "createdAt": None, "email": None}]
    last = (await asker.ask(UPSERT, contacts=cleared))["upsertContacts"]["contacts"][0]
    assert last == {**first, "name": None, "email": None, "tags": ["a", "b"]}


async def test_each_contact_is_judged_alone(asker: Asker):
    contacts = [
        {"key": ""},
        {"key": "k" * 129},
        {"key": "good"},
        {"key": "a", "email": "e" * 255},
        {"key": "b", "name": "n" * 255},
        {"key": "c", "tags": ["fine", ""]},
        {"key": "d", "tags": ["t" * 65]},
        {"key": "e", "createdAt": "1999-12-31T23:59:59Z"},
        {"key": "f", "createdAt": "2100-01-01T00:00:01Z"},
        {"key": "g", "createdAt": "0001-01-01T00:00:00+14:00"},
    ]
    answer = (await asker.ask(UPSERT, contacts=contacts))["upsertContacts"]
    assert answer["created"] == 1
    rejected = [(each["index"], each["id"], each["code"], each["field"]) for each in answer["rejected"]]
    assert rejected == [
        (0, None, "BAD_VALUE", "key"),
        (1, None, "BAD_VALUE", "key"),
        (3, "a", "BAD_VALUE", "email"),
        (4, "b", "BAD_VALUE", "name"),
        (5, "c", "BAD_VALUE", "tags"),
        (6, "d", "BAD_VALUE", "tags"),
        (7, "e", "BAD_VALUE", "createdAt"),
        (8, "f", "BAD_VALUE", "createdAt"),
        (9, "g", "BAD_VALUE", "createdAt"),
    ]
    refused = await asker.refusal(UPSERT, contacts=[{"key": "x"}] * 1_001)
    assert (refused["code"], refused["most"]) == ("LIMIT_EXCEEDED", 1_000)


async def test_events_are_judged_one_by_one(asker: Asker, worked: str, events: Events):
    record = """
    mutation ($events: [EventInput!]!) {
      recordEvents(events: $events) { accepted duplicates rejected { index id code field } }
    }
    """
    good = events.walk("A", "T")[0]
    sent = [
        good,
        good,
        {**good, "id": ""},
        events("MOVED", contact="A", automation="worked"),
        events("PURCHASED", contact="A", amount="-1", currency="USD"),
        events("PURCHASED", contact="A", amount="0.001", currency="USD"),
        events("TAGGED", contact="A", tag=""),
        events("CLICKED", contact="A", automation="worked", element="E1", link=2),
        events("MOVED", contact="A", automation="unknown", to="T"),
        events("TAGGED", tag="x"),
    ]
    answer = (await asker.ask(record, events=sent))["recordEvents"]
    assert (answer["accepted"], answer["duplicates"]) == (1, 1)
    assert [(each["index"], each["code"], each["field"]) for each in answer["rejected"]] == [
        (2, "BAD_VALUE", "id"),
        (3, "MISSING_FIELD", "to"),
        (4, "BAD_VALUE", "amount"),
        (5, "BAD_VALUE", "amount"),
        (6, "BAD_VALUE", "tag"),
        (7, "BAD_VALUE", "link"),
        (8, "UNKNOWN_AUTOMATION", "automation"),
        (9, "MISSING_FIELD", "contact"),
    ]
    assert answer["rejected"][0]["id"] is None
    refused = await asker.refusal(record, events=[good] * 501)
    assert (refused["code"], refused["most"]) == ("LIMIT_EXCEEDED", 500)


async def test_a_contact_nobody_heard_of_is_null(asker: Asker):
    assert await contact(asker, "nobody") is None
