"""Random maps that can be published: cycles through GO_TO, parallel connectors, goals side by side."""

from hypothesis import strategies as st

from tests.strategies.chance import one_in, sizes

BODY = (
    *("GOAL", "GOAL", "GOAL", "EMAIL", "EMAIL", "SMS", "WAIT", "WAIT", "GO_TO", "GO_TO"),
    *("CONDITION", "SPLIT", "FORK", "END", "END", "TASK", "WEBHOOK"),
)


@st.composite
def automations(draw, key: str = "welcome", time_zone: str = "UTC", *, ways_on: int = 0) -> list[dict]:
    """One to three versions of a map that can all be published, one after the other.

    All draw from one pool of elements, so that keys keep their kinds: a version drops and adds elements,
    reorders them, rewires, and changes how many links a message has. Connectors lead from an element to at
    least `ways_on` others, where it has that many below it.
    """
    more = draw(st.lists(st.sampled_from(("TRIGGER", *BODY)), max_size=7))
    kinds = ["TRIGGER", *draw(st.permutations(["EMAIL", "GOAL", "WAIT", "TRIGGER", *more]))]
    pool = [
        {"key": f"{kind.lower()}-{n}", "kind": kind, "name": f"{kind} {n}"} for n, kind in enumerate(kinds)
    ]
    count = draw(st.integers(1, 3))
    return [
        {"key": key, "name": f"{key} {n}", "timeZone": time_zone, **draw(_version(pool, ways_on))}
        for n in range(count)
    ]


@st.composite
def _version(draw, pool: list[dict], ways_on: int) -> dict:
    first, *rest = pool
    flow = [first, *(each for each in rest if not draw(one_in(2 if each["kind"] == "TRIGGER" else 5)))]
    if not _landings(flow):
        flow = [element for element in flow if element["kind"] != "GO_TO"]
    return {
        "elements": [_shape(draw, element) for element in draw(st.permutations(flow))],
        "connectors": _keyed(draw, _edges(draw, flow, ways_on)),
    }


def _landings(flow: list[dict]) -> list[dict]:
    """Where a GO_TO may lead."""
    return [element for element in flow if element["kind"] not in ("TRIGGER", "GOAL", "GO_TO")]


def _edges(draw, flow: list[dict], ways_on: int) -> list[tuple[dict, dict]]:
    """Pairs along the order of `flow`, so that only a GO_TO closes a cycle."""
    edges = []
    for place, element in enumerate(flow):
        if element["kind"] == "END":
            continue
        if element["kind"] == "GO_TO":
            edges.append((element, draw(st.sampled_from(_landings(flow)))))
            continue
        targets = [other for other in flow[place + 1 :] if other["kind"] != "TRIGGER"]
        if targets:
            fewest, places = min(ways_on, len(targets)), st.sampled_from(range(len(targets)))
            chosen = draw(st.lists(places, unique=True, min_size=fewest, max_size=3))
            edges += [(element, targets[index]) for index in chosen]
    return edges


def _keyed(draw, edges: list[tuple[dict, dict]]) -> list[dict]:
    """Connectors for pairs of elements: one without a key, or some with keys that always join this pair."""
    connectors = []
    for source, target in edges:
        ends = {"source": source["key"], "target": target["key"]}
        numbers = [0]
        if source["kind"] != "GO_TO":
            numbers = draw(st.sampled_from([[0], [0], [0], [1, 2], [2], [0, 2]]))
        for number in numbers:
            key = {"key": f"{ends['source']}>{ends['target']}.{number}"} if number else {}
            connectors.append({**key, **ends, **_way(connectors, source)})
    return _weighted(draw, connectors, [source["key"] for source, _ in edges if source["kind"] == "SPLIT"])


def _way(before: list[dict], source: dict) -> dict:
    if source["kind"] != "CONDITION":
        return {}
    index = sum(connector["source"] == source["key"] for connector in before)
    return {"label": ("YES", "NO")[index]} if index < 2 else {}


def _weighted(draw, connectors: list[dict], splits: list[str]) -> list[dict]:
    ways = {split: sum(edge["source"] == split for edge in connectors) for split in splits}
    weights = {split: 1 / count for split, count in ways.items() if draw(st.booleans())}
    return [
        {**edge, "weight": weights[edge["source"]]} if edge["source"] in weights else edge
        for edge in connectors
    ]


def _shape(draw, element: dict) -> dict:
    if element["kind"] in ("EMAIL", "SMS"):
        return {**element, "links": [f"https://example.org/{n}" for n in range(draw(sizes))]}
    if element["kind"] == "END":
        return {**element, "exit": draw(st.booleans())}
    return element
