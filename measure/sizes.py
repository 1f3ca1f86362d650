"""How many objects arguments ask for, as literals or variables say.

It counts as nothing to ask for more than `most`: the field itself refuses that.
"""

from dataclasses import dataclass

from measure.cost import Variables
from measure.paging import DEFAULT_PAGE

Asked = int | str | None
"A number, the name of the variable that gives it, or nothing."


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a connection."""

    first: Asked
    last: Asked
    most: int

    def __call__(self, variables: Variables) -> int:
        sizes = [_number(asked, variables) for asked in (self.first, self.last)]
        given = [size for size in sizes if size is not None]
        return _allowed(max(given, default=DEFAULT_PAGE), self.most)


@dataclass(frozen=True, slots=True)
class Rows:
    """The `first` largest rows, and one more."""

    first: Asked
    most: int

    def __call__(self, variables: Variables) -> int:
        first = _allowed(_number(self.first, variables) or 0, self.most)
        return first + 1 if first else 0


@dataclass(frozen=True, slots=True)
class Listed:
    """One for each item of a list."""

    items: Asked
    most: int

    def __call__(self, variables: Variables) -> int:
        return _allowed(_items(self.items, variables), self.most)


@dataclass(frozen=True, slots=True)
class Combined:
    """One for each way to be in some of the items of a list."""

    items: Asked
    most: int

    def __call__(self, variables: Variables) -> int:
        return (1 << _allowed(_items(self.items, variables), self.most)) - 1


def _allowed(asked: int, most: int) -> int:
    return asked if 0 <= asked <= most else 0


def _number(asked: Asked, variables: Variables) -> int | None:
    """None also for a value of another type: it is refused when variables are read."""
    value: object = variables.get(asked) if isinstance(asked, str) else asked
    return int(value) if isinstance(value, int) or (isinstance(value, float) and value.is_integer()) else None


def _items(asked: Asked, variables: Variables) -> int:
    value: object = variables.get(asked) if isinstance(asked, str) else asked
    if isinstance(value, list):
        return len(value)
    if isinstance(asked, str):
        return 0 if value is None else 1  # GraphQL makes a list of a single value
    return value if isinstance(value, int) else 0
