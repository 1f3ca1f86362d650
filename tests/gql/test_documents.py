"""Documents that are kept are answered like any other."""

import pytest

from gql.documents import LARGEST_KEPT, _kept
from tests.gql.conftest import Asker


@pytest.mark.parametrize("padding", [0, LARGEST_KEPT])
@pytest.mark.parametrize(
    ("query", "code"),
    [("{ viewer {", "GRAPHQL_PARSE_FAILED"), ("{ nothing }", "GRAPHQL_VALIDATION_FAILED")],
)
async def test_a_wrong_document_is_refused_each_time(asker: Asker, query: str, code: str, padding: int):
    first, second = [await asker.answer(query + " " * padding) for _ in range(2)]
    assert first == second
    assert first["errors"][0]["extensions"] == {"code": code}


async def test_variables_are_read_anew_each_time(asker: Asker):
    query = "query ($key: String!) { automationByKey(key: $key) { id } }"
    assert await asker.ask(query, key="x") == {"automationByKey": None}
    assert (await asker.refusal(query, key=1))["argument"] == "key"
    assert await asker.ask(query, key="y") == {"automationByKey": None}


async def test_a_large_document_is_not_kept(asker: Asker):
    kept = _kept.cache_info().currsize
    query = "{ viewer { role } }" + " " * LARGEST_KEPT
    assert await asker.ask(query) == {"viewer": {"role": "ADMIN"}}
    assert _kept.cache_info().currsize == kept
