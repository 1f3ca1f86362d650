"""Finding where it left off and what it sends, against a stand-in that knows contacts and ids."""

import json
from datetime import datetime
from itertools import pairwise

import httpx
import pytest

from server.client import Client
from server.demo import simulator
from server.demo.schedule import Schedule
from server.demo.simulator import Progress, in_batches, last_arrived, ndjson, simulate


class Account(httpx.AsyncBaseTransport):
    """An account that remembers contact keys and event ids."""

    def __init__(self, contacts: int = 0) -> None:
        self.contacts = {f"demo-{number:05d}" for number in range(1, contacts + 1)}
        self.events: dict[str, dict[str, object]] = {}
        self.queries = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        if request.url.path == "/events":
            events = {event["id"]: event for event in map(json.loads, body.splitlines())}
            new = events.keys() - self.events.keys()
            self.events |= events
            return self._answer({"accepted": len(new), "duplicates": len(events) - len(new), "rejected": []})
        self.queries += 1
        variables = json.loads(body)["variables"]
        if "key" in variables:
            known = variables["key"] in self.contacts
            return self._answer({"data": {"contactByKey": {"id": variables["key"]} if known else None}})
        self.contacts |= {contact["key"] for contact in variables["contacts"]}
        return self._answer({"data": {"upsertContacts": {"created": 1, "rejected": []}}})

    def _answer(self, answer: dict[str, object]) -> httpx.Response:
        return httpx.Response(200, json=answer)


@pytest.mark.parametrize("contacts", [0, 1, 7_321, 19_999, 20_000])
async def test_it_learns_where_it_left_off_from_the_account(contacts: int):
    account = Account(contacts)
    async with Client("http://test", "key", transport=account) as client:
        assert await last_arrived(client, 20_000) == contacts
    assert account.queries <= 15


async def test_a_run_sends_every_journey_and_the_next_one_nothing_new(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(simulator, "TICK", 0)
    # Every look at the clock is four seconds later: below what counts as a jump.
    clock = iter(range(1_700_000_000, 1_800_000_000, 4))
    monkeypatch.setattr(simulator.time, "time", lambda: float(next(clock)))
    account, reports = Account(), []
    async with Client("http://test", "key", transport=account) as client:
        await simulate(client, 30, lambda progress: reports.append((progress.contacts, progress.events)))
        assert reports[-1] == (30, len(account.events))
        assert len(account.contacts) == 30
        await simulate(client, 30, lambda progress: reports.append((progress.contacts, progress.events)))
    assert reports[-1] == (30, 0)


async def test_a_gap_in_the_clock_puts_off_instead_of_catching_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(simulator, "TICK", 0)
    now = 1_700_000_000.0

    def hours_later() -> float:
        nonlocal now
        now += 3_600 if len(account.contacts) == 20 else 2
        return now

    monkeypatch.setattr(simulator.time, "time", hours_later)
    account, most = Account(), []

    class EnoughError(Exception):
        """The test has seen what it wanted."""

    def watch(progress: Progress) -> None:
        most.append(progress.contacts)
        if len(most) == 10:
            raise EnoughError

    async with Client("http://test", "key", transport=account) as client:
        with pytest.raises(EnoughError):
            await simulate(client, 20_000, watch)
    assert max(after - before for before, after in pairwise(most)) <= 11


def test_events_are_stamped_with_the_time_they_happen():
    happened = Schedule(1, 1).due(1_000)
    first, *_, last = [json.loads(line) for line in ndjson(happened, 1_700_000_000.0).splitlines()]
    assert first["id"] == "demo-00001/00"
    stamped = datetime.fromisoformat(str(last["at"])).timestamp()
    assert stamped == pytest.approx(1_700_000_000.0 + happened[-1][0].at, abs=0.001)


def test_batches_keep_the_order():
    happened = Schedule(1, 100).due(1_000)
    assert [one for batch in in_batches(happened) for one in batch] == happened
    assert max(len(batch) for batch in in_batches(happened)) == 500
