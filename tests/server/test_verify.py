"""`footfall verify`: nothing differs in what the store made, and what was changed behind it is named."""

import pytest
from bson import ObjectId
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from pymongo.database import Database as MongoDatabase

from measure.sets import Set
from server.settings import Settings
from store.database import Database
from store.verification import Verification, Verified
from tests.acceptance.tenant import Tenant
from tests.commands import footfall
from tests.server.conftest import snapshot
from tests.serving import Json, Server
from tests.strategies import histories

RIGHT = [
    "welcome  revision 4  5 events  15 sets, 6 columns, {paths} paths  ok",
    "demo (account)  revision 2  1 events  2 contacts, 0 tags  ok",
    "1 map and the account, 6 events: nothing differs",
]


def of_map(behind: MongoDatabase, **more: object) -> Json:
    return {"stream": behind.automations.find_one({"key": "welcome"})["_id"], **more}


async def test_nothing_differs_in_what_the_store_made(tenant: Tenant, verify):
    code, out, said = await verify("demo")
    assert (code, said) == (0, [])
    assert out[1:] == RIGHT[1:]
    assert out[0] in {RIGHT[0].format(paths=count) for count in (0, 2)}  # the background may have written


async def test_snapshots_and_paths_are_compared_too(tenant: Tenant, verify):
    await snapshot(tenant)
    assert await verify("demo") == (0, [RIGHT[0].format(paths=2), *RIGHT[1:]], [])
    code, out, _ = await verify("demo", "welcome")
    assert (code, out[1:]) == (0, ["1 map, 5 events: nothing differs"])


async def test_a_changed_commit_is_named_by_the_set_and_its_contacts(behind: MongoDatabase, verify):
    commit = behind.commits.find_one(of_map(behind, rev=3))
    add = [
        [name, Set([77]).serialize() if name == "REACHED/mail" else members]
        for name, members in commit["changes"]["add"]
    ]
    behind.commits.update_one({"_id": commit["_id"]}, {"$set": {"changes.add": add}})
    code, out, _ = await verify("demo", "welcome")
    assert code == 1
    assert out == [
        "welcome  set REACHED/mail  1 too many (#77), 2 missing (ann, bob)",
        "welcome  contacts  1 too many (#77)",
        "1 map, 5 events: 2 differences",
    ]


async def test_a_change_that_cannot_be_read_is_told_without_a_traceback(behind: MongoDatabase, verify):
    changed = {"$set": {"changes.add": [["REACHED/mail", b"garbage"]]}}
    behind.commits.update_one(of_map(behind, rev=3), changed)
    code, out, said = await verify("demo", "welcome")
    assert (code, said) == (1, [])
    assert out[0].startswith("welcome  state  cannot be loaded: ")


async def test_a_removed_contact_document_is_named_by_its_ordinal(behind: MongoDatabase, verify):
    bob = behind.contacts.find_one_and_delete({"key": "bob"})
    code, out, _ = await verify("demo")
    assert code == 1
    assert out[1:] == [
        f"demo (account)  contact documents  1 missing (#{bob['n']})",
        "1 map and the account, 6 events: 1 difference",
    ]


@pytest.mark.parametrize("has_snapshots", [False, True])
async def test_a_removed_commit_is_named_by_its_revision(
    tenant: Tenant, behind: MongoDatabase, verify, has_snapshots: bool
):
    if has_snapshots:
        await snapshot(tenant)
    behind.commits.delete_one(of_map(behind, rev=2))
    code, out, _ = await verify("demo", "welcome")
    assert (code, out[0], len(out)) == (1, "welcome  log  lacks revision 2", 2)


async def test_a_commit_that_names_another_before_it_is_told(behind: MongoDatabase, verify):
    behind.commits.update_one(of_map(behind, rev=3), {"$set": {"prev": ObjectId()}})
    code, out, _ = await verify("demo", "welcome")
    assert code == 1
    assert out[0] == "welcome  log  has a revision 3 that was not made after revision 2"


async def test_an_event_twice_in_a_commit_is_told(behind: MongoDatabase, verify):
    commit = behind.commits.find_one(of_map(behind, rev=4))
    behind.commits.update_one({"_id": commit["_id"]}, {"$push": {"events": commit["events"][0]}})
    code, out, _ = await verify("demo", "welcome")
    assert (code, out[0]) == (1, 'welcome  log  has the event "m-5" more than once in revision 4')


async def test_a_wrong_snapshot_is_named_by_what_it_holds(tenant: Tenant, behind: MongoDatabase, verify):
    await snapshot(tenant)
    nobody = {"$set": {"bytes": Set().serialize()}}
    assert behind.snapshots.update_one({"value": "set:HERE_NOW/mail"}, nobody).matched_count == 1
    code, out, _ = await verify("demo", "welcome")
    assert (code, out[0]) == (1, "welcome  set HERE_NOW/mail  1 missing (bob)")


async def test_a_path_that_is_not_as_the_log_has_it_is_named(tenant: Tenant, behind: MongoDatabase, verify):
    await snapshot(tenant)
    behind.paths.update_one({"steps.1.3": "mail", "steps.2": {"$exists": True}}, {"$pop": {"steps": 1}})
    code, out, _ = await verify("demo")
    assert (code, out[0]) == (1, "welcome  paths  1 wrong (ann)")


async def test_of_what_is_not_there_it_says_what_there_is(verify):
    assert await verify("acme") == (
        1,
        [],
        ['footfall: there is no account "acme" in this database; its accounts: demo'],
    )
    assert await verify("demo", "winback") == (
        1,
        [],
        ['footfall: there is no map "winback" in this account; its maps: welcome'],
    )


async def test_without_a_database_it_says_what_to_look_at():
    async with footfall("verify", "demo", "--mongodb-url", "mongodb://127.0.0.1:1") as running:
        out, said = await running.communicate()
    assert (running.returncode, out) == (1, b"")
    assert said.decode().splitlines()[-1].startswith("footfall: MongoDB does not answer: ")


@hypothesis_settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(steps=histories())
async def test_nothing_differs_after_random_histories(server: Server, settings: Settings, steps):
    tenant = await Tenant.new(server)
    await tenant.take(steps)
    for verified in await verified_in_process(server, settings, tenant.account):
        assert verified.differences == ()


async def verified_in_process(server: Server, settings: Settings, key: str) -> list[Verified]:
    account = await server.services.store.accounts.by_key(key)
    database = Database(settings.mongodb_url, settings.database)
    try:
        verification = Verification(database, account.id)
        ids = (await server.services.store.automations.all_ids(account.id)).values()
        maps = [await verification.map(automation, lambda _: None) for automation in ids]
        return [*maps, await verification.account(lambda _: None)]
    finally:
        database.close()
