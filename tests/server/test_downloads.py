"""Files over HTTP: what a link opens, and how a download that was cut off goes on."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from bson import ObjectId
from pymongo import MongoClient

from measure.accounts import Plan, Role
from measure.downloads import Link
from measure.jobs import Export, ExportFormat, Job, JobStatus, Tally
from resolvers import downloads
from resolvers.context import Context
from server.settings import Settings
from tests.acceptance.tenant import Tenant
from tests.serving import Server, serving
from tests.waiting import eventually

WHOLE = bytes(number % 251 for number in range(3_000_000))


@dataclass
class Exported:
    server: Server
    job: Job
    url: str

    @property
    def tag(self) -> str:
        assert self.job.file is not None
        return f'"{self.job.file.id}"'

    async def get(self, **headers: str) -> httpx.Response:
        return await self.server.http.get(
            self.url, headers={name.replace("_", "-"): text for name, text in headers.items()}
        )


async def export(
    server: Server, content: bytes = WHOLE, written_as: ExportFormat = ExportFormat.CSV
) -> Exported:
    """A finished export of the server's own account."""

    async def given() -> AsyncGenerator[bytes, None]:
        yield content

    access = await server.services.store.keys.access(server.key)
    assert access is not None
    job = Job(
        id=str(ObjectId()),
        account=access.caller.account.id,
        order=Export(written_as),
        group="g",
        status=JobStatus.SUCCEEDED,
        total=0,
        tally=Tally(),
        created_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
    )
    job = replace(job, file=await server.services.store.exports.write(job, given()))
    url = await downloads.url(Context(access, server.services), job)
    assert url is not None
    return Exported(server, job, url)


GROUP = """
query { automationByKey(key: "welcome") { report { ... on ContactFlowReport { cohort { id } } } } }
"""
EXPORT = """
mutation ($group: ID!, $format: ExportFormat! = CSV) {
  exportGroup(group: $group, format: $format) { id downloadUrl }
}
"""
JOB = "query ($id: ID!) { job(id: $id) { kind status total succeeded reasons { code } downloadUrl } }"
NOTHING = {"source": None, "medium": None, "campaign": None, "content": None, "term": None}


async def fetched(tenant: Tenant, **asked: str) -> httpx.Response:
    """The file of a group, once it is there."""
    job = (await tenant.ask(EXPORT, **asked))["exportGroup"]
    assert job["downloadUrl"] is None
    told = None

    async def has_ended() -> bool:
        nonlocal told
        told = (await tenant.ask(JOB, id=job["id"]))["job"]
        return told["status"] not in ("QUEUED", "RUNNING")

    await eventually(has_ended)
    assert told is not None
    url = told.pop("downloadUrl")
    assert told == {"kind": "EXPORT", "status": "SUCCEEDED", "total": 2, "succeeded": 2, "reasons": []}
    return await tenant.server.http.get(url)


async def test_a_group_is_fetched_as_a_file(tenant: Tenant):
    await tenant.upsert([{"key": "ann", "email": "ann@example.org", "name": "=Ann", "tags": ["a|b", "vip"]}])
    group = (await tenant.ask(GROUP))["automationByKey"]["report"]["cohort"]["id"]
    rows = (await fetched(tenant, group=group)).content
    assert rows.splitlines(keepends=True)[1:] == [
        b"ann,ann@example.org,'=Ann,2026-03-01T09:00:01Z,a\\|b|vip,5.00,USD,,,,,,,,,,\r\n",
        b"bob,,,2026-03-01T09:00:02Z,,0.00,USD,,,,,,,,,,\r\n",
    ]
    lines = (await fetched(tenant, group=group, format="NDJSON")).text.splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["=Ann", None]
    assert json.loads(lines[1]) == {
        "key": "bob",
        "email": None,
        "name": None,
        "createdAt": "2026-03-01T09:00:02Z",
        "tags": [],
        "lifetimeValue": {"amount": "0.00", "currency": "USD"},
        "firstTouch": NOTHING,
        "lastTouch": NOTHING,
    }


async def test_only_some_may_ask_for_files(server: Server):
    viewer = Tenant(server, await server.create_key(Role.VIEWER))
    assert await viewer.refusal(EXPORT, group="x") == {"code": "FORBIDDEN"}
    store = server.services.store
    owner = await store.accounts.create(
        "small", name="Small", plan=Plan.BASIC, currency="USD", time_zone="UTC"
    )
    small = Tenant(server, await store.keys.create(owner, Role.ADMIN, "test"))
    assert await small.refusal(EXPORT, group="x") == {
        "code": "PLAN_REQUIRED",
        "feature": "performance.export",
        "requiredPlan": "PLUS",
        "currentPlan": "BASIC",
    }


async def test_a_link_opens_its_file_whole_or_in_part(server: Server):
    exported = await export(server)
    name = f"contacts-2026-03-01-{exported.job.id[-6:]}.csv"
    assert exported.url.startswith(f"/exports/{name}?token=ey")
    whole = await exported.get()
    assert (whole.status_code, whole.content) == (200, WHOLE)
    said = {
        "accept-ranges": "bytes",
        "cache-control": "private, no-store",
        "content-disposition": f'attachment; filename="{name}"',
        "content-length": "3000000",
        "content-type": "text/csv; charset=utf-8; header=present",
        "etag": exported.tag,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    assert said.items() <= dict(whole.headers).items()
    head = await server.http.head(exported.url, headers={"Range": "bytes=0-9"})
    assert (head.status_code, head.content) == (200, b"")
    assert said.items() <= dict(head.headers).items()
    for asked, start, end in (
        ("0-9", 0, 10),
        ("2999990-", 2_999_990, 3_000_000),
        ("-5", 2_999_995, 3_000_000),
    ):
        part = await exported.get(Range=f"bytes={asked}")
        assert (part.status_code, part.content) == (206, WHOLE[start:end])
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/3000000"
        assert part.headers["content-length"] == str(end - start)
    beyond = await exported.get(Range="bytes=3000000-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, "bytes */3000000")
    assert beyond.json()["error"]["code"] == "REQUESTED_RANGE_NOT_SATISFIABLE"
    for headers in ({"Range": "bytes=0-1,5-6"}, {"Range": "bytes=0-9", "If_Range": '"another"'}):
        again = await exported.get(**headers)
        assert (again.status_code, again.content) == (200, WHOLE)
    same = await exported.get(Range="bytes=5-9", If_Range=exported.tag)
    assert (same.status_code, same.content) == (206, WHOLE[5:10])
    kept = await exported.get(If_None_Match=exported.tag)
    assert (kept.status_code, kept.content, kept.headers["etag"]) == (304, b"", exported.tag)
    lines = await (await export(server, b"", ExportFormat.NDJSON)).get()
    assert (lines.status_code, lines.content) == (200, b"")
    assert lines.headers["content-type"] == "application/x-ndjson"


async def test_a_download_that_was_cut_off_goes_on_where_it_ended(server: Server):
    exported = await export(server)
    got = b""
    async with server.http.stream("GET", exported.url) as answer:
        async for some in answer.aiter_raw(100_000):
            got += some
            if len(got) > 1_200_000:
                break
    rest = await exported.get(Range=f"bytes={len(got)}-", If_Range=exported.tag)
    assert rest.status_code == 206
    assert got + rest.content == WHOLE


async def test_who_has_no_good_link_gets_nothing(server: Server, mongodb: MongoClient, database: str):
    exported, other = await export(server, b"mine"), await export(server, b"another")
    path, _, token = exported.url.partition("?token=")
    links, now = server.services.store.download_links, server.services.now()
    file = exported.job.file
    assert file is not None
    old = await links.sign(Link(file.id, exported.job.account, now - timedelta(seconds=1)), now)
    stranger = await links.sign(Link(file.id, str(ObjectId()), now + timedelta(hours=1)), now)

    async def answer(path: str, token: str) -> tuple[int, str]:
        answered = await server.http.get(path, params={"token": token} if token else {})
        assert b"mine" not in answered.content
        return answered.status_code, answered.json()["error"]["message"]

    again = "read downloadUrl again"
    assert await answer(path, "") == (401, f"a link has a token: {again}")
    assert await answer(path, old) == (401, f"this link has expired: {again}")
    for wrong in (token[:-4] + "AAAA", "x", server.key):
        assert await answer(path, wrong) == (401, f"this link is not valid: {again}")
    assert await answer(path, other.url.partition("?token=")[2]) == (404, "Not Found")
    assert await answer(path, stranger) == (404, "Not Found")
    mongodb[database]["exports.files"].delete_many({})
    assert await answer(path, token) == (404, "Not Found")


async def test_a_link_is_no_longer_good_than_its_file_and_begins_with_the_public_url(settings: Settings):
    async with serving(replace(settings, public_url="https://example.org/footfall")) as server:
        exported = await export(server, b"x")
        assert exported.url.startswith("https://example.org/footfall/exports/contacts-")
        file, now = exported.job.file, server.services.now()
        assert file is not None
        access = await server.services.store.keys.access(server.key)
        assert access is not None
        context = Context(access, server.services)

        async def lasts(expires_at: datetime) -> timedelta | None:
            made = await downloads.url(
                context, replace(exported.job, file=replace(file, expires_at=expires_at))
            )
            if made is None:
                return None
            link = await server.services.store.download_links.read(made.partition("?token=")[2], now)
            return link.expires_at - now

        assert await lasts(now) is None
        soon = await lasts(now + timedelta(minutes=5))
        assert soon == timedelta(minutes=5)
        late = await lasts(now + timedelta(days=5))
        assert late is not None
        assert timedelta(0) <= late - timedelta(hours=1) < timedelta(minutes=1)
        assert await downloads.url(context, replace(exported.job, file=None)) is None


async def test_a_client_that_does_not_read_is_dropped_and_the_log_has_no_token(
    settings: Settings, caplog: pytest.LogCaptureFixture
):
    async with (
        serving(replace(settings, stalled_seconds=0.2, access_log=True)) as server,
        asyncio.timeout(20),
    ):
        exported = await export(server)
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.connect(("127.0.0.1", int(server.url.rpartition(":")[2])))
        reader, writer = await asyncio.open_connection(sock=connection, limit=4_096)
        with caplog.at_level(logging.INFO):
            writer.write(f"GET {exported.url} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert (await reader.readline()) == b"HTTP/1.1 200 OK\r\n"
            await eventually(lambda: "is dropped" in caplog.text and "server.access" in caplog.text)
        writer.close()
        [access] = [record for record in caplog.records if record.name == "server.access"]
        assert access.__dict__["path"] == exported.url.partition("?")[0]
        assert "token" not in caplog.text
        assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []
