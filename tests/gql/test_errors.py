"""Every error has a code of the contract, and tells no more than it should."""

import logging

import pytest
from graphql import GraphQLError

from gql.errors import presented
from measure.errors import ErrorCode, Refused
from tests.gql.conftest import RECORD, Asker, Events

REPORT = 'query ($f: ReportFilter) { automationByKey(key: "worked") { report(filter: $f) { version } } }'


async def errors(asker: Asker, query: str, **variables: object):
    answer = await asker.answer(query, **variables)
    assert answer["data"] is None
    return [error["extensions"] for error in answer["errors"]]


async def test_what_cannot_be_parsed_is_told_so(asker: Asker):
    assert await errors(asker, "{ viewer {") == [{"code": "GRAPHQL_PARSE_FAILED"}]


@pytest.mark.parametrize("query", ["{ nothing }", "query ($x: Int) { viewer { role } }", "{ node { id } }"])
async def test_what_does_not_fit_the_schema_is_told_so(asker: Asker, query: str):
    assert await errors(asker, query) == [{"code": "GRAPHQL_VALIDATION_FAILED"}]


async def test_of_several_operations_one_has_to_be_named(asker: Asker):
    refused = await asker.refusal("query A { viewer { role } } query B { viewer { role } }")
    assert refused["code"] == "GRAPHQL_VALIDATION_FAILED"


async def test_a_refused_variable_names_its_argument(asker: Asker):
    assert await errors(asker, REPORT, f={"group": []}) == [
        {
            "code": "BAD_USER_INPUT",
            "argument": "filter.group",
            "rule": "ID cannot represent value: []",
        }
    ]
    [unknown] = await errors(asker, REPORT, f={"colour": "red"})
    assert (unknown["code"], unknown["argument"]) == ("BAD_USER_INPUT", "filter.colour")


async def test_a_value_that_is_longer_in_lower_case_is_refused_like_any_other(asker: Asker):
    [unknown] = await errors(asker, REPORT, f={"İab": "red"})
    assert (unknown["code"], unknown["argument"]) == ("BAD_USER_INPUT", "filter.İab")
    [literal] = await errors(asker, '{ automations(status: "İab") { totalCount } }')
    assert literal == {"code": "GRAPHQL_VALIDATION_FAILED"}


async def test_every_refused_value_of_a_list_names_its_place(asker: Asker, events: Events):
    sent = [events("TAGGED", tag="x"), events("DANCED"), events("TAGGED", at="2026-03-01T09:00:00"),
            events("PURCHASED", amount="1e3"), {"type": "TAGGED", "at": "2026-03-01T09:00:00Z"}]  # fmt: skip
    refused = await errors(asker, RECORD, events=sent)
    assert [(each["code"], each["argument"]) for each in refused] == [
        ("BAD_USER_INPUT", "events.1.type"),
        ("BAD_USER_INPUT", "events.2.at"),
        ("BAD_USER_INPUT", "events.3.amount"),
        ("BAD_USER_INPUT", "events.4.id"),
    ]
    assert refused[1]["rule"] == (
        'must be RFC 3339 with an offset such as 2026-03-01T09:00:00Z, not "2026-03-01T09:00:00"'
    )


async def test_a_variable_inside_an_object_names_the_whole_path(asker: Asker):
    query = 'query ($g: ID) { automationByKey(key: "x") { report(filter: {group: $g}) { version } } }'
    [refused] = await errors(asker, query, g=[])
    assert refused["argument"] == "filter.group"


async def test_null_by_a_variable_where_none_may_be_is_bad_input(asker: Asker):
    query = """mutation ($exit: Boolean) {
        saveAutomation(input: {key: "a", name: "A", connectors: [], %s}) { __typename } }"""
    drawn = query % 'elements: [{key: "e", kind: END, name: "E", exit: $exit}]'
    [refused] = await errors(asker, drawn, exit=None)
    assert (refused["code"], refused["argument"]) == ("BAD_USER_INPUT", "input.elements.0.exit")


async def test_null_by_a_variable_for_an_argument_with_a_default_is_bad_input(asker: Asker, worked: str):
    query = 'query ($b: Boolean) { automationByKey(key: "worked") { elements(includeRemoved: $b) { key } } }'
    refused = await asker.refusal(query, b=None)
    assert (refused["code"], refused["argument"]) == ("BAD_USER_INPUT", "includeRemoved")


async def test_a_missing_variable_is_bad_input(asker: Asker):
    [refused] = await errors(asker, "query ($key: String!) { automationByKey(key: $key) { id } }")
    assert (refused["code"], refused["argument"]) == ("BAD_USER_INPUT", "key")


async def test_a_refusal_leaves_the_rest_of_the_answer(asker: Asker, worked: str):
    answer = await asker.answer(
        '{ automationByKey(key: "worked") { version report(filter: {group: "x"}) { version } } }'
    )
    assert answer["data"] == {"automationByKey": {"version": 1, "report": None}}
    assert answer["errors"][0]["path"] == ["automationByKey", "report"]
    assert answer["errors"][0]["message"] == "filter.group: is not the id of a group of this account"


def test_the_unexpected_is_neutral_outside_and_whole_in_the_log(caplog: pytest.LogCaptureFixture):
    try:
        raise ValueError("secret")
    except ValueError as error:
        unexpected = GraphQLError("secret", path=["viewer"], original_error=error)
    with caplog.at_level(logging.ERROR):
        shown = presented(unexpected, None)
    assert shown.formatted == {
        "message": "something went wrong on our side; try again",
        "path": ["viewer"],
        "extensions": {"code": "INTERNAL"},
    }
    assert "ValueError: secret" in caplog.text


def test_what_a_refusal_carries_goes_along():
    refused = Refused(ErrorCode.TEMPORARILY_UNAVAILABLE, "no primary", retryAfter=1)
    shown = presented(GraphQLError("no primary", path=["viewer"], original_error=refused), None)
    assert shown.extensions == {"code": "TEMPORARILY_UNAVAILABLE", "retryAfter": 1}
    assert presented(shown, None) is shown
