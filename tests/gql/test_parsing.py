import gc
from collections.abc import Iterator
from contextlib import suppress

import pytest
from graphql import GraphQLSyntaxError, Token, parse, print_ast

from gql.parsing import parsed

QUERY = "query A($b: ID) { c(d: [$b, 1]) { ...E } } # and a comment\nfragment E on F { g }"


@pytest.fixture
def no_looks() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_a_document_is_what_graphql_core_makes_of_it():
    document = parsed(QUERY, 100)
    assert document == parse(QUERY)
    assert print_ast(document) == print_ast(parse(QUERY))
    assert [part.loc and part.loc.start_token.line for part in document.definitions] == [1, 2]


@pytest.mark.parametrize(
    ("query", "message"), [("{ a", "Expected Name, found <EOF>"), ("{ a b }", "more than 3 tokens")]
)
def test_what_is_no_document_is_refused(query: str, message: str):
    with pytest.raises(GraphQLSyntaxError, match=message):
        parsed(query, 3)


def test_what_is_nested_too_deeply_is_refused():
    with pytest.raises(GraphQLSyntaxError, match="nested too deeply"):
        parsed("{ a(b: " + "[" * 10_000, 20_000)


def tokens() -> int:
    """How many there are, of all documents."""
    return sum(type(kept) is Token for kept in gc.get_objects())


@pytest.mark.usefixtures("no_looks")
def test_nothing_is_left_for_the_collector_to_find():
    before = tokens()
    parsed(QUERY, 100)
    with suppress(GraphQLSyntaxError):
        parsed(QUERY + "}", 100)
    assert tokens() == before
