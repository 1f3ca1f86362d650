"""graphql-core's parser, which leaves no garbage that only Python's seldom look at all objects would find."""

from graphql import DocumentNode, Lexer, Source, Token
from graphql.language.parser import Parser, nested_too_deeply_error


def parsed(query: str, most_tokens: int) -> DocumentNode:
    """As `graphql.parse`; what it makes goes as soon as nobody uses it.

    Tokens know their neighbours, for the parser alone: a circle of all that a document has. Those of clients
    that send another one each time would fill memory until the next look (`server/garbage.py`).

    Raises GraphQLSyntaxError, also when it has too many tokens.
    """
    lexer = Lexer(Source(query))
    first = lexer.token
    parser = Parser(lexer.source, max_tokens=most_tokens, lexer=lexer)
    try:
        return parser.parse_document()
    except RecursionError:
        pass
    finally:
        _part(first)
    raise nested_too_deeply_error(parser)


def _part(token: Token | None) -> None:
    while token is not None:
        following = token.next
        token.prev = token.next = None
        token = following
