"""Who an automation is: found once, and then remembered; its draft is read anew."""

from dataclasses import replace

from measure.automations import Draft
from tests.store.conftest import NOW, WELCOME, OpenStore, World


async def test_an_automation_is_looked_for_until_it_is_found_and_never_again(
    world: World, open_store: OpenStore
):
    account, here, there = world.account.id, world.store.automations, (await open_store()).automations
    assert await there.by_key(account, "late") is None
    saved = await here.save(account, "late", WELCOME, NOW)
    found = await there.by_key(account, "late")
    assert found == saved
    assert await there.by_key(account, "late") is found
    assert await there.by_id(account, saved.id) is found
    assert await there.ids_of(account, ["late", "welcome"]) == {
        "late": saved.id,
        "welcome": world.automation.id,
    }


async def test_an_id_is_its_accounts_and_written_in_one_way(world: World):
    automations, identifier = world.store.automations, world.automation.id
    other = await world.store.accounts.create(
        "other", name="Other", plan=world.account.plan, currency="USD", time_zone="UTC"
    )
    assert await automations.by_id(world.account.id, identifier) == world.automation
    assert await automations.by_id(other.id, identifier) is None
    assert await automations.by_id(world.account.id, "no id") is None
    assert identifier.isdigit() or await automations.by_id(world.account.id, identifier.upper()) is None


async def test_a_draft_that_another_process_saved_is_seen_at_once(world: World, open_store: OpenStore):
    there = (await open_store()).automations
    assert (await there.last_known_draft(world.automation)).definition == WELCOME
    renamed = Draft(replace(WELCOME, name="Renamed"), NOW)
    await world.store.automations.save(world.account.id, "welcome", renamed.definition, NOW)
    assert await there.last_known_draft(world.automation) == await there.draft(world.automation) == renamed
