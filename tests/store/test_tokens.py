"""Signing keys of real processes: agreed on, found, taken until all that they signed is over."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from pymongo import MongoClient

from measure.accounts import Role
from measure.errors import InvalidCredentials
from measure.signatures import SigningKey
from measure.tokens import Token, sign
from store.store import Store
from tests.store.conftest import OpenStore

NIGHT = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
MORNING = NIGHT + timedelta(minutes=2)
DAY = timedelta(days=1)


def token(issued_at: datetime, lasts: timedelta = DAY) -> Token:
    return Token("0" * 24, "1" * 24, Role.VIEWER, issued_at, issued_at + lasts)


async def refusal(store: Store, bearer: str, now: datetime) -> str:
    with pytest.raises(InvalidCredentials) as raised:
        await store.tokens.read(bearer, now)
    return raised.value.message


async def test_processes_that_sign_at_once_agree_on_a_key(
    open_store: OpenStore, mongodb: MongoClient, database: str
):
    stores = [await open_store() for _ in range(4)]
    signed = await asyncio.gather(*(store.tokens.sign(token(NIGHT)) for store in stores))
    assert len(set(signed)) == 1
    [kept] = mongodb[database].signingKeys.find()
    assert (kept["_id"], len(kept["secret"])) == ("2026-03-01", 32)
    assert kept["overAt"] == datetime(2026, 3, 3)  # when MongoDB deletes it
    assert mongodb[database].signingKeys.index_information()["overAt_1"]["expireAfterSeconds"] == 0


async def test_the_next_day_has_another_key_and_what_is_out_stays_good(
    open_store: OpenStore, mongodb: MongoClient, database: str
):
    ours, other = await open_store(), await open_store()
    old, fresh = await ours.tokens.sign(token(NIGHT)), await ours.tokens.sign(token(MORNING))
    first, second = mongodb[database].signingKeys.find(sort=["_id"])
    assert (first["_id"], second["_id"]) == ("2026-03-01", "2026-03-02")
    assert first["secret"] != second["secret"]
    for store in (ours, other):
        assert await store.tokens.read(fresh, NIGHT) == token(MORNING)  # its clock is a little behind
        assert await store.tokens.read(old, MORNING) == token(NIGHT)
        assert await refusal(store, old, NIGHT + DAY) == "the access token has expired"


async def test_a_key_past_its_time_is_good_for_nothing(
    open_store: OpenStore, mongodb: MongoClient, database: str
):
    """Who has it from a backup can neither let a token last longer nor sign one of today."""
    store = await open_store()
    await store.tokens.sign(token(NIGHT))
    [leaked] = mongodb[database].signingKeys.find()
    key = SigningKey(date(2026, 3, 1), leaked["secret"])
    assert (
        await refusal(store, sign(token(NIGHT, 10 * DAY), key), MORNING) == "this access token is not valid"
    )
    assert await refusal(store, sign(token(NIGHT), key), datetime(2026, 3, 3, tzinfo=UTC)) == (
        "the access token has expired"
    )
    today = SigningKey(date(2026, 3, 3), leaked["secret"])
    assert await refusal(store, sign(token(NIGHT + 2 * DAY), today), NIGHT + 2 * DAY) == (
        "this access token is not valid"
    )


async def test_invented_tokens_are_no_questions_to_the_database(
    open_store: OpenStore, mongodb: MongoClient, database: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("store.signing_keys.MISSED_SECONDS", 60.0)
    store, behind = await open_store(), mongodb[database]
    days = [NIGHT.date() + number * DAY for number in range(-50, 50)]
    invented = [sign(token(NIGHT), SigningKey(day, bytes(32))) for day in days]
    behind.command("profile", 2)
    for bearer in invented * 3:
        await refusal(store, bearer, NIGHT)
    behind.command("profile", 0)
    # Of yesterday, today and tomorrow, once each.
    assert behind["system.profile"].count_documents({"ns": f"{database}.signingKeys"}) == 3
