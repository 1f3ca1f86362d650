"""What a simulated contact does, derived from its number alone: always the same for the same number."""

from dataclasses import dataclass
from random import Random

from server.demo.walk import Step, Walk
from server.demo.welcome import KEY

SEED = "footfall"
LONGEST = 240.0
"""No journey takes more seconds; a day of the campaign lasts about ten."""

ARRIVALS: tuple[tuple[float, dict[str, str | int]], ...] = (
    # how often, and the tracked link; a contact that came directly has none
    (0.22, {"source": "google", "medium": "cpc", "campaign": "brand", "term": "handmade mugs"}),
    (0.16, {"source": "google", "medium": "organic"}),
    (0.20, {"source": "facebook", "medium": "paid-social", "campaign": "spring-launch", "content": "video"}),
    (0.12, {"source": "instagram", "medium": "paid-social", "campaign": "spring-launch", "content": "story"}),
    (0.08, {"source": "partner-letter", "medium": "email", "campaign": "ebook"}),
    (0.06, {"source": "linkedin", "medium": "social", "campaign": "ebook"}),
)
PRICES = ("19.00", "29.90", "29.90", "49.90", "79.00", "149.00")


@dataclass(frozen=True, slots=True)
class Mailed:
    """How a contact took an email; `gone` after a bounce, a complaint or an unsubscription."""

    opened: bool = False
    clicked: bool = False
    gone: bool = False


def contact_key(number: int) -> str:
    """The key of the contact of that number, from 1."""
    return f"demo-{number:05d}"


def journey(number: int) -> tuple[Step, ...]:
    """Everything the contact of that number ever does, in order of time."""
    walk = Walk(contact_key(number), Random(f"{SEED}/{number}"))
    _arrive(walk)
    if _hear(walk):
        _decide(walk)
    return walk.steps()


def _arrive(walk: Walk) -> None:
    """By a tracked link or directly, to one of the forms, where others only look."""
    chance = walk.between(0, 1)
    for share, link in ARRIVALS:
        if 0 <= chance < share:
            walk.note("TOUCHED", **link)
        chance -= share
    form = "signup-form" if walk.happens(0.65) else "ebook-form"
    for _ in range(int(walk.between(0, 4))):
        walk.be_seen(form, walk.between(0, 5))
    walk.note("VISITED", automation=KEY, element=form)
    walk.wait(1, 4)
    walk.enter(form)
    walk.move("tag-lead")
    walk.note("TAGGED", tag="lead")


def _hear(walk: Walk) -> bool:
    """The welcome, a second email by whether it was opened, and an offer; False once the contact is gone."""
    welcome = _mail(walk, "welcome-email", opens=0.45, clicks=0.12, links=2)
    if welcome.gone:
        return False
    walk.move("one-day")
    walk.wait(8, 12)
    walk.move("opened")
    second = "story-email" if welcome.opened else "reminder-email"
    if _mail(
        walk, second, opens=0.35 if welcome.opened else 0.2, clicks=0.08, links=2 if welcome.opened else 1
    ).gone:
        return False
    walk.move("two-days")
    walk.wait(16, 24)
    walk.move("offer-test")
    return True


def _decide(walk: Walk) -> None:
    """The offer; some buy while they wait, some when they have reached the goal, most never."""
    free_shipping = walk.happens(0.5)
    offer = "shipping-email" if free_shipping else "discount-email"
    mailed = _mail(walk, offer, opens=0.35, clicks=0.11 if free_shipping else 0.08, links=2)
    if mailed.gone:
        return
    walk.move("three-days")
    if walk.happens(0.02 + 0.05 * mailed.opened + 0.25 * mailed.clicked):
        walk.wait(9, 28)
        _buy(walk)
        return
    walk.wait(28, 32)
    walk.move("bought")
    if walk.happens(0.04):
        walk.wait(10, 60)
        _buy(walk)


def _buy(walk: Walk) -> None:
    price = walk.one_of(PRICES)
    walk.note("VISITED", automation=KEY, element="bought")
    walk.wait(0.5, 2)
    walk.note("PURCHASED", amount=price, currency="USD")
    walk.achieve("bought")
    if walk.happens(0.07):
        walk.note("REFUNDED", walk.between(20, 60), amount=price, currency="USD")
    if walk.happens(0.12):
        walk.note("PURCHASED", walk.between(30, 80), amount=walk.one_of(PRICES), currency="USD")
    walk.move("tag-customer")
    walk.note("TAGGED", tag="customer")
    if _mail(walk, "thanks-email", opens=0.6, clicks=0.15, links=2).gone:
        return
    walk.move("one-week")
    walk.wait(30, 40)
    _call(walk)


def _call(walk: Walk) -> None:
    """The second goal; who does not book waits there."""
    mailed = _mail(walk, "call-email", opens=0.4, clicks=0.15, links=1)
    if mailed.gone:
        return
    walk.wait(9, 14)
    if not walk.happens(0.7 if mailed.clicked else 0.08):
        walk.move("call-booked")
        return
    walk.achieve("call-booked")
    walk.move("tell-sales")
    if walk.happens(0.08):
        walk.note_here("FAILED")
    walk.move("end")


def _mail(walk: Walk, email: str, *, opens: float, clicks: float, links: int) -> Mailed:
    """Moves to the email and has it sent; the probabilities are of all who get it."""
    walk.move(email)
    walk.note_here("SENT")
    if walk.happens(0.012):
        walk.wait(1, 3)
        walk.note_here("BOUNCED")
        walk.leave()
        return Mailed(gone=True)
    walk.wait(0.3, 1)
    walk.note_here("DELIVERED")
    if not walk.happens(opens):
        return Mailed()
    seen = walk.between(1, 7)
    walk.note_here("OPENED", seen)
    if walk.happens(0.012):
        walk.wait(seen + 0.5, seen + 2)
        walk.note_here("COMPLAINED" if walk.happens(0.1) else "UNSUBSCRIBED")
        walk.leave()
        return Mailed(opened=True, gone=True)
    if not walk.happens(clicks / opens):
        return Mailed(opened=True)
    clicked = seen + walk.between(0.2, 0.9)
    walk.note_here("CLICKED", clicked, link=int(walk.between(0, links)))
    walk.note("TOUCHED", clicked, source="newsletter", medium="email", campaign=KEY, content=email)
    return Mailed(opened=True, clicked=True)
