"""`footfall rebuild`: what was damaged is right again, and servers go on meanwhile."""

from collections.abc import Callable

import pytest
from pymongo.database import Database as MongoDatabase

from measure.sets import Set
from store import snapshotter
from tests.acceptance.tenant import Tenant
from tests.server.conftest import event, snapshot
from tests.waiting import eventually

HERE_NOW = """{ automationByKey(key: "welcome") {
  element(key: "mail") { contactFlow { hereNow { contacts { edges { node { key } } } } } }
} }"""


async def here_now(tenant: Tenant) -> list[str]:
    answer = await tenant.server.graphql(HERE_NOW, key=tenant.key)
    contacts = answer["data"]["automationByKey"]["element"]["contactFlow"]["hereNow"]["contacts"]
    return [edge["node"]["key"] for edge in contacts["edges"]]


async def test_what_differs_is_right_again(tenant: Tenant, behind: MongoDatabase, command: Callable):
    await snapshot(tenant)
    nobody = {"$set": {"bytes": Set().serialize()}}
    behind.snapshots.update_one({"value": "set:HERE_NOW/mail"}, nobody)
    behind.paths.update_one({}, {"$set": {"steps": []}})
    assert (await command("verify", "demo"))[0] == 1
    code, out, said = await command("rebuild", "demo")
    assert (code, "\n".join(said)) == (0, "")
    assert out == [
        "welcome  revision 4  5 events  23 snapshot parts, 2 paths  rebuilt",
        "demo (account)  revision 2  1 events  3 snapshot parts  rebuilt",
        "1 map and the account: made anew; servers load it within ten seconds",
    ]
    assert (await command("verify", "demo"))[0] == 0


async def test_what_was_replaced_is_gone(tenant: Tenant, behind: MongoDatabase, command: Callable):
    await snapshot(tenant)
    documents = [behind.snapshots.count_documents({}), behind.paths.count_documents({})]
    before = {each["series"] for each in behind.streams.find()}
    await command("rebuild", "demo")
    assert [behind.snapshots.count_documents({}), behind.paths.count_documents({})] == documents
    assert before.isdisjoint(each["series"] for each in behind.streams.find())
    assert before.isdisjoint(behind.snapshots.distinct("series"))


async def test_a_running_server_takes_what_was_made_anew(
    tenant: Tenant, behind: MongoDatabase, command: Callable, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(snapshotter, "RENEWAL_SECONDS", 0)
    store = tenant.server.services.store
    account = await store.accounts.by_key("demo")
    [automation] = (await store.automations.ids_of(account.id, ["welcome"])).values()
    stream = await store.streams.map(account.id, automation)
    wrong = {**stream.state.sets, "HERE_NOW/mail": Set()}
    object.__setattr__(stream.loaded.state, "sets", wrong)  # as a bug of the fold would leave it
    assert await here_now(tenant) == []
    await command("rebuild", "demo", "welcome")

    async def is_right() -> bool:
        return await here_now(tenant) == ["bob"]

    await eventually(is_right)
    await tenant.record(event("m-7", "bob", "MOVED", **{"from": "mail", "to": "form"}))
    assert await here_now(tenant) == []
    await snapshot(tenant)
    assert (await command("verify", "demo"))[0] == 0


async def test_a_map_that_is_not_there_is_told(tenant: Tenant, command: Callable):
    code, _, said = await command("rebuild", "demo", "wellcome")
    assert code == 1
    assert said == ['footfall: there is no map "wellcome" in this account; its maps: welcome']
