"""An automation beside its stream: who it is, and its draft."""

from dataclasses import dataclass
from datetime import datetime

from measure.graph import Definition


@dataclass(frozen=True, slots=True)
class Draft:
    """What was saved last, and when."""

    definition: Definition
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Automation:
    """What never changes of an account's automation. What is published of it is state of its stream."""

    id: str
    account: str
    key: str
    created_at: datetime
