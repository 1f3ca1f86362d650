"""graphql-core's "Did you mean …?", mended for names that are longer in lower case, such as "İ".

Its rows have room for the name as it was sent, but hold it in lower case (3.3.2): an IndexError for whoever
sends such a value for an enum, or such a field in a variable.
"""

from importlib import import_module
from typing import Final

from graphql.pyutils.suggestion_list import LexicalDistance

_MODULE: Final = "graphql.pyutils.suggestion_list"
"As an attribute of its package this is the function of the same name."


class _Distance(LexicalDistance):
    def __init__(self, input_: str) -> None:
        super().__init__(input_)
        self._rows = [[0] * (len(self._input_list) + 1) for _ in self._rows]


def mend_suggestions() -> None:
    """Once, before anything is asked."""
    import_module(_MODULE).LexicalDistance = _Distance  # type: ignore[attr-defined]  # of a module
