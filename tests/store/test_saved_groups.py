"""Saved groups: what they hold is remembered, that they are there is not."""

from measure.saved_groups import Frozen, Live
from measure.sets import Set
from tests.store.conftest import NOW, OpenStore, World


async def test_what_another_process_deleted_is_gone_at_once(world: World, open_store: OpenStore):
    account, here, there = world.account.id, world.store.saved_groups, (await open_store()).saved_groups
    frozen = await here.save(account, "then", Frozen(Set([1, 5, 70_000])), NOW)
    live = await here.save(account, "now", Live("now", "of a group"), NOW)
    both = frozenset({frozen.id, live.id})
    for _ in range(2):
        assert await there.contents(account, both) == {
            frozen.id: Frozen(Set([1, 5, 70_000])),
            live.id: Live("now", "of a group"),
        }
    assert await here.delete(account, frozen.id)
    assert (await there.contents(account, both)).keys() == {live.id}
    assert await there.by_id(account, frozen.id) is None
    assert await there.by_id(account, live.id) == live


async def test_a_snapshot_is_no_part_of_what_it_was_made_of(world: World):
    members = Set(range(100_000))
    saved = await world.store.saved_groups.save(world.account.id, "then", Frozen(members), NOW)
    members.add(200_000)
    found = await world.store.saved_groups.contents(world.account.id, frozenset({saved.id}))
    assert found == {saved.id: Frozen(Set(range(100_000)))}
