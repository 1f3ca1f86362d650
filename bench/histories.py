"""What contacts did on a map, made up at once as the states that all their events would fold to.

The same seed makes the same history. Contacts walk down the map, two days from one element to the next on
average; at every element some stay, and of those who reach a goal some achieve it and go on.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench.arrays import Mask, Ordinals, Seconds, as_column, as_set
from bench.touching import VALUES, touches
from measure.account_state import AccountState
from measure.columns import BitSliced, Column
from measure.graph import MESSAGES, Element, Family, Kind
from measure.history import History
from measure.instants import LATEST, seconds
from measure.map_state import MapState
from measure.sets import Set
from measure.stats import (
    ADDED,
    COHORT,
    ENTERED,
    LAST_EMAIL,
    MAILED,
    RE_ADDED,
    Stat,
    clicks_name,
    conversion_email_name,
    conversion_point_name,
    converted_name,
    first_achieved_name,
    first_reached_name,
    goal_converted_name,
    link_set_name,
    set_name,
    visits_name,
)

SEED = 20_260_301
START = 26 * 365 * 86_400
YEAR = 365 * 86_400
STEP = 2 * 86_400
"Seconds from one element to the next, on average."
STAYS = 0.03
ACHIEVES = 0.8
NEVER = seconds(LATEST)
SHARES = {Stat.DELIVERED: 0.97, Stat.OPENED: 0.4, Stat.CLICKED: 0.25}
"Of those to whom the outcome before happened, beginning with those sent the message."
RARE = {Stat.BOUNCED: 0.02, Stat.UNSUBSCRIBED: 0.005, Stat.COMPLAINED: 0.001}


def map_history(contacts: int, history: History) -> MapState:
    """A map's state after the whole walk of ordinals 0 to `contacts`, which `history` is the map of."""
    walk = _Walk(contacts, history)
    walk.enter()
    for element in history.definition.elements:
        walk.visit(element)
    walk.convert()
    return MapState(history, walk.sets, walk.counts, walk.columns)


class _Walk:
    def __init__(self, contacts: int, history: History) -> None:
        self.sets: dict[str, Set] = {}
        self.columns: dict[str, Column] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self._history = history
        self._contacts = contacts
        self._random = np.random.default_rng(SEED)
        self._arrivals: dict[str, list[tuple[Ordinals, Seconds]]] = defaultdict(list)
        self._ways = history.topology.outgoing
        self._reached: dict[str, Seconds] = {}
        self._achieved: dict[str, Seconds] = {}
        self._last_email = np.full(contacts, -1, np.int64)

    def enter(self) -> None:
        """Everybody comes to the trigger within a year, those with higher ordinals later."""
        everybody = np.arange(self._contacts, dtype=np.uint32)
        added = START + np.sort(self._random.integers(0, YEAR, self._contacts))
        self._arrivals["form"].append((everybody, added))
        self.sets |= {COHORT: as_set(everybody), ENTERED: as_set(everybody)}
        self.sets[RE_ADDED] = as_set(everybody[self._chance(everybody, 0.05)])
        self.columns[ADDED] = as_column(everybody, added)

    def visit(self, element: Element) -> None:
        who, at = _merged(self._arrivals[element.key])
        self.sets[set_name(Stat.REACHED, element.key)] = as_set(who)
        self.columns[first_reached_name(element.key)] = as_column(who, at)
        self._reached[element.key] = self._spread(who, at)
        leaves = self._chance(who, 1 - STAYS)
        if element.kind is Kind.GOAL:
            leaves &= self._achieve(element.key, who, at)
        if element.family is Family.ACTION:
            self._act(element.key, who)
        if element.kind in MESSAGES:
            self._message(element, who)
        if element.kind in (Kind.TRIGGER, Kind.GOAL):
            self._count(visits_name(element.key), at // 86_400, 730_120)
        self._leave(element, who, at, leaves)

    def convert(self) -> None:
        """What needs all first times."""
        mailed = np.flatnonzero(self._last_email >= 0).astype(np.uint32)
        self.sets[MAILED] = as_set(mailed)
        self.columns[LAST_EMAIL] = as_column(mailed, self._last_email[mailed])
        for goal, achieved in self._achieved.items():
            has = achieved < NEVER
            for element, reached in self._reached.items():
                converted = np.flatnonzero(has & (reached <= achieved))
                self._put(converted_name(element, goal), converted)
            for other, later in self._achieved.items():
                if other != goal:
                    both = np.flatnonzero(has & (later < NEVER) & (achieved <= later))
                    self._put(goal_converted_name(goal, other), both)

    def _achieve(self, goal: str, who: Ordinals, at: Seconds) -> Mask:
        achieves = self._chance(who, ACHIEVES)
        winners, when = who[achieves], at[achieves]
        self.sets[set_name(Stat.ACHIEVED, goal)] = as_set(winners)
        self.columns[first_achieved_name(goal)] = as_column(winners, when)
        self._achieved[goal] = self._spread(winners, when)
        waited = self._chance(winners, 0.8)
        source = self._history.topology.upstream[goal][0]
        self._put(conversion_point_name(goal, goal), winners[waited])
        self._put(conversion_point_name(goal, source), winners[~waited])
        for email, number in self._history.numbers.items():
            self._put(conversion_email_name(goal, email), winners[self._last_email[winners] == number])
        return achieves

    def _act(self, action: str, who: Ordinals) -> None:
        self._put(set_name(Stat.FAILED, action), who[self._chance(who, 0.01)])
        self._put(set_name(Stat.SKIPPED, action), who[self._chance(who, 0.02)])

    def _message(self, element: Element, who: Ordinals) -> None:
        happened = who[self._chance(who, 0.98)]
        self._put(set_name(Stat.SENT, element.key), happened)
        if element.kind is Kind.EMAIL:
            self._last_email[happened] = self._history.numbers[element.key]
        for stat, share in RARE.items():
            self._put(set_name(stat, element.key), happened[self._chance(happened, share)])
        for stat, share in SHARES.items():
            happened = happened[self._chance(happened, share)]
            self._put(set_name(stat, element.key), happened)
        links = self._random.integers(0, len(element.links), len(happened))
        for link in range(len(element.links)):
            self._put(link_set_name(element.key, link), happened[links == link])
        self._count(clicks_name(element.key), links, 0)

    def _leave(self, element: Element, who: Ordinals, at: Seconds, leaves: Mask) -> None:
        ways = self._ways.get(element.key, ())
        stays = np.ones_like(leaves) if not ways else ~leaves
        if not element.is_exit:
            self._put(set_name(Stat.HERE_NOW, element.key), who[stays])
        way_of = self._random.integers(0, max(len(ways), 1), len(who))
        for index, way in enumerate(ways):
            goes = leaves & (way_of == index)
            passing = who[goes]
            self._put(set_name(Stat.PASSED, way.key), passing)
            steps = self._random.exponential(STEP, len(passing)).astype(np.int64)
            self._arrivals[way.target].append((passing, at[goes] + steps))

    def _put(self, name: str, who: NDArray[np.integer]) -> None:
        if len(who):
            self.sets[name] = as_set(who)

    def _count(self, name: str, indexes: NDArray[np.int64], first: int) -> None:
        found, counts = np.unique(indexes, return_counts=True)
        self.counts[name] = dict(zip((found + first).tolist(), counts.tolist(), strict=True))

    def _chance(self, who: Ordinals, share: float) -> Mask:
        happens: Mask = self._random.random(len(who)) < share
        return happens

    def _spread(self, who: Ordinals, at: Seconds) -> Seconds:
        spread = np.full(self._contacts, NEVER, np.int64)
        spread[who] = at
        return spread


def account_history(contacts: int, different_terms: int = VALUES) -> AccountState:
    """The state of the account whose contacts are the ordinals 0 to `contacts`."""
    random = np.random.default_rng(SEED + 1)
    everybody = np.arange(contacts, dtype=np.uint32)
    created = START + np.sort(random.integers(0, YEAR, contacts))
    buyers = everybody[random.random(contacts) < 0.3]
    spent = random.integers(500, 50_000, len(buyers))
    return AccountState(
        contacts=as_set(everybody),
        created=as_column(everybody, created),
        money=BitSliced(
            tuple(as_set(buyers[spent >> bit & 1 == 1]) for bit in range(16)),
            negative=as_set(buyers[random.random(len(buyers)) < 0.02]),
        ),
        tags={tag: as_set(everybody[random.random(contacts) < 0.1]) for tag in ("customer", "press", "vip")},
        touches=touches(random, everybody, created, different_terms),
    )


def _merged(arrivals: Sequence[tuple[Ordinals, Seconds]]) -> tuple[Ordinals, Seconds]:
    """Those who came by any way; nobody comes by two."""
    who = np.concatenate([who for who, _ in arrivals])
    order = who.argsort()
    return who[order], np.concatenate([at for _, at in arrivals])[order]
