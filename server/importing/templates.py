"""Texts with `{names}` in them, filled in row by row. No expressions."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from server.errors import UserError


class MissingColumnError(Exception):
    """A row lacks a column that a template names."""


@dataclass(frozen=True, slots=True)
class Template:
    """Literal texts, each followed by the value of a name (the last one perhaps by none)."""

    parts: tuple[tuple[str, str | None], ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for _, name in self.parts if name is not None)

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with every name replaced by its value.

        Raises:
            MissingColumnError: `values` lacks one of the names.
        """
        try:
            return "".join(text if name is None else text + values[name] for text, name in self.parts)
        except KeyError as missing:
            raise MissingColumnError(missing.args[0]) from missing


def template(text: str, where: str) -> Template:
    """Reads a text such as `hillstrom-{row}`; `{{` and `}}` stand for braces. `where` is for the error.

    Raises:
        UserError: braces that do not pair, or more than a name between them.
    """
    try:
        pieces = list(Formatter().parse(text))
    except ValueError as bad:
        raise UserError(f'{where}: "{text}" is no template ({bad}); write {{{{ for a brace.') from bad
    for _, name, form, conversion in pieces:
        if name is not None and (not name or form or conversion):
            raise UserError(
                f'{where}: "{text}" may hold nothing but {{column}}, {{row}} and {{file}} in braces.'
            )
    return Template(tuple((literal, name) for literal, name, _, _ in pieces))
