"""https://graphql.github.io/graphql-over-http/draft/"""

import json
from collections.abc import Mapping
from dataclasses import replace

import httpx

from server.media_types import GRAPHQL_RESPONSE, JSON
from server.settings import Settings
from tests.acceptance.tenant import Tenant
from tests.serving import Json, Server, serving

QUERY = "{ __typename }"
ANSWER = {"data": {"__typename": "Query"}, "extensions": {"cost": {"requested": 0, "limit": 2_000_000}}}
SAVE = (
    'mutation { saveAutomation(input: {key: "a", name: "A", elements: [], connectors: []}) { __typename } }'
)
WATCH = 'subscription { mapUpdates(automation: "x") { revision } }'
ORIGIN = "https://app.example.org"
NOTHING_ASKED = "query, documentId or extensions.persistedQuery must be given"
NOT_JSON = "is not JSON: unexpected end of data: line 1 column 2 (char 1)"


async def post(server: Server, body: str, **more: str) -> httpx.Response:
    headers = {**server.bearer(), "Content-Type": "application/json", **more}
    return await server.http.post("/graphql", content=body, headers=headers)


async def get(server: Server, headers: Mapping[str, str] = {}, **parameters: str) -> httpx.Response:
    return await server.http.get("/graphql", params=parameters, headers={**server.bearer(), **headers})


def bad_input(argument: str, rule: str) -> Json:
    extensions = {"code": "BAD_USER_INPUT", "argument": argument, "rule": rule}
    return {"message": f"{argument}: {rule}", "extensions": extensions}


def no_request(reason: str) -> Json:
    return bad_input("request", f"not a GraphQL request: {reason}")


async def test_a_query_is_answered_by_post_and_get_in_what_the_client_takes(server: Server):
    variables = "query Q($show: Boolean!) { __typename @include(if: $show) }"
    for accept in (JSON, GRAPHQL_RESPONSE):
        for answer in (
            await post(server, json.dumps({"query": QUERY}), Accept=accept),
            await post(
                server, json.dumps({"query": QUERY, "variables": None, "extensions": None}), Accept=accept
            ),
            await get(server, {"Accept": accept}, query=QUERY, operationName="", variables=""),
            await get(
                server, {"Accept": accept}, query=variables, operationName="Q", variables='{"show":true}'
            ),
        ):
            assert (answer.status_code, answer.json()) == (200, ANSWER)
            assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
    unsaid = await server.http.post("/graphql", json={"query": QUERY}, headers=server.bearer())
    assert unsaid.headers["content-type"] == f"{JSON}; charset=utf-8"


async def test_a_request_that_cannot_be_executed_is_an_error_to_those_who_know_graphql_responses(
    server: Server,
):
    """A client of old is answered with 200; `data` is not even null, since no field was asked."""
    nobody = "query ($id: ID!) { node(id: $id) { id } }"
    for request, code in (
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": ""}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ noSuchField }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": nobody, "variables": {"id": None}}, "BAD_USER_INPUT"),
        ({"query": "query A { __typename }", "operationName": "B"}, "BAD_USER_INPUT"),
        ({"query": f"query A {QUERY} query B {QUERY}"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": f"mutation A {QUERY} query B {QUERY}"}, "BAD_USER_INPUT"),
    ):
        for accept, status in ((GRAPHQL_RESPONSE, 400), (JSON, 200)):
            answer = await post(server, json.dumps(request), Accept=accept)
            assert (answer.status_code, answer.headers["content-type"]) == (
                status,
                f"{accept}; charset=utf-8",
            )
            assert "data" not in answer.json(), request
            assert answer.json()["errors"][0]["extensions"]["code"] == code


async def test_an_error_of_a_field_leaves_the_rest_of_the_answer(server: Server):
    request = {"query": '{ viewer { role } contacts(search: "") { totalCount } }'}
    for accept in (GRAPHQL_RESPONSE, JSON):
        answer = await post(server, json.dumps(request), Accept=accept)
        assert answer.status_code == 200
        assert answer.json()["data"] == {"viewer": {"role": "ADMIN"}, "contacts": None}


async def test_what_is_no_graphql_request_is_told_so(server: Server):
    for body, refused in (
        ("{", bad_input("request", NOT_JSON)),
        ("1", no_request("Expected `object`, got `int`")),
        ("null", no_request("Expected `object`, got `null`")),
        (f"[{json.dumps({'query': QUERY})}]", no_request("Expected `object`, got `array`")),
        ("{}", no_request(NOTHING_ASKED)),
        ('{"query": 1}', no_request("Expected `str | null`, got `int` - at `$.query`")),
        (
            '{"query": "{ a }", "variables": []}',
            no_request("Expected `object | null`, got `array` - at `$.variables`"),
        ),
        (
            '{"query": "{ a }", "operationName": {}}',
            no_request("Expected `str | null`, got `object` - at `$.operationName`"),
        ),
    ):
        for accept in (GRAPHQL_RESPONSE, JSON):
            answer = await post(server, body, Accept=accept)
            assert (answer.status_code, answer.json()) == (400, {"errors": [refused]})
            assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
    for body in ("", "[" * 100_000, '{"query": "\\ud800"}'):
        answer = await post(server, body)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["argument"]) == (400, "request")


async def test_parameters_of_a_get_are_checked(server: Server):
    for query, refused in (
        ("", no_request(NOTHING_ASKED)),
        ("query=", no_request(NOTHING_ASKED)),
        ("query={a}&query={b}", bad_input("query", "is given twice")),
        ("query=%ff", bad_input("request", "the query of the URL is not UTF-8")),
        ("query={a}&variables={", bad_input("variables", NOT_JSON)),
        (
            "query={a}&extensions=1",
            no_request("Expected `object | null`, got `int` - at `$.extensions`"),
        ),
    ):
        answer = await server.http.get(f"/graphql?{query}", headers=server.bearer())
        assert (answer.status_code, answer.json()) == (400, {"errors": [refused]})


async def test_a_get_changes_nothing(server: Server):
    for headers in ({}, {"Accept": "text/event-stream"}):
        answer = await get(server, headers, query=SAVE)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
        assert answer.json()["errors"] == [bad_input("query", "a mutation needs POST")]
    several = await get(server, query=f"{SAVE.replace('mutation', 'mutation A')} query B {QUERY}")
    assert several.json()["errors"][0]["extensions"]["argument"] == "operationName"
    counted = await server.graphql("{ automations { totalCount } }")
    assert counted["data"] == {"automations": {"totalCount": 0}}


async def test_what_a_page_may_post_unasked_is_not_taken(server: Server):
    """https://fetch.spec.whatwg.org/#cors-safelisted-request-header"""
    body = json.dumps({"query": SAVE})
    for content_type in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        answer = await post(server, body, **{"Content-Type": content_type})
        assert (answer.status_code, answer.headers["accept"]) == (415, JSON)
        rule = f'must be application/json in UTF-8, not "{content_type}"'
        assert answer.json()["errors"] == [bad_input("content-type", rule)]
    assert (await server.http.post("/graphql", content=body, headers=server.bearer())).status_code == 415


async def test_a_client_that_takes_nothing_we_have_is_told_so(server: Server):
    answer = await post(server, json.dumps({"query": QUERY}), Accept="text/html")
    assert (answer.status_code, answer.headers["content-type"]) == (406, f"{JSON}; charset=utf-8")
    rule = "must take application/graphql-response+json or application/json"
    assert answer.json()["errors"] == [bad_input("accept", rule)]


async def test_other_methods_are_refused(server: Server):
    answer = await server.http.put("/graphql", json={"query": QUERY}, headers=server.bearer())
    assert (answer.status_code, sorted(answer.headers["allow"].split(", "))) == (405, ["GET", "HEAD", "POST"])


async def test_who_is_unknown_is_refused_in_graphql(server: Server):
    answer = await get(server, {"Accept": GRAPHQL_RESPONSE, **server.bearer("nobody")}, query=QUERY)
    assert (answer.status_code, answer.headers["content-type"]) == (401, f"{GRAPHQL_RESPONSE}; charset=utf-8")
    assert answer.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_a_subscription_needs_a_stream(server: Server):
    rule = "subscriptions need a WebSocket that speaks graphql-transport-ws, or accept: text/event-stream"
    for answer in (await post(server, json.dumps({"query": WATCH})), await get(server, query=WATCH)):
        assert (answer.status_code, answer.json()) == (400, {"errors": [bad_input("query", rule)]})


async def test_a_body_over_the_limit_is_refused(server: Server):
    answer = await post(server, json.dumps({"query": QUERY}).ljust(2 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"] == {
        "code": "LIMIT_EXCEEDED",
        "limit": "bytes of a body",
        "value": 2 * 1024 * 1024 + 1,
        "most": 2 * 1024 * 1024,
        "setting": "FOOTFALL_MAX_QUERY_BYTES",
    }


# Validators


async def test_a_client_that_has_the_answer_is_not_sent_it_again(settings: Settings):
    async with serving(replace(settings, allowed_origins=(ORIGIN,))) as server:
        tenant = Tenant(server, server.key)
        automation = await tenant.save({"key": "a", "name": "A", "elements": [], "connectors": []})
        query = f'{{ automation(id: "{automation}") {{ name }} }}'
        first = await get(server, query=query)
        tag = first.headers["etag"]
        assert first.headers["cache-control"] == "private, no-cache"
        for known in (tag, f'"other", W/{tag}', "*"):
            again = await get(server, {"If-None-Match": known, "Origin": ORIGIN}, query=query)
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
            assert again.headers["vary"] == "Authorization, Accept, Origin"
        await tenant.save({"key": "a", "name": "B", "elements": [], "connectors": []})
        changed = await get(server, {"If-None-Match": tag}, query=query)
        assert (changed.status_code, changed.json()["data"]) == (200, {"automation": {"name": "B"}})
        assert changed.headers["etag"] != tag


async def test_only_a_query_without_errors_has_a_validator(server: Server):
    failing = await get(server, query='{ contacts(search: "") { totalCount } }')
    for answer in (failing, await get(server, query="{"), await post(server, json.dumps({"query": QUERY}))):
        assert "etag" not in answer.headers
