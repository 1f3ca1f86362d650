from datetime import UTC, datetime

from measure.contacts import Contact, ContactUpsert
from measure.rejections import Rejection, RejectionCode
from store.judgement import Undecoded
from tests.store.conftest import World, bought, moved

BORN = datetime(2025, 12, 24, 18, tzinfo=UTC)


async def account_state(world: World):
    return (await (await world.store.streams.account(world.account.id)).pin()).state


async def test_contacts_are_created_and_updated(world: World):
    first = await world.store.recorder.upsert(
        world.account,
        [
            ContactUpsert("ann", email="ann@example.org", name="Ann", created_at=BORN, tags=("vip",)),
            Undecoded("", Rejection(RejectionCode.BAD_VALUE, "no key", "key")),
            ContactUpsert("bob"),
        ],
    )
    assert (first.created, first.updated) == (2, 0)
    assert first.contacts == (
        Contact(world.account.id, 0, "ann", "ann@example.org", "Ann"),
        Contact(world.account.id, 1, "bob"),
    )
    assert [item.index for item in first.rejected] == [1]
    second = await world.store.recorder.upsert(
        world.account, [ContactUpsert("ann", email=None, tags=("new",)), ContactUpsert("cid")]
    )
    assert (second.created, second.updated) == (1, 1)
    assert second.contacts[0] == Contact(world.account.id, 0, "ann", None, "Ann")
    state = await account_state(world)
    assert state.created_at(0) == BORN
    assert state.tags_of(0) == ["new", "vip"]


async def test_of_two_upserts_of_one_contact_the_later_goes_on_where_the_earlier_ended(world: World):
    upserted = await world.store.recorder.upsert(
        world.account,
        [ContactUpsert("ann", name="A", tags=("x",)), ContactUpsert("ann", email="a@b.c", tags=("y",))],
    )
    assert (upserted.created, upserted.updated) == (1, 0)
    assert upserted.contacts == (Contact(world.account.id, 0, "ann", "a@b.c", "A"),)
    assert (await account_state(world)).tags_of(0) == ["x", "y"]


async def test_a_contact_made_by_an_event_is_as_old_as_the_event_until_it_is_upserted(world: World):
    await world.record(moved("m-1", "ann"))
    await world.record(bought("p-1", "ann"))
    assert (await account_state(world)).created_at(0).isoformat() == "2026-03-01T09:00:00+00:00"
    await world.store.recorder.upsert(world.account, [ContactUpsert("ann", created_at=BORN)])
    await world.record(moved("m-2", "ann"))
    assert (await account_state(world)).created_at(0) == BORN
