import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from server.garbage import collect_now_and_then
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
