"""What kind of answer a client takes, and in what kind of body it sends.

https://graphql.github.io/graphql-over-http/draft/#sec-Media-Types
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

JSON: Final = "application/json"
"As clients of old take it: every well-formed request is answered with 200."
HTML: Final = "text/html"
GRAPHQL_RESPONSE: Final = "application/graphql-response+json"
EVENT_STREAM: Final = "text/event-stream"

REMEMBERED: Final = 64
"Headers that are read once: clients send the same few all day."


@dataclass(frozen=True, slots=True)
class Accepted:
    """`answer` is how one answer is sent, None: the client takes neither; `stream`: whether it takes many."""

    answer: str | None
    stream: bool


@lru_cache(REMEMBERED)
def accepted(accept: str | None) -> Accepted:
    """What the client likes best of what we have, by its Accept header (RFC 9110, 12.5.1).

    GRAPHQL_RESPONSE must be named to be chosen over JSON, as the specification wants it for `*/*` and for
    no header at all. So must EVENT_STREAM, to be taken at all.
    """
    ranges = _ranges(accept) if accept and accept.strip() else {"*/*": 1.0}
    graphql, json = _quality(ranges, GRAPHQL_RESPONSE), _quality(ranges, JSON)
    stream = ranges.get(EVENT_STREAM, 0.0) > 0
    if graphql > 0 and (json == 0 or (GRAPHQL_RESPONSE in ranges and graphql >= json)):
        return Accepted(GRAPHQL_RESPONSE, stream)
    return Accepted(JSON if json > 0 else None, stream)


@lru_cache(REMEMBERED)
def prefers_html(accept: str | None) -> bool:
    """Whether the client names HTML and likes it better than all that an API answers, as browsers do."""
    ranges = _ranges(accept or "")
    rivals = (_quality(ranges, GRAPHQL_RESPONSE), _quality(ranges, JSON), ranges.get(EVENT_STREAM, 0.0))
    return ranges.get(HTML, 0.0) > max(rivals)


@lru_cache(REMEMBERED)
def takes_gzip(accept_encoding: str | None) -> bool:
    """Whether the client can read gzip, by its Accept-Encoding header (RFC 9110, 12.5.3)."""
    ranges = _ranges(accept_encoding or "")
    return ranges.get("gzip", ranges.get("*", 0.0)) > 0


def is_json(content_type: str) -> bool:
    """Whether a body is JSON in UTF-8, which is assumed where nothing is said."""
    media_type, parameters = _parsed(content_type)
    return media_type == JSON and parameters.get("charset", "utf-8") in ("utf-8", "utf8")


def _ranges(accept: str) -> Mapping[str, float]:
    """Media ranges with their qualities; one that cannot be read is not wanted."""
    found: dict[str, float] = {}
    for part in accept.split(","):
        media_range, parameters = _parsed(part)
        found[media_range] = max(_weight(parameters.get("q", "1")), found.get(media_range, 0.0))
    return found


def _quality(ranges: Mapping[str, float], media_type: str) -> float:
    """That of the most specific range that matches."""
    kind = media_type.partition("/")[0]
    matching: Sequence[str] = (media_type, f"{kind}/*", "*/*")
    return next((ranges[each] for each in matching if each in ranges), 0.0)


def _parsed(value: str) -> tuple[str, dict[str, str]]:
    """A media type and its parameters, in lower case (RFC 9110, 8.3.1)."""
    media_type, *parameters = value.lower().split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    return media_type.strip(), {name.strip(): given.strip().strip('"') for name, _, given in pairs}


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
