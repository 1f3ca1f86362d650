"""What an answer may cost: how many objects it may hold, told from the document and its variables.

An object costs 1, and so does each item of a list of objects, with all that is asked of it; a leaf costs
nothing. A page costs its size, whoever is on it. Fields of one name that GraphQL merges are counted each,
and so are fragments on several types, of which an object is only one: the cost is never below what is sent.

It is the type complexity of A. Cha et al., "A Principled Approach to GraphQL Query Cost Analysis", ESEC/FSE
2020, with pages and assumed lengths for their list sizes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

ASSUMED = 20
"Items of a list without pages, as long as nobody knows better."

Variables = Mapping[str, object]
Count = Callable[[Variables], int]


class Many(Enum):
    """How many objects a field answers.

    COUNTED: by its `count`. OF_PAGE: as many as the page has that it stands on. UNPAGED: nobody can tell
    beforehand. OF_MAP: likewise, one for each element or connector of a map.
    """

    COUNTED = auto()
    OF_PAGE = auto()
    UNPAGED = auto()
    OF_MAP = auto()


@dataclass(frozen=True, slots=True)
class Condition:
    """`@include(if: $variable)`, or `@skip`, for which `wanted` is False."""

    variable: str
    wanted: bool

    def holds(self, variables: Variables) -> bool:
        return bool(variables.get(self.variable)) is self.wanted


def one(_: Variables) -> int:
    return 1


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A field that answers objects. `page` is the size of the page that its selection is on."""

    selection: "Selection"
    conditions: Sequence[Condition] = ()
    many: Many = Many.COUNTED
    count: Count = one
    page: Count = one
    assumed: int = ASSUMED


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """A fragment that is named, or has conditions."""

    selection: "Selection"
    conditions: Sequence[Condition] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """What is asked of an object, leaves left out."""

    fields: Sequence[Field] = ()
    spreads: Sequence[Spread] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """What an operation asks. `unpaged` has the fields that answer lists without pages, by keys of theirs."""

    selection: Selection
    defaults: Variables = field(default_factory=dict)
    unpaged: Mapping[int, Field] = field(default_factory=dict)


class Prices:
    """What selections of one operation cost with `variables`; each is worked out once."""

    def __init__(self, variables: Variables, items_of_map: int = ASSUMED) -> None:
        """`items_of_map`: for how long the lists of a map are taken."""
        self._variables = variables
        self._items_of_map = items_of_map
        self._known: dict[Selection, tuple[int, int]] = {}

    def of(self, selection: Selection) -> int:
        """All that is asked of an object; not the object itself."""
        return self._of(selection)[0]

    def each(self, field: Field) -> int:
        """One object that `field` answers, with all that is asked of it."""
        fixed, on_page = self._of(field.selection)
        return 1 + fixed + (on_page * field.page(self._variables) if on_page else 0)

    def _of(self, selection: Selection) -> tuple[int, int]:
        """And, second, what of it there is for each item of the page that it stands on."""
        known = self._known.get(selection)
        if known is None:
            known = self._known[selection] = self._counted(selection)
        return known

    def _counted(self, selection: Selection) -> tuple[int, int]:
        fixed = on_page = 0
        for asked in selection.fields:
            if asked.conditions and not self._included(asked):
                continue
            if asked.many is Many.OF_PAGE:
                on_page += self.each(asked)
            else:
                fixed += self.each(asked) * self._length(asked)
        for spread in selection.spreads:
            if self._included(spread):
                more, more_on_page = self._of(spread.selection)
                fixed, on_page = fixed + more, on_page + more_on_page
        return fixed, on_page

    def _length(self, asked: Field) -> int:
        match asked.many:
            case Many.COUNTED:
                return asked.count(self._variables)
            case Many.OF_MAP:
                return self._items_of_map
        return asked.assumed

    def _included(self, asked: Field | Spread) -> bool:
        return all(condition.holds(self._variables) for condition in asked.conditions)
