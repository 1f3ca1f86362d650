"""Search: pages of those whose key, email or name starts with a text, newest first."""

import pytest

from measure.accounts import Role
from tests.gql.conftest import Asker, Events, Json

SEARCH = """
query ($search: String!, $first: Int, $after: String, $last: Int, $before: String) {
  contacts(search: $search, first: $first, after: $after, last: $last, before: $before) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { key } }
  }
}
"""
UPSERT = "mutation ($contacts: [ContactInput!]!) { upsertContacts(contacts: $contacts) { created } }"
RULE = "must be a text of 1 to 254 characters without NUL"


async def search(asker: Asker, text: str, **arguments: object) -> Json:
    return (await asker.ask(SEARCH, search=text, **arguments))["contacts"]


def keys(page: Json) -> list[str]:
    return [edge["node"]["key"] for edge in page["edges"]]


@pytest.fixture
async def people(asker: Asker, events: Events) -> Asker:
    """ann-1 to ann-5 by events, then bob with Ann's name, ANN by email."""
    await asker.record(*(events("TAGGED", contact=f"ann-{number}", tag="x") for number in range(1, 6)))
    contacts = [{"key": "bob", "name": "Ann Boleyn"}, {"key": "cid", "email": "ANN@example.org"}]
    await asker.ask(UPSERT, contacts=contacts)
    return asker


async def test_search_is_by_the_start_of_key_email_or_name_without_case_newest_first(people: Asker):
    found = await search(people, "aNN")
    assert keys(found) == ["cid", "bob", "ann-5", "ann-4", "ann-3", "ann-2", "ann-1"]
    assert found["totalCount"] == 7
    assert (found["pageInfo"]["hasNextPage"], found["pageInfo"]["hasPreviousPage"]) == (False, False)
    assert keys(await search(people, "ann b")) == ["bob"]
    assert keys(await search(people, "ANN-3")) == ["ann-3"]
    nobody = await search(people, "nn")
    page = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    assert nobody == {"totalCount": 0, "pageInfo": page, "edges": []}


async def test_pages_of_a_search_know_the_whole_and_what_is_on_either_side(people: Asker):
    first = await search(people, "ann", first=3)
    after = first["pageInfo"]["endCursor"]
    second = await search(people, "ann", first=3, after=after)
    last = await search(people, "ann", last=3)
    middle = await search(people, "ann", last=2, before=last["pageInfo"]["startCursor"])
    assert [keys(page) for page in (first, second, last, middle)] == [
        ["cid", "bob", "ann-5"],
        ["ann-4", "ann-3", "ann-2"],
        ["ann-3", "ann-2", "ann-1"],
        ["ann-5", "ann-4"],
    ]
    flags = [
        (page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"])
        for page in (first, second, last, middle)
    ]
    assert flags == [(False, True), (True, True), (True, False), (True, True)]
    assert {page["totalCount"] for page in (first, second, last, middle)} == {7}
    assert (await search(people, "ann", first=0))["totalCount"] == 7


async def test_a_contact_is_found_as_soon_as_it_is_acknowledged(asker: Asker, events: Events):
    for number in range(20):
        await asker.record(events("TAGGED", contact=f"new-{number}", tag="x"))
        assert keys(await search(asker, f"new-{number}")) == [f"new-{number}"]


@pytest.mark.parametrize("text", ["", "a\0", "\0", "a" * 255])
async def test_what_is_no_search_text_is_refused(people: Asker, text: str):
    answer = await people.answer(SEARCH, search=text)
    assert answer["data"] == {"contacts": None}
    [error] = answer["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": "search", "rule": RULE}


async def test_the_longest_text_and_any_characters_are_searched(people: Asker):
    longest = "ß" * 254
    await people.ask(UPSERT, contacts=[{"key": "long", "name": longest}, {"key": "\U0010ffff"}])
    assert keys(await search(people, longest)) == ["long"]
    assert keys(await search(people, "S" * 254)) == ["long"]
    assert keys(await search(people, "\U0010ffff")) == ["\U0010ffff"]
    assert keys(await search(people, "^a.*")) == []


async def test_a_bad_page_of_a_search_is_refused(people: Asker):
    for arguments, argument in (
        ({"first": 501}, "first"),
        ({"last": -1}, "last"),
        ({"first": 1, "last": 1}, "last"),
        ({"after": "x"}, "after"),
        ({"before": people.account.id}, "before"),
    ):
        assert (await people.refusal(SEARCH, search="ann", **arguments))["argument"] == argument


async def test_search_is_a_right_of_readers_and_sees_their_account_only(people: Asker):
    assert (await people.of(Role.INGEST).refusal(SEARCH, search="ann")) == {"code": "FORBIDDEN"}
    assert (await search(people.of(Role.VIEWER), "ann"))["totalCount"] == 7
    assert (await search(await people.stranger(), "ann"))["totalCount"] == 0
