"""Contact flow and contacts against a recount that knows only semantics.md."""

from collections import Counter
from collections.abc import Callable
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measure.contact_flow import ConnectorFlow, ElementFlow, MessageFlow
from measure.groups import EVERYBODY, Filter, StatGroup
from measure.history import History
from measure.instants import EARLIEST
from measure.map_state import MapState
from measure.membership import States, members
from measure.money import major_units
from measure.problems import Severity, problems
from measure.scope import Scope
from measure.sets import Set
from measure.stats import (
    ADDED,
    COHORT,
    ENTERED,
    LAST_EMAIL,
    MAILED,
    RE_ADDED,
    Stat,
    first_achieved_name,
    first_reached_name,
    set_name,
    visits_name,
)
from measure.touches import Model
from tests.measure.ledger import CURRENCY, NOW, Ledger, definition
from tests.recount import World, contact_flow, conversions, recount
from tests.recount.report import lifetime_value
from tests.recount.world import DIMENSIONS
from tests.strategies import automations, histories, histories_for_reports

thorough = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
cuts = st.integers(0, 1_000).map(Random)

SETS_OF_ELEMENTS = {
    "reached": Stat.REACHED,
    "wereHere": Stat.WERE_HERE,
    "hereNow": Stat.HERE_NOW,
    "waiting": Stat.WAITING,
    "achieved": Stat.ACHIEVED,
    "failed": Stat.FAILED,
    "skipped": Stat.SKIPPED,
}
SETS_OF_MESSAGES = {
    stat.lower(): stat
    for stat in (
        Stat.SENT,
        Stat.DELIVERED,
        Stat.OPENED,
        Stat.CLICKED,
        Stat.BOUNCED,
        Stat.UNSUBSCRIBED,
        Stat.COMPLAINED,
    )
}
RATES = {
    "openRate": (Stat.OPENED, Stat.SENT),
    "clickRate": (Stat.CLICKED, Stat.OPENED),
    "unsubscribeRate": (Stat.UNSUBSCRIBED, Stat.SENT),
    "complaintRate": (Stat.COMPLAINED, Stat.SENT),
}

Keys = Callable[[Set], set[str]]


@settings(thorough, max_examples=40)
@given(automations())
def test_every_random_version_could_be_published(versions):
    history = History()
    for version in versions:
        found = problems(definition(version), history)
        assert [problem for problem in found if problem.severity is Severity.ERROR] == []
        history = history.publish(definition(version), NOW)


@settings(thorough, max_examples=60)
@given(histories(), cuts, st.data())
def test_maps_are_those_of_the_recount(steps, cuts, data):
    expected, ledger = recount(steps, NOW), Ledger(cuts).take(steps)

    events_are_answered_as_semantics_says(expected, ledger)
    numbers_and_the_members_behind_them_agree(expected, ledger, data.draw(groups(expected)))
    times_agree(expected, ledger)
    conversions_agree(expected, ledger)


def events_are_answered_as_semantics_says(expected: World, ledger: Ledger) -> None:
    for batch, answers in zip(expected.answers, ledger.answers, strict=True):
        for wanted, answer in zip(batch, answers, strict=True):
            assert answer in wanted if isinstance(wanted, frozenset) else answer == wanted


def numbers_and_the_members_behind_them_agree(
    expected: World, ledger: Ledger, filtered_by: tuple[StatGroup, set[str]]
) -> None:
    group, within = filtered_by
    who = members(group, States(ledger.maps))
    assert ledger.keys(who) == within

    for key, place in expected.maps.items():
        if place.versions:
            everybody = Scope(key, ledger.maps[key], EVERYBODY)
            filtered = Scope(key, ledger.maps[key], Filter(group), who)
            assert flow(everybody, ledger.keys) == contact_flow(place, include_removed=True)
            assert flow(filtered, ledger.keys) == contact_flow(place, within, include_removed=True)


def times_agree(expected: World, ledger: Ledger) -> None:
    for key, place in expected.maps.items():
        state = ledger.maps[key]
        assert times(ledger, state, ADDED, COHORT) == place.added
        for element in place.elements_ever if place.versions else ():
            first_reached = times(ledger, state, first_reached_name(element), set_name(Stat.REACHED, element))
            first_achieved = times(
                ledger, state, first_achieved_name(element), set_name(Stat.ACHIEVED, element)
            )
            assert first_reached == place.reached[element]
            assert first_achieved == place.achieved[element]
        for contact in place.added:
            assert state.added_at(ledger.ordinals[contact]).timestamp() == place.added[contact]


def conversions_agree(expected: World, ledger: Ledger) -> None:
    for key, place in expected.maps.items():
        state, wanted = ledger.maps[key], conversions(place)
        assert pairs(ledger, state, "CONVERSION_POINT") == wanted["points"]
        assert pairs(ledger, state, "CONVERSION_EMAIL") == wanted["emails"]
        assert pairs(ledger, state, "CONVERTED") == wanted["converted"]
        assert pairs(ledger, state, "GOAL_CONVERTED") == wanted["goals"]
        assert last_emails(ledger, state) == place.last_email
        assert ledger.keys(state.set(ENTERED)) == place.entries.keys()
        assert ledger.keys(state.set(RE_ADDED)) == {who for who, n in place.entries.items() if n > 1}


def times(ledger: Ledger, state: MapState, name: str, owner: str) -> dict[str, int]:
    """Seconds since 1970 by contact key, of the owner's members."""
    column = state.column(name)
    found = {key: column.get(ledger.ordinals[key]) for key in ledger.keys(state.set(owner))}
    return {key: value + int(EARLIEST.timestamp()) for key, value in found.items() if value is not None}


def pairs(ledger: Ledger, state: MapState, kind: str) -> dict[tuple[str, str], set[str]]:
    """The sets named after `kind` and two elements, but empty ones."""
    named = {tuple(name.split("/")): members for name, members in state.sets.items() if members}
    return {(name[1], name[2]): ledger.keys(members) for name, members in named.items() if name[0] == kind}


def last_emails(ledger: Ledger, state: MapState) -> dict[str, str]:
    elements = {number: element for element, number in state.history.numbers.items()}
    column = state.column(LAST_EMAIL)
    return {key: elements[column.get(ledger.ordinals[key]) or 0] for key in ledger.keys(state.set(MAILED))}


@thorough
@given(histories_for_reports(), cuts)
def test_contacts_and_visits_are_those_of_the_recount(steps, cuts):
    expected, ledger = recount(steps, NOW), Ledger(cuts).take(steps)

    contacts_agree(expected, ledger)
    visits_agree_on_every_day_of_the_maps_zone(expected, ledger)


def contacts_agree(expected: World, ledger: Ledger) -> None:
    account = ledger.account

    assert ledger.ordinals.keys() == expected.contacts.keys()
    assert ledger.keys(account.contacts) == expected.contacts.keys()
    for key, ordinal in ledger.ordinals.items():
        person = expected.contacts[key]
        first, last = expected.attribution(key)
        assert account.created_at(ordinal).timestamp() == person.created
        assert account.tags_of(ordinal) == sorted(person.tags)
        assert major_units(account.money.get(ordinal), CURRENCY) == lifetime_value(person)
        assert touches(ledger, Model.FIRST, ordinal) == first
        assert touches(ledger, Model.LAST, ordinal) == last


def visits_agree_on_every_day_of_the_maps_zone(expected: World, ledger: Ledger) -> None:
    for key, place in expected.maps.items():
        for element, visits in place.visits.items():
            by_day = Counter(place.day(at).toordinal() for at in visits)
            assert ledger.maps[key].counts[visits_name(element)] == by_day


def touches(ledger: Ledger, model: Model, ordinal: int) -> dict[str, str]:
    values = {name: ledger.account.touches.value(model, name, ordinal) for name in DIMENSIONS}
    return {name: value for name, value in values.items() if value is not None}


@st.composite
def groups(draw, world: World) -> tuple[StatGroup, set[str]]:
    """A group of some map that was published, and who the recount says is in it."""
    place = draw(st.sampled_from([place for place in world.maps.values() if place.versions]))
    elements = contact_flow(place, include_removed=True)["elements"]
    element = draw(st.sampled_from(sorted(elements)))
    name = draw(st.sampled_from([name for name in SETS_OF_ELEMENTS if elements[element][name] is not None]))
    return StatGroup(place.key, SETS_OF_ELEMENTS[name], element), elements[element][name]


def flow(scope: Scope, keys: Keys) -> dict:
    """The report of `measure` in the recount's shape."""
    history = scope.state.history
    return {
        "cohort": keys(scope.counted(Stat.COHORT).members),
        "elements": {
            key: element_row(ElementFlow(scope, shape), keys) for key, shape in history.elements.items()
        },
        "connectors": {
            key: {"passed": keys(row.passed.members), "share": row.share}
            for key, connector in history.connectors.items()
            for row in [ConnectorFlow(scope, connector)]
        },
    }


def element_row(row: ElementFlow, keys: Keys) -> dict:
    counted = {name: row.counted_if_applies(stat) for name, stat in SETS_OF_ELEMENTS.items()}
    for name, stat in SETS_OF_ELEMENTS.items():
        group = counted[name]
        assert row.value(stat) == (None if group is None else group.count)
    return {
        **{name: None if group is None else keys(group.members) for name, group in counted.items()},
        "conversionRate": row.conversion_rate,
        "totalVisitors": row.total_visitors,
        "message": message_row(row, row.message, keys) if row.message else None,
    }


def message_row(row: ElementFlow, message: MessageFlow, keys: Keys) -> dict:
    return {
        **{name: keys(row.counted(stat).members) for name, stat in SETS_OF_MESSAGES.items()},
        **{name: message.rate(part, whole) for name, (part, whole) in RATES.items()},
        "links": [
            {"index": link.index, "clicked": keys(link.clicked.members), "totalClicks": link.total_clicks}
            for link in message.links
        ],
    }
