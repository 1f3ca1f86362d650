"""What lies upstream of a goal, nearest first."""

from hypothesis import HealthCheck, given, settings

from measure.topology import Topology
from tests.measure.ledger import definition
from tests.recount.folding import distances
from tests.recount.world import Map
from tests.strategies import automations


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(automations())
def test_upstream_is_ordered_by_distance_then_by_map_order(versions):
    for version in versions:
        place = Map("m", versions=[version])
        upstream = Topology.of(definition(version)).upstream
        assert list(upstream) == [key for key, shape in place.elements.items() if shape["kind"] == "GOAL"]
        for goal, elements in upstream.items():
            away = distances(place, goal)
            in_map_order = [key for key in place.elements if key in away]
            assert list(elements) == sorted(in_map_order, key=lambda key: away[key])


def test_a_goal_is_upstream_of_itself_only_on_a_cycle():
    kinds = {"t": "TRIGGER", "w": "WAIT", "g": "GOAL", "o": "GO_TO"}
    drawing = {
        "name": "M",
        "timeZone": "UTC",
        "elements": [{"key": key, "kind": kind, "name": key} for key, kind in kinds.items()],
        "connectors": [{"source": a, "target": b} for a, b in ("tw", "wg", "go", "ow")],
    }
    assert Topology.of(definition(drawing)).upstream["g"] == ("w", "t", "o", "g")
    drawing["connectors"] = drawing["connectors"][:2]
    assert Topology.of(definition(drawing)).upstream["g"] == ("w", "t")
