from bson import ObjectId

from store.database import Database
from store.log import Appended, Log, LostRace, SeenIds


def commit(rev: int, *ids: str, account: ObjectId, stream: ObjectId) -> dict[str, object]:
    document = {
        "_id": ObjectId(),
        "account": account,
        "stream": stream,
        "rev": rev,
        "prev": None,
        "changes": {},
    }
    return document | ({"events": [{"id": each} for each in ids]} if ids else {})


async def test_an_insert_that_did_land_is_known_by_its_own_id(log: Log):
    account = stream = ObjectId()
    document = commit(1, "a", account=account, stream=stream)
    assert await log.append(document) == Appended()
    assert await log.append(document) == Appended()


async def test_a_taken_revision_is_a_lost_race_even_with_the_same_ids(log: Log):
    account = stream = ObjectId()
    await log.append(commit(1, "a", account=account, stream=stream))
    assert await log.append(commit(1, "b", account=account, stream=stream)) == LostRace()
    assert await log.append(commit(1, "a", account=account, stream=stream)) == LostRace()


async def test_ids_are_unique_over_the_streams_of_an_account_and_no_further(log: Log):
    account, other = ObjectId(), ObjectId()
    await log.append(commit(1, "a", "b", account=account, stream=ObjectId()))
    second = commit(1, "b", "c", account=account, stream=ObjectId())
    assert await log.append(second) == SeenIds(frozenset({"b"}))
    assert await log.append(commit(1, "a", account=other, stream=ObjectId())) == Appended()


async def test_commits_without_events_follow_each_other(log: Log):
    account = stream = ObjectId()
    assert await log.append(commit(1, account=account, stream=stream)) == Appended()
    assert await log.append(commit(2, account=account, stream=stream)) == Appended()
    assert [document["rev"] async for document in log.after(str(account), str(stream), 0)] == [1, 2]


async def test_ids_are_looked_up_in_any_number(log: Log):
    account = ObjectId()
    wanted = [f"id-{i}" for i in range(1_200)]
    await log.append(commit(1, *wanted[:700], account=account, stream=ObjectId()))
    assert await log.seen(str(account), wanted) == frozenset(wanted[:700])
    assert await log.seen(str(account), []) == frozenset()


async def test_reads_are_the_primary_s_whatever_the_url_says(mongodb_url: str, database: str):
    url = mongodb_url.replace("directConnection=true", "replicaSet=footfall&readPreference=secondary")
    behind = Database(url, database)
    assert await Log(behind).seen(str(ObjectId()), ["m-1"]) == frozenset()
    behind.close()
