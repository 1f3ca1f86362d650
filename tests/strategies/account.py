"""What happens to an account's contacts beside its maps: touches, money, tags and upserts."""

from collections.abc import Sequence
from datetime import datetime

from hypothesis import strategies as st

from tests.recount.world import DIMENSIONS
from tests.strategies.chance import one_in

CONTACTS = ("ann", "bob", "cy", "dee", "eve")
STRANGERS = ("fay", "gus")
"Contacts of the account that no map ever sees."

TYPES = ("TOUCHED", "TOUCHED", "TOUCHED", "PURCHASED", "REFUNDED", "TAGGED", "UNTAGGED")
VALUES = (
    *("facebook", " Facebook", "FACEBOOK", "email", "E-Mail", "Straße", "STRASSE", " "),
    *("newsletter", "Newsletter ", "σίσυφος", "ΣΊΣΥΦΟΣ"),
)
AMOUNTS = ("49.90", "50", "0.01", "999999999999.99")
TAGS = ("vip", "Vip", "new")
FAR_OFF = ("2000-01-01T00:00:00Z", "2080-03-31T01:00:00Z", "2099-12-31T23:59:59Z")
"Bounds of when a contact may be said to be created, and a clock that changes long after all events."


@st.composite
def of_account(draw) -> dict:
    """The type of an event of the account, and what it says."""
    kind = draw(st.sampled_from(TYPES))
    if kind in ("TAGGED", "UNTAGGED"):
        return {"type": kind, "tag": draw(st.sampled_from(TAGS))}
    if kind in ("PURCHASED", "REFUNDED"):
        return {"type": kind, "amount": draw(st.sampled_from(AMOUNTS)), "currency": "USD"}
    dimensions = draw(st.lists(st.sampled_from(DIMENSIONS), min_size=1, max_size=5, unique=True))
    return {"type": kind, **{dimension: draw(st.sampled_from(VALUES)) for dimension in dimensions}}


@st.composite
def upserted(
    draw, contacts: Sequence[str], most: int, spread: st.SearchStrategy[datetime], before: set[str]
) -> list[dict]:
    """One to `most` of `contacts`, each once.

    Whoever is not in `before`, which grows, is said to be created at some instant: nobody's creation hangs
    on when the upsert came.
    """
    chosen = draw(st.lists(st.sampled_from(contacts), min_size=1, max_size=most, unique=True))
    upserts = []
    for key in chosen:
        upsert: dict = {"key": key}
        if key not in before or draw(st.booleans()):
            is_far_off = draw(one_in(6))
            upsert["createdAt"] = draw(st.sampled_from(FAR_OFF)) if is_far_off else draw(spread).isoformat()
        if draw(st.booleans()):
            upsert["tags"] = draw(st.lists(st.sampled_from(TAGS), max_size=2, unique=True))
        upserts.append(upsert)
    before |= set(chosen)
    return upserts
