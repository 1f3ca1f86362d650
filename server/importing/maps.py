"""The automation that imported events belong to: read from a file, published if the account lacks it."""

import tomllib
from pathlib import Path

import msgspec

from server.client import Client
from server.errors import UserError


class Known(msgspec.Struct, frozen=True):
    """An automation of the account; `version` 0 is one that was never published."""

    id: str
    version: int


class Problem(msgspec.Struct, frozen=True):
    """One finding about a map; an ERROR keeps it from being published."""

    severity: str
    code: str
    message: str


class Payload(msgspec.Struct, frozen=True):
    automation: Known | None
    problems: list[Problem]


class Found(msgspec.Struct, frozen=True, rename="camel"):
    automation_by_key: Known | None


class Saved(msgspec.Struct, frozen=True, rename="camel"):
    save_automation: Payload


class Published(msgspec.Struct, frozen=True, rename="camel"):
    publish_automation: Payload


PUBLISHED_BEFORE = "NOTHING_TO_PUBLISH"

FIND = "query Find($key: String!) { automationByKey(key: $key) { id version } }"
SAVE = """mutation Save($input: AutomationInput!) {
  saveAutomation(input: $input) { automation { id version } problems { severity code message } }
}"""
PUBLISH = """mutation Publish($id: ID!) {
  publishAutomation(id: $id) { automation { id version } problems { severity code message } }
}"""


def load_map(path: Path) -> dict[str, object]:
    """An AutomationInput from a .json or .toml file; only its `key` is looked at here.

    Raises:
        UserError: unreadable, or no object with a `key`.
    """
    try:
        text = path.read_text("utf-8")
        found = tomllib.loads(text) if path.suffix == ".toml" else msgspec.json.decode(text)
    except OSError as missing:
        raise UserError(f"The map {path} cannot be read: {missing.strerror}.") from missing
    except (tomllib.TOMLDecodeError, msgspec.DecodeError, UnicodeDecodeError) as bad:
        raise UserError(f"The map {path} cannot be read: {bad}.") from bad
    if not isinstance(found, dict) or not isinstance(found.get("key"), str):
        raise UserError(f'The map {path} must be an AutomationInput with a text as its "key".')
    return found


async def ensure_published(client: Client, automation: dict[str, object]) -> list[Problem]:
    """Saves and publishes the map unless one of its key was ever published; the warnings it gave.

    Raises:
        UserError: the map has errors, or the server refused.
    """
    key = str(automation["key"])
    found = (await client.query(FIND, Found, key=key)).automation_by_key
    if found is not None and found.version > 0:
        return []
    saved = _without_errors((await client.query(SAVE, Saved, input=automation)).save_automation, key)
    published = (await client.query(PUBLISH, Published, id=saved.id)).publish_automation
    _without_errors(published, key)
    return [problem for problem in published.problems if problem.severity == "WARNING"]


def _without_errors(payload: Payload, key: str) -> Known:
    """The automation, unless something kept it from being what it should be.

    A publish whose answer was lost is sent again, and then finds nothing left to publish: no error.
    """
    ignored = (
        {PUBLISHED_BEFORE} if payload.automation is not None and payload.automation.version > 0 else set()
    )
    errors = [
        problem.message
        for problem in payload.problems
        if problem.severity == "ERROR" and problem.code not in ignored
    ]
    if errors or payload.automation is None:
        raise UserError(f'The map "{key}" cannot be published: {"; ".join(errors) or "it was not saved"}.')
    return payload.automation
