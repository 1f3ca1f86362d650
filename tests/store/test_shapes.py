"""Values cut into parts and joined again."""

import pytest

from measure.columns import MOST_SPARSE, WIDE, BitSliced, Column
from measure.sets import Set
from measure.terms import Terms
from store import shapes
from store.shapes import column_chunks, set_chunks, shape_of, term_chunks

FAR_APART = (0, 65_535, 65_536, 1 << 20, 5 << 20)


def joined(name: str, value: object, chunks) -> object:
    shape = shape_of(name)
    return shape.join({chunk: shape.pack(value, chunk) for chunk in chunks})


def test_a_set_is_the_same_from_its_chunks():
    members = Set(FAR_APART)
    assert list(set_chunks(members)) == [0, 1, 5]
    assert joined("set:REACHED/mail", members, set_chunks(members)) == members


def test_an_empty_set_is_kept_as_one():
    assert joined("set:HERE_NOW/mail", Set(), [0]) == Set()
    assert list(set_chunks(Set())) == []


@pytest.mark.parametrize("column", [Column(), Column(dtype=WIDE)])
def test_a_column_is_the_same_from_its_chunks(column: Column):
    filled = column.with_values({ordinal: ordinal + 7 for ordinal in range(MOST_SPARSE + 5)})
    filled = filled.with_values(dict.fromkeys(FAR_APART, 1_000))
    again = joined("column:ADDED", filled, column_chunks(FAR_APART))
    assert again == filled
    assert again.dtype == filled.dtype
    assert again.with_values({3: 1}).get(3) == 1  # what was read may be written on


def test_money_is_the_same_from_its_chunks():
    money = BitSliced().with_values({0: 5, 1 << 20: -(1 << 70), 2 << 20: 0})
    again = joined("money:", money, [0, 1, 2])
    assert [again.get(ordinal) for ordinal in (0, 1 << 20, 2 << 20)] == [5, -(1 << 70), 0]


def test_counts_are_the_same_again():
    counts = {739_310: 3, 0: 1 << 40}
    assert joined("counts:VISITS/form", counts, [0]) == counts


@pytest.fixture
def terms(monkeypatch: pytest.MonkeyPatch) -> Terms:
    monkeypatch.setattr(shapes, "TERM_BITS", 1)
    return Terms().with_spellings(["a", "B", "c", "D", "e"])


def test_terms_keep_their_codes(terms: Terms):
    assert list(term_chunks(terms, 2)) == [1, 2]
    assert joined("terms:source", terms, term_chunks(terms, 5)) == terms


def test_terms_end_before_a_gap(terms: Terms):
    """The log has what is beyond: it came after the snapshot."""
    shape = shape_of("terms:source")
    packed = {chunk: shape.pack(terms, chunk) for chunk in range(3)}
    half = shape.pack(Terms().with_spellings(["a"]), 0)
    assert shape.join(packed | {0: half}).spellings() == ["a"]
    assert shape.join({0: packed[0], 2: packed[2]}).spellings() == ["a", "B"]
    assert shape.join({1: packed[1]}).spellings() == []


def test_a_dictionary_takes_a_term_once(terms: Terms):
    assert terms.with_spellings(["E", "f"]).spellings() == ["a", "B", "c", "D", "e", "f"]
