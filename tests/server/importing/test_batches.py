import json
from pathlib import Path

import pytest

from server.importing import batches as packing
from server.importing.batches import Batch, batches, made_ahead
from server.importing.content import opened
from server.importing.events import Recipe
from server.importing.mapping import load_mapping
from server.importing.rows import rows


def packed(folder: Path, count: int) -> list[Batch]:
    mapping, path = folder / "mapping.toml", folder / "a.csv"
    mapping.write_text(
        'contact = "{id}"\nstart = 2026-03-01T09:00:00Z\n[[event]]\ntype = "TAGGED"\ntag = "a"\n'
        '[[event]]\ntype = "TAGGED"\ntag = "b"'
    )
    path.write_text("id\n" + "".join(f"c{number}\n" for number in range(count)))
    with opened(path) as content:
        return list(batches(rows(content, path), Recipe(load_mapping(mapping), "f", None), content))


def ids(made: list[Batch]) -> list[str]:
    return [json.loads(line)["id"] for batch in made for line in batch.body().splitlines()]


def test_batches_hold_the_events_in_file_order_and_no_more_than_the_endpoint_takes(tmp_path: Path):
    made = packed(tmp_path, 6_000)
    assert [len(batch.lines) for batch in made] == [5_000, 5_000, 2_000]
    assert sum(batch.rows for batch in made) == 6_000
    assert ids(made) == [f"f/{row}/{name}" for row in range(1, 6_001) for name in (1, 2)]
    assert made[-1].position == (tmp_path / "a.csv").stat().st_size


def test_a_batch_closes_before_it_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(packing, "MOST_BYTES", 250)
    made = packed(tmp_path, 5)
    assert len(ids(made)) == 10
    assert all(len(batch.body()) <= 250 for batch in made)
    assert len(made) > 1


def test_an_empty_file_is_one_empty_batch(tmp_path: Path):
    (batch,) = packed(tmp_path, 0)
    assert (batch.lines, batch.refused, batch.rows) == ([], [], 0)


async def test_making_ahead_keeps_the_order():
    made = [Batch(position=number) for number in range(5)]
    assert [batch.position async for batch in made_ahead(iter(made))] == [0, 1, 2, 3, 4]


async def test_what_goes_wrong_while_making_ahead_is_raised():
    def broken():
        yield Batch()
        raise OSError("the disk is gone")

    ahead = made_ahead(broken())
    assert await anext(ahead) == Batch()
    with pytest.raises(OSError, match="the disk is gone"):
        await anext(ahead)
