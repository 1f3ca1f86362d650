"""Opaque ids: they come back as they went, and nothing else passes for one."""

from hypothesis import given
from hypothesis import strategies as st

from measure import ids

plain = st.text(st.characters(blacklist_characters=":", blacklist_categories=("Cs",)))
texts = st.text(st.characters(blacklist_categories=("Cs",)))


@given(plain, st.lists(plain, max_size=2), texts)
def test_parts_come_back(kind, first, last):
    identifier = ids.encode(kind, *first, last)
    assert ids.parts(identifier, kind, len(first) + 1) == (*first, last)


@given(st.text())
def test_what_is_no_id_decodes_to_nothing(text):
    kind, rest = ids.decode(text)
    assert (kind, rest) == ("", "") or ids.encode(kind, rest) == text


def test_an_id_has_one_spelling():
    identifier = ids.encode("Contact", "a", "1")
    for other in (
        identifier + "=",
        identifier + "\n",
        identifier[:2] + "!" + identifier[2:],
        identifier[:-1],
    ):
        assert ids.parts(other, "Contact", 2) is None
    assert ids.parts(identifier, "Element", 2) is None
    assert ids.parts(identifier, "Contact", 3) is None
