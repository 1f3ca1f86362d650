"""A board as a table, and an update as a line of text. No I/O."""

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from server.watching.board import Board, Row, Update

NUMBERS = ("Reached", "Here", "Were here", "Achieved", "Rate", "Sent", "Open", "Click")
WIDTH = 6
"""Characters every number has room for."""
ABSENT = ""
UNKNOWN = "–"
"""A rate whose denominator is 0."""


def table(board: Board) -> Table:
    """The whole board, a row per element in map order."""
    shown = Table(  # no lines and little padding: the demo's map fits a terminal of 24 lines
        box=None,
        collapse_padding=True,
        pad_edge=False,
        title=f"{escape(board.name)}: {board.cohort:,} contacts",
        caption=f"version {board.version}, {board.as_of}" if board.as_of else "waiting for the first numbers",
    )
    shown.add_column("Kind", style="dim")
    shown.add_column("Element")
    for heading in NUMBERS:
        shown.add_column(heading, justify="right", no_wrap=True, min_width=max(len(heading), WIDTH))
    for row in board.rows.values():
        shown.add_row(_name(row.element.kind), _name(row.element.name), *numbers(row))
    return shown


def _name(text: str) -> Text:
    """A name that is cut where the numbers need its room, and stays one line."""
    return Text(text, no_wrap=True, overflow="ellipsis")


def numbers(row: Row) -> tuple[str, ...]:
    """The row's cells after kind and name; blank where a number does not apply to the kind."""
    goal, mail = row.achieved, row.message
    return (
        f"{row.reached.count:,}",
        f"{row.here_now.count:,}",
        f"{row.were_here.count:,}",
        ABSENT if goal is None else f"{goal.count:,}",
        ABSENT if goal is None else percent(row.conversion_rate),
        ABSENT if mail is None else f"{mail.sent.count:,}",
        ABSENT if mail is None else percent(mail.open_rate),
        ABSENT if mail is None else percent(mail.click_rate),
    )


def percent(rate: float | None) -> str:
    """A fraction for people."""
    return UNKNOWN if rate is None else f"{rate:.1%}"


def line(update: Update) -> str:
    """One update in one line, for logs and pipes."""
    kind = "snapshot" if update.snapshot else "update"
    rows = [f"{row.element.key} {_counts(row)}" for row in update.changed.elements]
    return " | ".join([f"{update.as_of} {kind} contacts={update.cohort.count}", *rows])


def _counts(row: Row) -> str:
    counts = f"reached={row.reached.count} here={row.here_now.count} were={row.were_here.count}"
    return counts if row.achieved is None else f"{counts} achieved={row.achieved.count}"
