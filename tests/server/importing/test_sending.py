"""An import against a small stand-in for the endpoint, which knows nothing but ids."""

import json
from pathlib import Path

import httpx
import pytest

from server.client import Client
from server.errors import UserError
from server.importing.mapping import load_mapping
from server.importing.sending import RejectedFile, Tally, recipe_for, send_file


class Endpoint(httpx.AsyncBaseTransport):
    """Takes events by id and rejects what is tagged "bad"."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        events = [json.loads(line) for line in (await request.aread()).splitlines()]
        rejected = [
            {"index": index, "id": event["id"], "code": "BAD_VALUE", "field": "tag", "message": "tag is bad"}
            for index, event in enumerate(events)
            if event["tag"] == "bad"
        ]
        good = [event["id"] for event in events if event["tag"] != "bad"]
        new = [event_id for event_id in good if event_id not in self.seen]
        self.seen += new
        answer = {"accepted": len(new), "duplicates": len(good) - len(new), "rejected": rejected}
        return httpx.Response(200, json=answer)


def given(folder: Path, text: str) -> Path:
    (folder / "mapping.toml").write_text(
        'contact = "{id}"\nstart = 2026-03-01T09:00:00Z\n'
        '[[event]]\nname = "tag"\ntype = "TAGGED"\ntag = "{t}"'
    )
    (folder / "a.csv").write_text(text)
    return folder / "a.csv"


async def imported(endpoint: Endpoint, file: Path) -> Tally:
    recipe = recipe_for(file, load_mapping(file.parent / "mapping.toml"), None)
    async with Client("http://test", "key", transport=endpoint) as client:
        rejected = RejectedFile(file.parent / "rejected.ndjson")
        return await send_file(client, file, recipe, rejected, lambda _: None)


async def test_importing_again_changes_nothing(tmp_path: Path):
    endpoint, file = Endpoint(), given(tmp_path, "id,t\na,x\nb,y\n")
    size = file.stat().st_size
    assert await imported(endpoint, file) == Tally(
        rows=2, accepted=2, duplicates=0, rejected=0, position=size
    )
    assert await imported(endpoint, file) == Tally(
        rows=2, accepted=0, duplicates=2, rejected=0, position=size
    )
    assert not (tmp_path / "rejected.ndjson").exists()


async def test_rejected_rows_go_to_a_file_with_their_reasons(tmp_path: Path):
    endpoint, file = Endpoint(), given(tmp_path, "id,t\na,x\nb,bad\nc\n")
    tally = await imported(endpoint, file)
    assert (tally.rows, tally.accepted, tally.rejected) == (3, 1, 2)
    short, bad = [json.loads(line) for line in (tmp_path / "rejected.ndjson").read_text().splitlines()]
    assert (short["row"], short["template"], short["code"], short["values"]) == (3, None, "BAD_ROW", "c")
    assert bad == {
        "row": 2,
        "template": "tag",
        "id": bad["id"],
        "code": "BAD_VALUE",
        "field": "tag",
        "message": "tag is bad",
        "values": {"id": "b", "t": "bad"},
    }
    assert bad["id"].endswith("/2/tag")


async def test_a_file_without_rows_sends_nothing(tmp_path: Path):
    endpoint = Endpoint()
    assert (await imported(endpoint, given(tmp_path, "id,t\n"))).rows == 0
    assert endpoint.seen == []


def test_a_mapping_for_another_file_is_refused_before_anything_is_sent(tmp_path: Path):
    file = given(tmp_path, "id,tag\na,x\n")
    with pytest.raises(UserError, match='event tag, tag names the column "t"; the file has id, tag'):
        recipe_for(file, load_mapping(tmp_path / "mapping.toml"), None)
