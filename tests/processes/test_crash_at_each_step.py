"""A write that touches several streams, cut off before each of its database commands in turn."""

from dataclasses import replace
from itertools import count

import pytest
from pymongo import MongoClient

from server.settings import Settings
from tests.mongod import Mongod
from tests.processes.campaign import contact, events_of, numbers, people, person, publish, report
from tests.serving import serving

INTERRUPTED = 11601
COMMANDS = ["find", "getMore", "aggregate", "insert", "update", "findAndModify", "delete"]
FEWEST_STEPS = 5
"""Ordinals, contact documents, the account's commit, the map's, and what is read before them."""


@pytest.fixture
def settings(settings: Settings, mongod: Mongod) -> Settings:
    return replace(settings, mongodb_url=mongod.url)


async def test_a_crash_between_any_two_steps_of_a_write_loses_and_doubles_nothing(
    settings: Settings, mongod: Mongod
):
    """A new contact, its touches, its moves, a message, a tag and a purchase, in one batch."""
    with mongod.client() as mongodb:
        async with serving(settings) as survivor:
            await publish(survivor)
            for steps in count():
                crashed = await cut_off_after(steps, settings, mongodb)
                receipt = await survivor.record(events_of(steps))
                assert (receipt["accepted"] + receipt["duplicates"], receipt["rejected"]) == (
                    len(events_of(steps)),
                    [],
                )
                assert await report(survivor) == numbers(steps + 1)
                if not crashed:
                    break
            everybody = {contact(number): person(number) for number in range(steps + 1)}
            assert await people(survivor) == everybody
        async with serving(settings) as fresh:
            assert await report(fresh) == numbers(steps + 1)
            assert await people(fresh) == everybody
    assert steps >= FEWEST_STEPS


async def cut_off_after(steps: int, settings: Settings, mongodb: MongoClient) -> bool:
    """Send the batch of that number to a process that is cut off after so many commands; whether it was."""
    async with serving(settings) as doomed:
        cut_off = {"failCommands": COMMANDS, "errorCode": INTERRUPTED}
        mongodb.admin.command("configureFailPoint", "failCommand", mode={"skip": steps}, data=cut_off)
        answer = await doomed.post_events(events_of(steps))
        mongodb.admin.command("configureFailPoint", "failCommand", mode="off")
    return answer.status_code != 200
