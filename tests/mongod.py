"""A mongod that a test may kill, freeze, start again and have fail on command."""

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import ConnectionFailure

from server.embedded.binaries import find_mongod
from store.replica_set import lead_replica_set
from tests.waiting import eventually

REPLICA_SET = "footfall"


class Mongod:
    """A member of the replica set `footfall`, always on the same port and data folder."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{probe.getsockname()[1]}"
        self.url = f"mongodb://{self.host}/?directConnection=true"
        self.set_url = f"mongodb://{self.host}/?replicaSet={REPLICA_SET}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Returns once it answers; what it had written before is there again."""
        self._spawn()
        await eventually(self._answers, timeout=60)

    def _spawn(self) -> None:
        self._folder.mkdir(exist_ok=True)
        options = {
            "--bind_ip": "127.0.0.1",
            "--port": self.host.partition(":")[2],
            "--dbpath": str(self._folder),
            "--replSet": REPLICA_SET,
            "--oplogSize": "64",
            "--wiredTigerCacheSizeGB": "0.25",
        }
        parameters = ["diagnosticDataCollectionEnabled=false", "enableTestCommands=1"]  # for fail points
        pairs = [*options.items(), *(("--setParameter", parameter) for parameter in parameters)]
        with self._folder.with_suffix(".log").open("ab") as log:
            self._process = subprocess.Popen(
                [find_mongod(), "--quiet", "--nounixsocket", *chain.from_iterable(pairs)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "LC_ALL": "C"},  # it aborts on a locale that is not installed
            )

    def kill(self) -> None:
        """`kill -9`, also of one that is frozen."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def step_down(self) -> None:
        """Be a secondary, which serves reads, until told to `stand_again`."""
        with self.client() as client:
            wait = {"secondaryCatchUpPeriodSecs": 0, "force": True}
            client.admin.command({"replSetStepDown": 3_600, **wait})

    def stand_again(self) -> None:
        """Be elected again, as soon as there is a majority for it."""
        with self.client() as client:
            client.admin.command("replSetFreeze", 0)

    def leads(self) -> bool:
        """Whether it is the primary."""
        return _role(_hello(self)) == "primary"

    @property
    def runs(self) -> bool:
        return self._process is not None

    def freeze(self) -> None:
        """Keep every connection open and answer none."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def client(self) -> MongoClient:
        """Straight to this member, whatever the set says."""
        return MongoClient(self.url, serverSelectionTimeoutMS=2_000)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"mongod ended: see {self._folder.with_suffix('.log')}"
        try:
            with self.client() as client:
                return bool(client.admin.command("ping")["ok"])
        except ConnectionFailure:
            return False


@asynccontextmanager
async def lone_mongod(folder: Path) -> AsyncIterator[Mongod]:
    """One that is the whole of its replica set, and its primary, for the time of the block."""
    mongod = Mongod(folder)
    try:
        await mongod.start()
        await lead_replica_set(mongod.url, mongod.host, REPLICA_SET)
        yield mongod
    finally:
        mongod.kill()


class FailPoint:
    """Where a mongod of the tests waits or fails, from `arm` to `disarm`.

    https://github.com/mongodb/mongo/wiki/The-%22failCommand%22-fail-point
    """

    def __init__(self, client: MongoClient, name: str) -> None:
        self._admin = client.admin
        self._name = name
        self._entered = 0

    def arm(self, **data: object) -> None:
        armed = self._admin.command("configureFailPoint", self._name, mode="alwaysOn", data=data)
        self._entered = armed["count"]

    def wait(self) -> None:
        """Until a command has come to it since it was armed."""
        self._admin.command("waitForFailPoint", self._name, timesEntered=self._entered + 1, maxTimeMS=10_000)

    def disarm(self) -> None:
        self._admin.command("configureFailPoint", self._name, mode="off")


class ReplicaSet:
    """Three members that elect a primary within a second or two."""

    def __init__(self, folder: Path) -> None:
        self.members = [Mongod(folder / str(number)) for number in range(3)]
        hosts = ",".join(member.host for member in self.members)
        self.url = f"mongodb://{hosts}/?replicaSet={REPLICA_SET}"

    async def start(self) -> None:
        """Start a new set; returns once there is a primary and two secondaries."""
        await self._all_answer()
        members = [{"_id": number, "host": member.host} for number, member in enumerate(self.members)]
        pace = {"electionTimeoutMillis": 1_000, "heartbeatIntervalMillis": 200}
        with self.members[0].client() as client:
            config = {"_id": REPLICA_SET, "members": members, "settings": pace}
            client.admin.command("replSetInitiate", config)
        await eventually(self.is_whole, timeout=30)

    async def mend(self) -> None:
        """Start those that were killed; returns when all are one set again."""
        await self._all_answer()
        await eventually(self.is_whole, timeout=30)

    async def _all_answer(self) -> None:
        await asyncio.gather(*(member.start() for member in self.members if not member.runs))

    def is_whole(self) -> bool:
        """Whether every member replicates, and none still holds what has to be rolled back."""
        try:
            said = [_hello(member) for member in self.members]
        except ConnectionFailure:  # one that begins to roll back closes every connection
            return False
        roles = sorted(map(_role, said))
        terms = {hello["lastWrite"]["opTime"]["t"] for hello in said if _role(hello)}
        return roles == ["primary", "secondary", "secondary"] and len(terms) == 1

    def roles(self) -> tuple[Mongod, list[Mongod]]:
        """The primary and the secondaries."""
        primary = next(member for member in self.members if _role(_hello(member)) == "primary")
        return primary, [member for member in self.members if member is not primary]

    def kill(self) -> None:
        for member in self.members:
            member.kill()


def _hello(member: Mongod) -> dict[str, Any]:  # a document of MongoDB's
    with member.client() as client:
        return client.admin.command("hello")


def _role(hello: dict[str, Any]) -> str:
    """Empty while it starts, rolls back or catches up."""
    return "primary" if hello["isWritablePrimary"] else "secondary" if hello["secondary"] else ""
