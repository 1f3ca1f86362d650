"""What a subject found: a table for people that is Markdown too, records for machines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.box import MARKDOWN
from rich.table import Table

Cell = str | int | float
Record = Mapping[str, Cell]
"Figures by column; a column's name says the unit."


@dataclass(frozen=True, slots=True)
class Result:
    """Figures that belong together; all records have the same columns."""

    title: str
    records: Sequence[Record]

    def table(self) -> Table:
        shown = Table(box=MARKDOWN)
        for name in self.records[0]:
            shown.add_column(name, justify="right")
        for record in self.records:
            shown.add_row(*map(_shown, record.values()))
        return shown


def _shown(cell: Cell) -> str:
    """Three digits of a fraction, and no more than whole numbers from 100 on."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int) or cell >= 100:
        return f"{cell:,.0f}"
    return f"{cell:.1f}" if cell >= 10 else f"{cell:.2f}" if cell >= 1 else f"{cell:.3f}"
