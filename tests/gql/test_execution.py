import gc
from contextlib import aclosing

from graphql.execution.collect_fields import CollectedFields

from tests.gql.conftest import Asker, Events, next_of
from tests.gql.test_map_updates import WATCH


def collected() -> int:
    """How many collected selections are kept alive."""
    gc.collect()
    return sum(type(kept) is CollectedFields for kept in gc.get_objects())


async def test_an_open_subscription_keeps_nothing_of_its_messages(asker: Asker, worked: str, events: Events):
    async with aclosing(asker.watch(WATCH, id=worked)) as updates:
        await next_of(updates)
        before = collected()
        for contact in "KLM":
            await asker.record(events.on_map("MOVED", contact, to="T"))
            await next_of(updates)
        assert collected() <= before
