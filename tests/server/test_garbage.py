import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from server.garbage import SHORTEST_REST_SECONDS, collect_now_and_then, rest_after
from tests.waiting import eventually


class Ring:
    """Something that refers to itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


@pytest.mark.usefixtures("as_before")
async def test_old_cycles_are_found_now_and_then(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.garbage.SHORTEST_REST_SECONDS", 0.01)
    monkeypatch.setattr("server.garbage.REST", 0)
    collecting = asyncio.create_task(collect_now_and_then())
    await eventually(lambda: gc.get_freeze_count() > 0)
    ring = Ring()
    gone = weakref.ref(ring)
    del ring
    await eventually(lambda: gone() is None)
    collecting.cancel()
    await asyncio.wait([collecting])


def test_many_live_objects_are_looked_at_seldom():
    assert rest_after(took=0.5, found=0, alive=1_000_000) == 100
    assert rest_after(took=0.01, found=0, alive=20_000) == SHORTEST_REST_SECONDS
    assert rest_after(took=0.0, found=0, alive=0) == SHORTEST_REST_SECONDS


def test_what_was_found_does_not_put_off_the_next_look():
    """Or the more there is to find, the later it would be found."""
    assert rest_after(took=1.0, found=750_000, alive=250_000) == 50
