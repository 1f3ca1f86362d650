import gzip
import json

import httpx
import pytest

from measure.accounts import Role
from tests.serving import Server

NDJSON, JSON = "application/x-ndjson", "application/json"
AT = "2026-03-01T09:00:00Z"
TAGGED = {"id": "t-1", "type": "TAGGED", "contact": "ann@example.org", "tag": "vip", "at": AT}
PURCHASED = {
    "id": "p-1",
    "type": "PURCHASED",
    "contact": "ann@example.org",
    "amount": "49.90",
    "currency": "USD",
    "at": AT,
}
TWO_LINES = f"{json.dumps(TAGGED)}\n{json.dumps(PURCHASED)}\n".encode()
ACCEPTED_TWO = {"accepted": 2, "duplicates": 0, "rejected": []}


async def post(server: Server, body: bytes, content_type: str = NDJSON, **more: str) -> httpx.Response:
    headers = {**server.bearer(), "Content-Type": content_type} | {
        name.replace("_", "-"): value for name, value in more.items()
    }
    return await server.http.post("/events", content=body, headers=headers)


def tagged(number: int) -> dict[str, str]:
    return {**TAGGED, "id": f"t-{number}"}


async def test_one_event_a_line_is_recorded(server: Server):
    answer = await post(server, TWO_LINES)
    assert (answer.status_code, answer.json()) == (200, ACCEPTED_TWO)


@pytest.mark.parametrize("content_type", [JSON, "application/json; charset=utf-8", "Application/JSON"])
async def test_an_array_of_events_is_recorded(server: Server, content_type: str):
    answer = await post(server, json.dumps([TAGGED, PURCHASED]).encode(), content_type)
    assert (answer.status_code, answer.json()) == (200, ACCEPTED_TWO)


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(TWO_LINES), gzip.compress(TWO_LINES[:50]) + gzip.compress(TWO_LINES[50:])],
    ids=["one member", "two members"],
)
async def test_a_gzipped_body_is_unpacked(server: Server, packed: bytes):
    answer = await post(server, packed, Content_Encoding="gzip")
    assert (answer.status_code, answer.json()) == (200, ACCEPTED_TWO)


async def test_a_replayed_batch_changes_nothing(server: Server):
    await post(server, TWO_LINES)
    assert (await post(server, TWO_LINES)).json() == {"accepted": 0, "duplicates": 2, "rejected": []}


@pytest.mark.parametrize("content_type", [NDJSON, JSON])
@pytest.mark.parametrize("body", [b"", b"\n \r\n"])
async def test_nothing_in_the_body(server: Server, content_type: str, body: bytes):
    answer = await post(server, b"[" + body + b"]" if content_type == JSON else body, content_type)
    assert (answer.status_code, answer.json()) == (200, {"accepted": 0, "duplicates": 0, "rejected": []})


async def test_each_line_is_judged_alone_and_blank_lines_take_no_index(server: Server):
    lines = [
        json.dumps(TAGGED),
        "",
        '{"id": "broken"',
        "   \t",
        json.dumps({**TAGGED, "id": "t-2", "at": None}),
        json.dumps({**TAGGED, "id": "t-3", "colour": "red"}),
        "[" * 100_000,
        json.dumps({**PURCHASED, "currency": "EUR"}),
        json.dumps({"id": "m-1", "type": "MOVED", "automation": "none", "contact": "a", "to": "x", "at": AT}),
        json.dumps(tagged(4)),
    ]
    receipt = (await post(server, "\r\n".join(lines).encode())).json()
    assert (receipt["accepted"], receipt["duplicates"]) == (2, 0)
    assert [(bad["index"], bad["id"], bad["code"], bad["field"]) for bad in receipt["rejected"]] == [
        (1, None, "BAD_VALUE", None),
        (2, "t-2", "MISSING_FIELD", "at"),
        (3, "t-3", "BAD_VALUE", "colour"),
        (4, None, "BAD_VALUE", None),
        (5, "p-1", "CURRENCY_MISMATCH", "currency"),
        (6, "m-1", "UNKNOWN_AUTOMATION", "automation"),
    ]
    assert all(bad["message"] for bad in receipt["rejected"])


async def test_elements_of_an_array_are_judged_alone_too(server: Server):
    receipt = (await post(server, json.dumps([1, None, [], TAGGED, {"id": 7}]).encode(), JSON)).json()
    assert receipt["accepted"] == 1
    assert [(bad["index"], bad["code"]) for bad in receipt["rejected"]] == [
        (0, "BAD_VALUE"),
        (1, "BAD_VALUE"),
        (2, "BAD_VALUE"),
        (4, "MISSING_FIELD"),
    ]


@pytest.mark.parametrize("content_type", [NDJSON, JSON])
async def test_of_more_than_5000_events_nothing_is_taken(server: Server, content_type: str):
    events = [tagged(number) for number in range(5_001)]
    if content_type == NDJSON:
        body = "\n".join(map(json.dumps, events)).encode()
    else:
        body = json.dumps(events).encode()
    answer = await post(server, body, content_type)
    assert answer.status_code == 413
    assert answer.json() == {
        "error": {
            "code": "LIMIT_EXCEEDED",
            "message": "a request takes at most 5000 events; split it: nothing of it was taken",
            "limit": "events",
            "most": 5000,
        }
    }
    assert await server.record([tagged(0)]) == {"accepted": 1, "duplicates": 0, "rejected": []}


async def test_5000_events_are_taken(server: Server):
    receipt = await server.record([tagged(number) for number in range(5_000)])
    assert receipt == {"accepted": 5000, "duplicates": 0, "rejected": []}


LIMIT = 8 * 1024 * 1024


@pytest.mark.parametrize("packed", [False, True])
async def test_a_body_of_8_mib_is_taken_and_one_byte_more_is_not(server: Server, packed: bool):
    padded = TWO_LINES.ljust(LIMIT)
    for body, status in ((padded, 200), (padded + b" ", 413)):
        if packed:
            answer = await post(server, gzip.compress(body, 1), Content_Encoding="gzip")
        else:
            answer = await post(server, body)
        assert answer.status_code == status
    setting = "FOOTFALL_MAX_EVENTS_BYTES"
    assert answer.json()["error"] == {
        "code": "LIMIT_EXCEEDED",
        "message": f"bytes of a body: {LIMIT + 1} is more than the {LIMIT} allowed ({setting})",
        "limit": "bytes of a body",
        "value": LIMIT + 1,
        "most": LIMIT,
        "setting": setting,
    }


@pytest.mark.parametrize(
    ("body", "content_type", "encoding", "status", "says"),
    [
        (b'{"id":"\xff"}', NDJSON, "identity", 400, "the body is not UTF-8: "),
        (b"[]\xff", JSON, "identity", 400, "the body is not UTF-8: "),
        (TWO_LINES, NDJSON, "gzip", 400, "the body is not gzip though Content-Encoding says so: "),
        (gzip.compress(TWO_LINES)[:-9], NDJSON, "gzip", 400, "the body is not gzip though "),
        (b"", NDJSON, "gzip", 400, "the body is not gzip though "),
        (b"{}", JSON, "identity", 400, "the body is not a JSON array of events: "),
        (b"[{]", JSON, "identity", 400, "the body is not a JSON array of events: "),
        (b"[" * 100_000, JSON, "identity", 400, "the body is not a JSON array of events: "),
        (b"", JSON, "identity", 400, "the body is not a JSON array of events: "),
        (
            b"a,b",
            "text/csv",
            "identity",
            415,
            "Content-Type must be application/x-ndjson or application/json",
        ),
        (b"[]", "", "identity", 415, "Content-Type must be application/x-ndjson or "),
        (b"[]", JSON, "br", 415, 'Content-Encoding must be gzip or absent, not "br"'),
        (b"[]", JSON, "gzip, gzip", 415, 'Content-Encoding must be gzip or absent, not "gzip, gzip"'),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused_whole(
    server: Server, body: bytes, content_type: str, encoding: str, status: int, says: str
):
    answer = await post(server, body, content_type, Content_Encoding=encoding)
    assert answer.status_code == status
    assert answer.json()["error"]["message"].startswith(says)


@pytest.mark.parametrize(
    ("role", "status"), [(Role.VIEWER, 403), (Role.INGEST, 200), (Role.EDITOR, 200), (Role.ADMIN, 200)]
)
async def test_every_role_but_viewer_records(server: Server, role: Role, status: int):
    answer = await server.post_events([TAGGED], await server.create_key(role))
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["error"]["code"] == "FORBIDDEN"


async def test_the_same_ids_in_two_accounts_are_two_events(server: Server):
    other = await server.create_key(Role.INGEST, "other")
    assert (await server.record([TAGGED]))["accepted"] == 1
    assert (await server.record([TAGGED], other))["accepted"] == 1


async def test_events_are_only_posted(server: Server):
    answer = await server.http.get("/events", headers=server.bearer())
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json() == {"error": {"code": "METHOD_NOT_ALLOWED", "message": "Method Not Allowed"}}
