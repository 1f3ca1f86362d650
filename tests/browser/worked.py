"""A small map whose history makes every report say something."""

from tests.acceptance.stories import WORKED, happened, moved
from tests.acceptance.tenant import Tenant
from tests.serving import Json

GOAL = "G"
HISTORY: tuple[Json, ...] = (
    *moved("A", "T E1 W1"),
    *moved("B", "T E1 W1 E2 W2"),
    *moved("C", "T E1 W1 E2 W2"),
    happened("ACHIEVED", "A", day="2026-03-02", element=GOAL),
    happened("ACHIEVED", "B", day="2026-03-04", element=GOAL),
    happened("ACHIEVED", "D", day="2026-03-05", element=GOAL),
    *(happened("DELIVERED", contact, element="E1") for contact in "ABC"),
    *(happened("OPENED", contact, element="E1") for contact in "AB"),
    happened("CLICKED", "A", element="E1"),
    happened("SKIPPED", "C", element="E2"),
    happened("VISITED", None, element="T"),
    happened("VISITED", "A", element="T"),
)
TOUCHES: tuple[Json, ...] = (
    {"contact": "A", "at": "2026-02-01T09:00:00Z", "source": "facebook", "medium": "cpc"},
    {"contact": "A", "at": "2026-02-02T09:00:00Z", "source": "email"},
    {"contact": "B", "at": "2026-02-03T09:00:00Z", "source": "facebook"},
)
PURCHASES: tuple[Json, ...] = (
    {"type": "PURCHASED", "contact": "A", "at": "2026-03-05T09:00:00Z", "amount": "100.00"},
    {"type": "PURCHASED", "contact": "B", "at": "2026-03-05T09:00:00Z", "amount": "50.00"},
    {"type": "REFUNDED", "contact": "B", "at": "2026-03-06T09:00:00Z", "amount": "50.00"},
)


async def publish_worked(tenant: Tenant) -> str:
    """The worked map with its history; its id."""
    automation = await tenant.publish(WORKED)
    touches = ({"id": f"touch-{at}", "type": "TOUCHED", **touch} for at, touch in enumerate(TOUCHES))
    purchases = ({"id": f"sale-{at}", "currency": "USD", **sale} for at, sale in enumerate(PURCHASES))
    await tenant.record(*HISTORY, *touches, *purchases)
    return automation
