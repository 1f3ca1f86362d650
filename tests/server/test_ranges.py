import pytest

from server.ranges import Span, Unsatisfiable, asked_span


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ("bytes=0-0", Span(0, 1)),
        ("bytes=2-4", Span(2, 5)),
        ("bytes=7-", Span(7, 10)),
        ("bytes=7-999999999999999999", Span(7, 10)),
        ("bytes=-3", Span(7, 10)),
        ("bytes=-30", Span(0, 10)),
        ("Bytes= 0-9", Span(0, 10)),
    ],
)
def test_one_range_is_a_part(asked: str, span: Span):
    assert asked_span(asked, 10) == span


@pytest.mark.parametrize(
    "asked",
    ["", "bytes", "bytes=", "bytes=-", "bytes=4-2", "bytes=a-b", "lines=0-1", "bytes=0-1,4-5", "bytes=٣-"],
)
def test_what_is_no_range_or_several_is_the_whole(asked: str):
    assert asked_span(asked, 10) is None


@pytest.mark.parametrize(
    ("asked", "size"), [("bytes=10-", 10), ("bytes=99-100", 10), ("bytes=-0", 10), ("bytes=0-", 0)]
)
def test_what_begins_beyond_the_end_is_no_part(asked: str, size: int):
    with pytest.raises(Unsatisfiable):
        asked_span(asked, size)
