"""The examples on our pages: queries, and the tables that show what was answered."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

QUERY = re.compile(r"^```graphql\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
ANSWER = re.compile(r"(?:\n*(?:\|.*\n)+)*")
"Tables that stand below a query, with nothing between."
NAME = re.compile(r"`(\w+)`")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one list of an answer, cells by the column's field; `$name` is a variable it was asked with.

    `list` is the list's name; the column of that name shows the first field that was asked for.
    """

    list: str
    rows: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Example:
    query: str
    answer: tuple[Table, ...]


def examples(page: Path) -> list[Example]:
    """The page's queries, and the answers below them."""
    _, *parts = QUERY.split(page.read_text())
    return [
        Example(query, tuple(_tables(after))) for query, after in zip(parts[::2], parts[1::2], strict=True)
    ]


def shown_rows(page: Path) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Each row that the page shows: its query, the name of its list, and its cells."""
    for example in examples(page):
        for table in example.answer:
            yield from ((example.query, table.list, row) for row in table.rows)


def variables(row: Mapping[str, str], ids: Mapping[str, str]) -> dict[str, Any]:
    """What a row was asked with: JSON, or the id of a name; and every id under its own name."""
    asked = {column[1:]: cell for column, cell in row.items() if column.startswith("$")}
    return {**ids, **{name: ids[cell] if cell in ids else json.loads(cell) for name, cell in asked.items()}}


def is_shown_in(answer: Any, name: str, row: Mapping[str, str], ids: Mapping[str, str]) -> bool:
    """Whether one of the rows of the answer's list `name` looks as `row` does."""
    names = {identifier: name for name, identifier in ids.items()}
    expected = {column: cell for column, cell in row.items() if not column.startswith("$")}
    for found in _rows(answer, name):
        fields = {name: next(iter(found.values())), **found}
        if {column: shown(fields[column], names) for column in expected} == expected:
            return True
    return False


def shown(value: Any, names: Mapping[str, str]) -> str:
    """As a table shows it: an object of one field as that field, an id by its name."""
    if isinstance(value, dict):
        [only] = value.values()
        return shown(only, names)
    if isinstance(value, list):
        return ", ".join(shown(each, names) for each in value)
    return names.get(value, value) if isinstance(value, str) else json.dumps(value)


def _tables(after: str) -> Iterator[Table]:
    """The tables that begin right below a query and name a list in their header."""
    below = ANSWER.match(after)
    for block in below[0].strip().split("\n\n") if below and below[0] else ():
        header, _, *rows = ([cell.strip() for cell in line.split(" | ")] for line in _lines(block))
        if named := [name[1] for cell in header if (name := NAME.fullmatch(cell))]:
            columns = [cell.strip("`") for cell in header]
            cells = ((cell.strip("`") for cell in row) for row in rows)
            yield Table(named[0], tuple(dict(zip(columns, row, strict=True)) for row in cells))


def _lines(block: str) -> list[str]:
    return [line.removeprefix("| ").removesuffix(" |") for line in block.splitlines()]


def _rows(answer: Any, name: str) -> list[dict[str, Any]]:
    """The rows of that name, wherever they are in the answer; an object is a list of one."""
    if not isinstance(answer, dict):
        return []
    if name in answer:
        return answer[name] if isinstance(answer[name], list) else [answer[name]]
    return [row for value in answer.values() for row in _rows(value, name)]
