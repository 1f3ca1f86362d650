import asyncio
from dataclasses import replace

from live.turns import Turns
from measure.graph import Element, Kind
from measure.history import Status
from measure.paging import Window
from measure.problems import ProblemCode
from tests.store.conftest import NOW, WELCOME, OpenStore, World, moved


async def save(world: World, definition=WELCOME):
    return await world.store.automations.save(world.account.id, "welcome", definition, NOW)


async def history(world: World):
    return (await world.state()).history


async def test_publishing_the_same_drawing_again_is_refused(world: World):
    (problem,) = await world.store.publisher.publish(world.automation, NOW)
    assert problem.code is ProblemCode.NOTHING_TO_PUBLISH
    assert (await history(world)).version == 1


async def test_an_error_changes_nothing(world: World):
    without_trigger = replace(WELCOME, elements=WELCOME.elements[1:], connectors=WELCOME.connectors[1:])
    problems = await world.store.publisher.publish(await save(world, without_trigger), NOW)
    assert [problem.code for problem in problems] == [ProblemCode.NO_TRIGGER, ProblemCode.UNREACHABLE]
    assert (await history(world)).definition == WELCOME


async def test_a_warning_does_not_keep_a_map_from_being_published(world: World):
    lonely = replace(WELCOME, elements=(*WELCOME.elements, Element("alone", Kind.WAIT, "Alone")))
    (problem,) = await world.store.publisher.publish(await save(world, lonely), NOW)
    assert problem.code is ProblemCode.UNREACHABLE
    assert (await history(world)).version == 2


async def test_statuses_follow_each_other(world: World):
    async def change(to: Status) -> list[ProblemCode]:
        return [
            problem.code for problem in await world.store.publisher.change_status(world.automation, to, NOW)
        ]

    assert await change(Status.PUBLISHED) == [ProblemCode.WRONG_STATUS]
    assert await change(Status.PAUSED) == []
    assert await change(Status.PAUSED) == [ProblemCode.WRONG_STATUS]
    assert (await world.record(moved("m-1", "ann"))).accepted == 1
    assert await change(Status.PUBLISHED) == []
    assert await change(Status.ARCHIVED) == []
    assert await change(Status.PUBLISHED) == [ProblemCode.WRONG_STATUS]
    assert (await world.record(moved("m-2", "ann"))).accepted == 1
    assert (await history(world)).status is Status.ARCHIVED


async def test_lists_are_filtered_by_what_is_published(world: World, open_store: OpenStore):
    await world.store.automations.save(world.account.id, "other", replace(WELCOME, name="Other"), NOW)

    async def keys(*statuses: Status, search: str | None = None) -> list[str]:
        page = await world.store.automations.page(world.account.id, Window(), statuses, search)
        return [automation.key for _, automation, _ in page.items]

    assert await keys() == ["other", "welcome"]
    assert await keys(Status.DRAFT) == ["other"]
    assert await keys(Status.PUBLISHED, Status.PAUSED) == ["welcome"]
    assert await keys(search="WELC") == ["welcome"]
    assert await keys(search="oth.r") == []
    await save(world, replace(WELCOME, name="Renamed"))
    assert await keys(search="renamed") == []
    await world.store.publisher.change_status(world.automation, Status.PAUSED, NOW)
    assert await keys(Status.PUBLISHED) == []


async def test_two_publishers_at_once_make_one_version_each(world: World, open_store: OpenStore):
    other = await open_store()
    second = await save(world, replace(WELCOME, name="Second"))
    assert await world.store.publisher.publish(second, NOW) == ()
    (problem,) = await other.publisher.publish(second, NOW)
    assert problem.code is ProblemCode.NOTHING_TO_PUBLISH
    assert (await history(world)).version == 2


async def test_what_is_published_is_what_was_saved_last_by_whomever(world: World, open_store: OpenStore):
    wider = replace(WELCOME, name="Of another process")
    await (await open_store()).automations.save(world.account.id, "welcome", wider, NOW)
    assert await world.store.publisher.publish(world.automation, NOW) == ()
    assert (await history(world)).definition == wider


async def test_of_two_edits_in_one_process_the_later_is_decided_on_what_the_earlier_made(
    world: World, redis_url: str, prefix: str
):
    publisher = world.store.publisher
    await publisher.change_status(world.automation, Status.PAUSED, NOW)
    async with Turns(redis_url, prefix) as turns, turns.take(world.automation.id):
        archived = asyncio.create_task(publisher.change_status(world.automation, Status.ARCHIVED, NOW))
        await asyncio.wait([archived], timeout=0.3)  # less than the patience with a turn
        (problem,) = await publisher.change_status(world.automation, Status.PUBLISHED, NOW)
    assert await archived == ()
    assert problem.code is ProblemCode.WRONG_STATUS
    assert (await history(world)).status is Status.ARCHIVED
