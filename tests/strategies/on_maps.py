"""What happens to contacts on a map: moves along it and across it, and what is told of its elements.

Maps are given as their versions that were published, oldest first.
"""

from hypothesis import strategies as st

from tests.strategies.chance import one_in, sizes

MESSAGE_TYPES = ("SENT", "DELIVERED", "OPENED", "CLICKED", "CLICKED", "BOUNCED", "UNSUBSCRIBED", "COMPLAINED")
PLACE_TYPES = ("ACHIEVED", "ACHIEVED", "ACHIEVED", "FAILED", "SKIPPED", "VISITED", "VISITED", *MESSAGE_TYPES)
MESSAGES = ("EMAIL", "SMS")
ACTIONS = (*MESSAGES, "TASK", "WEBHOOK")
FITTING = {"ACHIEVED": ("GOAL",), "FAILED": ACTIONS, "SKIPPED": ACTIONS, "VISITED": ("TRIGGER", "GOAL")}


@st.composite
def move(draw, versions: list[dict]) -> dict:
    """Along a connector of some version, or from and to anywhere."""
    edges = [edge for version in versions for edge in version["connectors"]]
    if not edges or draw(one_in(4)):
        ends = draw(st.sampled_from((("from",), ("to",), ("to", "connector"), ("from", "to"))))
        return {"type": "MOVED", **{end: draw(_element(versions)) for end in ends}}
    edge = draw(st.sampled_from(edges))
    along = {"type": "MOVED", "from": edge["source"], "to": edge["target"]}
    if draw(one_in(3)):
        return along
    if draw(one_in(8)):
        return {**along, "connector": "nowhere"}
    return {**along, "connector": _key(edge)}


def _key(edge: dict) -> str:
    return edge.get("key") or f"{edge['source']}>{edge['target']}"


def _kinds(versions: list[dict]) -> dict[str, str]:
    return {element["key"]: element["kind"] for version in versions for element in version["elements"]}


def _element(versions: list[dict]) -> st.SearchStrategy[str]:
    return st.sampled_from([*_kinds(versions), *_kinds(versions), "nowhere"])


@st.composite
def at_place(draw, versions: list[dict]) -> dict:
    kind = draw(st.sampled_from(PLACE_TYPES))
    fitting = [key for key, of in _kinds(versions).items() if of in FITTING.get(kind, MESSAGES)]
    if not fitting:
        return draw(move(versions))
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
def onward(draw, versions: list[dict], place: str | None) -> dict:
    """The next step of a contact at `place`: onto a trigger or along a connector; goals are achieved."""
    kinds, current = _kinds(versions[-1:]), versions[-1]
    edges = [edge for edge in current["connectors"] if edge["source"] == place]
    if not edges or draw(one_in(8)):
        triggers = [key for key, kind in kinds.items() if kind == "TRIGGER"]
        return {"type": "MOVED", "to": draw(st.sampled_from(triggers))}
    edge = draw(st.sampled_from(edges))
    if kinds[edge["target"]] == "GOAL" and not draw(one_in(4)):
        return {"type": "ACHIEVED", "element": edge["target"]}
    return {"type": "MOVED", "from": place, "to": edge["target"], "connector": _key(edge)}
