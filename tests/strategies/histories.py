"""Random histories: re-entry, several places, late events, duplicates, unknown things, bad values."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from tests.strategies.chance import one_in, sizes
from tests.strategies.maps import automations

BASE = datetime(2026, 3, 1, 9, tzinfo=UTC)
CONTACTS = ("ann", "bob", "cy", "dee", "eve")
MESSAGE_TYPES = ("SENT", "DELIVERED", "OPENED", "CLICKED", "CLICKED", "BOUNCED", "UNSUBSCRIBED", "COMPLAINED")
PLACE_TYPES = ("ACHIEVED", "ACHIEVED", "ACHIEVED", "FAILED", "SKIPPED", "VISITED", *MESSAGE_TYPES)
MESSAGES = ("EMAIL", "SMS")
ACTIONS = (*MESSAGES, "TASK", "WEBHOOK")
FITTING = {"ACHIEVED": ("GOAL",), "FAILED": ACTIONS, "SKIPPED": ACTIONS, "VISITED": ("TRIGGER", "GOAL")}
ACCOUNT_TYPES = ("TOUCHED", "TOUCHED", "TOUCHED", "PURCHASED", "REFUNDED", "TAGGED", "UNTAGGED")
DIMENSIONS = ("source", "medium", "campaign", "content", "term")


@st.composite
def histories(draw, batches: int = 4, events: int = 14) -> list[tuple]:
    """Steps on up to two maps and a draft: versions published between batches of events."""
    maps = [draw(automations("welcome")), draw(automations("winback"))]
    waiting = [("publish", version) for versions in maps for version in versions]
    steps = [waiting.pop(0), ("save", {**maps[0][0], "key": "draft"})]
    published = {"welcome": [maps[0][0]]}
    used: list[dict] = []
    for _ in range(draw(st.integers(1, batches))):
        if waiting and draw(st.booleans()):
            _, version = step = waiting.pop(0 if draw(st.booleans()) else _first_of_another(waiting))
            published.setdefault(version["key"], []).append(version)
            steps.append(step)
        is_paused = draw(one_in(4))
        if is_paused:
            steps.append(("status", "welcome", "PAUSED"))
        batch = [draw(_event(published, used)) for _ in range(draw(st.integers(1, events)))]
        steps.append(("events", batch))
        if is_paused:
            steps.append(("status", "welcome", "PUBLISHED"))
    return steps


def _first_of_another(waiting: list[tuple]) -> int:
    """Where the next map's versions begin, which must stay in their order."""
    keys = [version["key"] for _, version in waiting]
    return next((index for index, key in enumerate(keys) if key != keys[0]), 0)


@st.composite
def _event(draw, published: dict[str, list[dict]], used: list[dict]) -> dict:
    if used and draw(one_in(10)):
        return draw(_again(draw(st.sampled_from(used))))
    seconds = draw(st.integers(0, 600))
    at = BASE + timedelta(seconds=seconds, milliseconds=draw(st.sampled_from((0, 0, 0, 250, 999))))
    event = {"id": f"e-{len(used)}", "at": at.isoformat(), "contact": draw(st.sampled_from(CONTACTS))}
    family = draw(st.sampled_from("MMMMMMPPPPPPA"))
    if family == "A":
        event |= draw(_of_account())
    else:
        event["automation"] = key = draw(st.sampled_from(sorted(published)))
        event |= draw(_move(published[key]) if family == "M" else _at_place(published[key]))
        if draw(one_in(25)):
            event["automation"] = draw(st.sampled_from(("draft", "nowhere")))
    if draw(one_in(12)):
        event = draw(_spoilt(event))
    used.append(event)
    return event


def _again(event: dict) -> st.SearchStrategy[dict]:
    """The same event, or its id on another one."""
    return st.sampled_from([event, *({**event, "contact": contact} for contact in CONTACTS)])


@st.composite
def _move(draw, versions: list[dict]) -> dict:
    """Along a connector of some version, or from and to anywhere."""
    edges = [edge for version in versions for edge in version["connectors"]]
    if not edges or draw(one_in(4)):
        ends = draw(st.sampled_from((("from",), ("to",), ("to", "connector"), ("from", "to"))))
        return {"type": "MOVED", **{end: draw(_element(versions)) for end in ends}}
    edge = draw(st.sampled_from(edges))
    move = {"type": "MOVED", "from": edge["source"], "to": edge["target"]}
    if draw(one_in(3)):
        return move
    if draw(one_in(8)):
        return {**move, "connector": "nowhere"}
    return {**move, "connector": _key(edge)}


def _key(edge: dict) -> str:
    return edge.get("key") or f"{edge['source']}>{edge['target']}"


def _kinds(versions: list[dict]) -> dict[str, str]:
    return {element["key"]: element["kind"] for version in versions for element in version["elements"]}


def _element(versions: list[dict]) -> st.SearchStrategy[str]:
    return st.sampled_from([*_kinds(versions), *_kinds(versions), "nowhere"])


@st.composite
def _at_place(draw, versions: list[dict]) -> dict:
    kind = draw(st.sampled_from(PLACE_TYPES))
    fitting = [key for key, of in _kinds(versions).items() if of in FITTING.get(kind, MESSAGES)]
    if not fitting:
        return draw(_move(versions))
    element = draw(_element(versions) if draw(one_in(10)) else st.sampled_from(fitting))
    event = {"type": kind, "element": element}
    if kind == "ACHIEVED" and draw(one_in(4)):
        event["from"] = draw(_element(versions))
    if kind == "CLICKED" and draw(st.booleans()):
        event["link"] = draw(sizes)
    if kind == "VISITED" and draw(st.booleans()):
        event["contact"] = None
    return event


@st.composite
def _of_account(draw) -> dict:
    kind = draw(st.sampled_from(ACCOUNT_TYPES))
    if kind in ("TAGGED", "UNTAGGED"):
        return {"type": kind, "tag": draw(st.sampled_from(("vip", "Vip", "new")))}
    if kind in ("PURCHASED", "REFUNDED"):
        amount = draw(st.sampled_from(("49.90", "50", "0.01", "999999999999.99")))
        return {"type": kind, "amount": amount, "currency": "USD"}
    values = st.sampled_from(("facebook", " Facebook", "FACEBOOK", "email", "Straße", "STRASSE", " "))
    dimensions = draw(st.lists(st.sampled_from(DIMENSIONS), min_size=1, max_size=3, unique=True))
    return {"type": kind, **{dimension: draw(values) for dimension in dimensions}}


def _spoilt(event: dict) -> st.SearchStrategy[dict]:
    """An event with one thing wrong in it, mostly."""
    wrong = [
        {field: value}
        for field, values in (
            ("id", (None, "", "x" * 129, 7)),
            ("type", (None, "JUMPED", 1)),
            (
                "at",
                (None, "2026-03-01T09:00:00", "yesterday", "1999-12-31T23:59:59Z", "2099-01-01T00:00:00Z", 5),
            ),
            ("contact", (None, "", "x" * 129, 5)),
            ("automation", (None, 5)),
            ("element", (None, ["a"])),
            ("amount", (None, "1e3", "-1", "0", "0.00", "1.234", "1000000000000", ".5", "5.", 5)),
            ("currency", (None, "EUR", "usd")),
            ("tag", (None, "", "x" * 65)),
            ("link", (-1, 99, "0", 1.5)),
            ("source", ("x" * 256, 5)),
        )
        for value in values
        if field in event or (field == "link" and event.get("type") == "CLICKED")
    ]
    return st.sampled_from(wrong).map(lambda change: {**event, **change})
