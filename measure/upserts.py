"""Whether a contact is taken: the bounds of semantics.md, "Events"."""

from collections.abc import Iterator

from measure.contacts import ContactUpsert
from measure.instants import is_in_range
from measure.rejections import Rejection, RejectionCode

LONGEST_KEY = 128
LONGEST_TEXT = 254
LONGEST_TAG = 64
MOST_TAGS = 100


def rejection(upsert: ContactUpsert) -> Rejection | None:
    """The first rule that `upsert` breaks; None when it can be taken."""
    return next(_broken(upsert), None)


def _broken(upsert: ContactUpsert) -> Iterator[Rejection]:
    if not 1 <= len(upsert.key) <= LONGEST_KEY:
        yield _bad("key", f"key must have 1 to {LONGEST_KEY} characters, not {len(upsert.key)}")
    for field, value in (("email", upsert.email), ("name", upsert.name)):
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            yield _bad(field, f"{field} must have at most {LONGEST_TEXT} characters, not {len(value)}")
    if upsert.created_at is not None and not is_in_range(upsert.created_at):
        yield _bad("createdAt", "createdAt must lie between the years 2000 and 2100")
    if len(upsert.tags) > MOST_TAGS:
        yield _bad("tags", f"a contact takes at most {MOST_TAGS} tags at a time, not {len(upsert.tags)}")
    for tag in upsert.tags:
        if not 1 <= len(tag) <= LONGEST_TAG:
            yield _bad("tags", f"every tag must have 1 to {LONGEST_TAG} characters, not {len(tag)}")


def _bad(field: str, message: str) -> Rejection:
    return Rejection(RejectionCode.BAD_VALUE, message, field)
