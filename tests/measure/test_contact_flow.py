"""Contact flow by example: where contacts are, were, and went."""

import pytest

from measure.contact_flow import ConnectorFlow, ElementFlow, connector_flows, element_flows
from measure.groups import EVERYBODY
from measure.scope import Scope
from measure.stats import Stat
from tests.measure.ledger import Ledger


def drawing(elements: str, connectors: str, **shapes: dict) -> dict:
    pairs = [element.split(":") for element in elements.split()]
    return {
        "key": "m",
        "name": "M",
        "timeZone": "UTC",
        "elements": [{"key": key, "kind": kind, "name": key, **shapes.get(key, {})} for key, kind in pairs],
        "connectors": [
            dict(zip(("source", "target"), ends.split(">"), strict=True)) for ends in connectors.split()
        ],
    }


class Story:
    """Events on the map "m", told one after the other; each is a commit of its own."""

    def __init__(self, automation: dict) -> None:
        self.ledger = Ledger()
        self.ledger.publish(automation)
        self._told = 0

    def __call__(self, kind: str, contact: str | None = "ann", **fields: object) -> "Story":
        self._told += 1
        fields = {name.rstrip("_"): value for name, value in fields.items()}
        event = {"id": f"{self._told}", "type": kind, "contact": contact, "automation": "m", **fields}
        self.ledger.events([{"at": "2026-03-01T09:00:00Z", **event}])
        assert self.ledger.answers[-1] == ["accepted"]
        return self

    @property
    def scope(self) -> Scope:
        return Scope("m", self.ledger.maps["m"], EVERYBODY)

    def who(self, stat: str, subject: str = "") -> set[str]:
        return self.ledger.keys(self.scope.counted(Stat(stat), subject).members)

    def row(self, key: str) -> ElementFlow:
        return ElementFlow(self.scope, self.scope.state.history.elements[key])

    def way(self, key: str) -> ConnectorFlow:
        return ConnectorFlow(self.scope, self.scope.state.history.connectors[key])


def test_a_contact_in_two_places_is_here_at_both():
    story = Story(drawing("t:TRIGGER f:FORK a:WAIT b:WAIT", "t>f f>a f>b"))
    story("MOVED", to="f")("MOVED", from_="f", to="a")("MOVED", from_="f", to="b")
    assert story.who("HERE_NOW", "a") == story.who("HERE_NOW", "b") == story.who("COHORT") == {"ann"}
    assert story.who("WERE_HERE", "f") == {"ann"}


def test_at_a_plain_end_a_contact_is_here_and_at_an_exit_it_was():
    ends = drawing("t:TRIGGER x:END y:END", "t>x t>y", y={"exit": True})
    story = Story(ends)("MOVED", to="x")("MOVED", to="y")
    assert (story.who("HERE_NOW", "x"), story.who("HERE_NOW", "y")) == ({"ann"}, set())
    assert story.who("WERE_HERE", "y") == {"ann"}


def test_an_end_that_became_an_exit_takes_off_who_comes_again():
    story = Story(drawing("t:TRIGGER x:END", "t>x"))("MOVED", to="x")
    story.ledger.publish(drawing("t:TRIGGER x:END", "t>x", x={"exit": True}))
    assert story.who("HERE_NOW", "x") == {"ann"}
    story("MOVED", to="x")
    assert story.who("HERE_NOW", "x") == set()


def test_a_goal_takes_contacts_from_the_nearest_place_upstream_by_map_order():
    story = Story(drawing("t:TRIGGER b:WAIT a:WAIT g:GOAL", "t>a t>b a>g b>g"))
    story("MOVED", to="t")("MOVED", to="a")("MOVED", to="b")("ACHIEVED", element="g")
    assert story.who("HERE_NOW", "b") == set()
    assert story.who("HERE_NOW", "a") == story.who("HERE_NOW", "t") == story.who("HERE_NOW", "g") == {"ann"}
    story("ACHIEVED", element="g")
    assert story.who("HERE_NOW", "a") == {"ann"}


def test_a_goal_takes_contacts_from_where_the_event_says():
    story = Story(drawing("t:TRIGGER w:WAIT g:GOAL o:WAIT", "t>w w>g"))
    story("MOVED", to="w")("MOVED", to="o")("ACHIEVED", element="g", from_="o")
    assert (story.who("HERE_NOW", "w"), story.who("HERE_NOW", "o")) == ({"ann"}, set())
    story("ACHIEVED", "bob", element="g", from_="o")
    assert story.who("REACHED", "o") == {"ann", "bob"}


def test_waiting_at_a_goal_ends_when_it_is_achieved():
    story = Story(drawing("t:TRIGGER g:GOAL", "t>g"))("MOVED", to="g")
    assert story.who("WAITING", "g") == {"ann"}
    story("ACHIEVED", element="g")
    assert (story.who("WAITING", "g"), story.who("HERE_NOW", "g")) == (set(), {"ann"})


@pytest.mark.parametrize(
    ("outcome", "stats"),
    [
        ("SENT", {"SENT"}),
        ("DELIVERED", {"SENT", "DELIVERED"}),
        ("OPENED", {"SENT", "OPENED"}),
        ("CLICKED", {"SENT", "OPENED", "CLICKED"}),
        ("BOUNCED", {"BOUNCED"}),
        ("UNSUBSCRIBED", {"SENT", "UNSUBSCRIBED"}),
        ("COMPLAINED", {"SENT", "COMPLAINED"}),
        ("FAILED", {"FAILED"}),
        ("SKIPPED", {"SKIPPED"}),
    ],
)
def test_what_an_outcome_says_beside_itself(outcome, stats):
    story = Story(drawing("t:TRIGGER e:EMAIL", "t>e"))(outcome, element="e")
    every = (
        "SENT",
        "DELIVERED",
        "OPENED",
        "CLICKED",
        "BOUNCED",
        "UNSUBSCRIBED",
        "COMPLAINED",
        "FAILED",
        "SKIPPED",
    )
    assert {stat for stat in every if story.who(stat, "e")} == stats
    assert (story.who("REACHED", "e"), story.who("HERE_NOW", "e")) == ({"ann"}, set())
    assert story.who("COHORT") == {"ann"}


def test_link_clicks_count_contacts_and_clicks():
    mail = {"links": ["https://example.org/a", "https://example.org/b"]}
    story = Story(drawing("t:TRIGGER e:EMAIL", "t>e", e=mail))
    story("CLICKED", element="e", link=0)("CLICKED", element="e", link=0)(
        "CLICKED", "bob", element="e", link=1
    )
    story("CLICKED", "bob", element="e")
    links = [(link.url, link.clicked.count, link.total_clicks) for link in story.row("e").message.links]
    assert links == [("https://example.org/a", 1, 2), ("https://example.org/b", 1, 1)]


def test_a_link_that_a_version_dropped_keeps_its_numbers_without_a_url():
    story = Story(drawing("t:TRIGGER e:EMAIL", "t>e", e={"links": ["https://example.org"]}))
    story("CLICKED", element="e", link=0)
    story.ledger.publish(drawing("t:TRIGGER e:EMAIL", "t>e"))
    story("CLICKED", element="e", link=0)
    links = [(link.url, link.clicked.count, link.total_clicks) for link in story.row("e").message.links]
    assert links == [(None, 1, 2)]


def test_visits_count_with_and_without_a_contact_and_change_no_set():
    story = Story(drawing("t:TRIGGER g:GOAL w:WAIT", "t>g g>w"))
    story("VISITED", element="t")("VISITED", None, element="t")("VISITED", element="g")
    assert [row.total_visitors for row in element_flows(story.scope)] == [2, 1, None]
    assert story.who("COHORT") == story.who("REACHED", "t") == set()
    assert story.ledger.ordinals.keys() == {"ann"}


def test_visits_are_counted_by_the_day_of_the_automations_time_zone():
    berlin = {**drawing("t:TRIGGER", ""), "timeZone": "Europe/Berlin"}
    story = Story(berlin)
    for at in ("2026-02-28T22:59:59Z", "2026-02-28T23:00:00Z", "2026-03-01T22:59:59Z"):
        story("VISITED", None, element="t", at=at)
    assert sorted(story.scope.state.counts["VISITS/t"].values()) == [1, 2]


def test_shares_are_of_the_unique_contacts_over_all_ways_out():
    story = Story(drawing("t:TRIGGER a:WAIT b:WAIT c:WAIT", "t>a t>b t>c"))
    story("MOVED", from_="t", to="a")("MOVED", from_="t", to="b")("MOVED", "bob", from_="t", to="b")
    assert [(way.passed.count, way.share) for way in connector_flows(story.scope)] == [
        (1, 0.5),
        (2, 1.0),
        (0, 0.0),
    ]


def test_a_removed_connector_has_no_share_above_one():
    story = Story(drawing("t:TRIGGER a:WAIT b:WAIT", "t>a t>b"))
    story("MOVED", "ann", from_="t", to="a")("MOVED", "bob", from_="t", to="a")(
        "MOVED", "cy", from_="t", to="b"
    )
    story.ledger.publish(drawing("t:TRIGGER a:WAIT b:WAIT", "t>b"))
    share = story.way("t>a").share
    assert share is None or share <= 1


def test_an_element_that_went_and_came_again_kept_its_numbers():
    with_wait, without = drawing("t:TRIGGER w:WAIT", "t>w"), drawing("t:TRIGGER", "")
    story = Story(with_wait)("MOVED", from_="t", to="w")
    story.ledger.publish(without)
    assert [row.element.key for row in element_flows(story.scope)] == ["t"]
    assert story.scope.state.history.is_removed("w")
    story("MOVED", "bob", from_="t", to="w")
    story.ledger.publish(with_wait)
    assert (story.who("REACHED", "w"), story.who("PASSED", "t>w")) == ({"ann", "bob"}, {"ann", "bob"})


def test_every_figure_that_changes_changes_a_rows_figures():
    story = Story(drawing("t:TRIGGER e:EMAIL g:GOAL", "t>e e>g", e={"links": ["https://example.org"]}))
    for step in (
        {"kind": "MOVED", "to": "e"},
        *({"kind": kind, "element": "e"} for kind in ("SENT", "DELIVERED", "OPENED", "CLICKED", "BOUNCED")),
        *({"kind": kind, "element": "e"} for kind in ("UNSUBSCRIBED", "COMPLAINED", "FAILED", "SKIPPED")),
        {"kind": "CLICKED", "element": "e", "link": 0},
        {"kind": "CLICKED", "element": "e", "link": 0},
    ):
        before = story.row("e").figures()
        story(step.pop("kind"), **step)
        assert story.row("e").figures() != before
    before = story.row("g").figures()
    story("MOVED", "bob", to="t")
    assert story.row("g").conversion_rate == 0.0
    assert story.row("g").figures() == before
    story("ACHIEVED", "bob", element="g")
    assert story.row("g").conversion_rate == 0.5
