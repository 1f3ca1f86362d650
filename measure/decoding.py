"""JSON to events: every object is judged alone, and a bad one names its field."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from measure.events import SentEvent
from measure.rejections import Rejected, RejectionCode

_DECODER: Final = msgspec.json.Decoder(SentEvent)
_PATH = re.compile(r" - at `\$\.(\w+)`$")
_UNKNOWN = re.compile(r"unknown field `(.+)`", re.DOTALL)
_REQUIRED = ("id", "type", "at")
LONGEST_SHOWN = 64
_JSON_NAMES: Final[Mapping[type, str]] = {
    list: "an array",
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "a boolean",
    type(None): "null",
}


def decode(line: bytes | msgspec.Raw) -> SentEvent:
    """The event that one JSON object stands for.

    Raises:
        Rejected: BAD_VALUE or MISSING_FIELD with the field it is about.
    """
    try:
        return _DECODER.decode(line)
    except msgspec.ValidationError as error:
        raise _rejected(str(error), _object(line)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Rejected(RejectionCode.BAD_VALUE, f"not a JSON object: {error}") from error


def convert(values: dict[str, object]) -> SentEvent:
    """The event that already decoded `values` stand for; raises as `decode` does."""
    try:
        return msgspec.convert(values, SentEvent)
    except msgspec.ValidationError as error:
        raise _rejected(str(error), values) from error


def readable_id(line: bytes | msgspec.Raw) -> str | None:
    """The id of an event that could not be decoded, when it has one."""
    try:
        identifier = _object(line).get("id")
    except Rejected:
        return None
    return identifier if isinstance(identifier, str) and 1 <= len(identifier) <= 128 else None


def _object(line: bytes | msgspec.Raw) -> dict[str, object]:
    try:
        values: object = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Rejected(RejectionCode.BAD_VALUE, f"not a JSON object: {error}") from error
    if not isinstance(values, dict):
        raise Rejected(RejectionCode.BAD_VALUE, f"an event is a JSON object, not {_JSON_NAMES[type(values)]}")
    return values


def _rejected(message: str, values: dict[str, object]) -> Rejected:
    """msgspec names what it expected and where; missing and null fields get a code of their own."""
    for field in _REQUIRED:
        if values.get(field) is None:
            return Rejected(RejectionCode.MISSING_FIELD, f"{field} is required on every event", field)
    if unknown := _UNKNOWN.search(message):
        field = unknown[1][:LONGEST_SHOWN]
        return Rejected(RejectionCode.BAD_VALUE, f'an event has no field "{field}"', field)
    if path := _PATH.search(message):
        return Rejected(RejectionCode.BAD_VALUE, f"{path[1]}: {message[: path.start()]}", path[1])
    return Rejected(RejectionCode.BAD_VALUE, message)
