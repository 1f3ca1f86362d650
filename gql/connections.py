"""What all connections share: https://relay.dev/graphql/connections.htm"""

from collections.abc import Sequence

import strawberry

from gql.arguments import given
from measure.paging import Window


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None

    @classmethod
    def of(cls, cursors: Sequence[str], *, has_previous: bool, has_next: bool) -> "PageInfo":
        """Of a page with these cursors, in order."""
        return cls(
            has_next_page=has_next,
            has_previous_page=has_previous,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        )


def window(
    first: int | None, after: str | None, last: int | None, before: str | None, *, most: int
) -> Window:
    """The arguments of a connection, checked; raises Refused (BAD_USER_INPUT)."""
    return Window.of(given(first), given(after), given(last), given(before), most)
