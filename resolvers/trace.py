"""The request that is being answered, as whatever runs for it knows it: tasks that it starts inherit it."""

from collections import Counter
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Counts:
    """What one process was asked and answered."""

    errors: Counter[str] = field(default_factory=Counter)
    "By code, as clients were told."
    operations: Counter[tuple[str, str]] = field(default_factory=Counter)
    "By type (query, mutation, subscription, unknown) and transport (http, sse, ws)."


@dataclass(frozen=True, slots=True)
class Trace:
    """One HTTP request or socket; its answer has the `id`, and so has all that is logged for it."""

    id: str
    counts: Counts


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def begin(trace: Trace) -> None:
    """What this task does from now on is done for `trace`."""
    _current.set(trace)


def request_id() -> str | None:
    """Whose request is being answered; None outside of one."""
    trace = _current.get()
    return None if trace is None else trace.id


def in_the_log() -> Mapping[str, str]:
    """What an INTERNAL error tells its client beside the code: by what to find it in the log."""
    found = request_id()
    return {} if found is None else {"requestId": found}


def count_error(code: str) -> None:
    """A client is told of an error with this code."""
    if (trace := _current.get()) is not None:
        trace.counts.errors[code] += 1


def count_operation(kind: str, transport: str) -> None:
    """A client asked for an operation; see `Counts.operations`."""
    if (trace := _current.get()) is not None:
        trace.counts.operations[kind, transport] += 1
