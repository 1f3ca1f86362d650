"""Links to files of exports: whoever has one fetches the file, until it is over."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec

from measure.jobs import Export, ExportFormat, Job
from measure.signatures import Kind, SigningKey

PATH: Final = "/exports/"
LASTS: Final = timedelta(hours=1)
"How long a link is good for; its file is kept for as long at least."

_SUFFIXES: Final = {ExportFormat.CSV: "csv", ExportFormat.NDJSON: "ndjson"}


@dataclass(frozen=True, slots=True)
class Link:
    """The right to fetch one file of an account."""

    file: str
    account: str
    expires_at: datetime


class _Claims(msgspec.Struct, frozen=True):
    sub: str
    account: str
    exp: float


_KIND: Final = Kind("footfall-export+jwt", _Claims)


def format_of(job: Job) -> ExportFormat:
    """Of an export."""
    assert isinstance(job.order, Export)
    return job.order.format


def filename(job: Job) -> str:
    """What an export's file is called where it is saved."""
    return f"contacts-{job.created_at:%Y-%m-%d}-{job.id[-6:]}.{_SUFFIXES[format_of(job)]}"


def reference(job: Job, token: str) -> str:
    """A link as a relative reference (RFC 3986, 4.2), from the server's root."""
    return f"{PATH}{filename(job)}?token={token}"


def sign(link: Link, key: SigningKey) -> str:
    """The link's token."""
    return _KIND.sign(_Claims(link.file, link.account, link.expires_at.timestamp()), key)


def signing_day(token: str) -> date | None:
    """The day on which a token says that it was signed; None for what is no link's token."""
    return _KIND.signing_day(token)


def read(token: str, key: SigningKey) -> Link | None:
    """What a token says; None when `key` did not sign it. Whether it is over is for the caller to see."""
    claims = _KIND.read(token, key)
    if claims is None:
        return None
    return Link(claims.sub, claims.account, datetime.fromtimestamp(claims.exp, UTC))
