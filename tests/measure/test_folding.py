"""What starts with a text is a range of texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure.folding import end_of, folded

quick = settings(max_examples=500, deadline=None)
characters = st.sampled_from("ab\ud7ff\ue000\uffff\U00010000\U0010fffe\U0010ffff\0") | st.characters(
    exclude_categories=["Cs"]
)
texts = st.text(characters, max_size=4)


@quick
@given(texts, texts)
def test_a_text_starts_with_another_just_when_it_is_in_its_range(start, text):
    for each in (text, start + text, start[:-1] + text):
        end = end_of(start)
        assert each.startswith(start) is (start <= each and (end is None or each < end))


@quick
@given(texts, texts)
def test_the_order_of_texts_is_that_of_their_bytes(one, other):
    assert (one < other) is (one.encode() < other.encode())


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("ann", "ano"),
        ("a\ud7ff", "a\ue000"),
        ("a\U0010ffff", "b"),
        ("\ud7ff\U0010ffff\U0010ffff", "\ue000"),
        ("\uffff", "\U00010000"),
        ("\U0010ffff", None),
        ("", None),
    ],
)
def test_a_range_ends_before_the_next_text_that_starts_otherwise(start, end):
    assert end_of(start) == end


def test_texts_are_compared_without_case():
    assert folded("ANN Straße ΣΊΣΥΦΟΣ") == folded("ann STRASSE σίσυφος")
