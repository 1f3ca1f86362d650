"""A map's file, and making sure of the map against an account that is written down here."""

import json
from pathlib import Path

import httpx
import pytest

from server.client import Client
from server.errors import UserError
from server.importing.maps import Problem, ensure_published, load_map

WARNING = {"severity": "WARNING", "code": "UNREACHABLE", "message": "nothing leads to b"}
ERROR = {"severity": "ERROR", "code": "NO_TRIGGER", "message": "a map needs a trigger"}
NOTHING = {"severity": "ERROR", "code": "NOTHING_TO_PUBLISH", "message": "nothing to publish"}


class Account(httpx.AsyncBaseTransport):
    """Answers with these problems and remembers which operations it was asked for."""

    def __init__(self, version: int | None, *problems: dict[str, str], published: int = 1) -> None:
        self.asked: list[str] = []
        self.automation = None if version is None else {"id": "a1", "version": version}
        self.problems = problems
        self.published = published

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = json.loads(await request.aread())["query"]
        name = next(name for name in ("Find", "Save", "Publish") if f" {name}(" in asked)
        self.asked.append(name)
        saved = {"automation": {"id": "a1", "version": 0}, "problems": []}
        published = {
            "automation": {"id": "a1", "version": self.published},
            "problems": self.problems,
        }
        answers = {"Find": self.automation, "Save": saved, "Publish": published}
        fields = {"Find": "automationByKey", "Save": "saveAutomation", "Publish": "publishAutomation"}
        return httpx.Response(200, json={"data": {fields[name]: answers[name]}})


async def ensured(account: Account) -> list[Problem]:
    async with Client("http://test", "key", transport=account) as client:
        return await ensure_published(client, {"key": "a"})


@pytest.mark.parametrize("version", [None, 0])
async def test_a_map_that_was_never_published_is_saved_and_published(version: int | None):
    account = Account(version, WARNING)
    assert await ensured(account) == [Problem(**WARNING)]
    assert account.asked == ["Find", "Save", "Publish"]


async def test_a_map_that_was_published_stays_untouched():
    account = Account(3)
    assert await ensured(account) == []
    assert account.asked == ["Find"]


async def test_a_map_with_errors_is_refused_with_all_of_them():
    with pytest.raises(UserError, match='The map "a" cannot be published: a map needs a trigger'):
        await ensured(Account(None, WARNING, ERROR, published=0))


async def test_a_publish_whose_answer_was_lost_and_was_sent_again_is_no_error():
    assert await ensured(Account(None, NOTHING, published=1)) == []


@pytest.mark.parametrize(
    ("name", "text"), [("map.toml", 'key = "a"\nname = "A"\n'), ("map.json", '{"key": "a", "name": "A"}')]
)
def test_a_map_is_toml_or_json(tmp_path: Path, name: str, text: str):
    (tmp_path / name).write_text(text)
    assert load_map(tmp_path / name) == {"key": "a", "name": "A"}


@pytest.mark.parametrize("text", ["[]", "{}", '{"key": 1}'])
def test_a_map_needs_a_key(tmp_path: Path, text: str):
    (tmp_path / "map.json").write_text(text)
    with pytest.raises(UserError, match='AutomationInput with a text as its "key"'):
        load_map(tmp_path / "map.json")


@pytest.mark.parametrize(("name", "text"), [("map.json", "{"), ("map.toml", "a =")])
def test_a_map_that_cannot_be_read_is_named(tmp_path: Path, name: str, text: str):
    (tmp_path / name).write_text(text)
    with pytest.raises(UserError, match=f"{name} cannot be read: "):
        load_map(tmp_path / name)


def test_a_missing_map_is_one_sentence(tmp_path: Path):
    with pytest.raises(UserError, match="cannot be read: No such file"):
        load_map(tmp_path / "map.toml")
