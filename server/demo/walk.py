"""One simulated contact's way, written down as it is walked. No I/O, no clock."""

from dataclasses import dataclass
from random import Random

from server.demo.welcome import KEY

Event = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Step:
    """An event without id and `at`, so many seconds after the contact's arrival."""

    after: float
    event: Event


class Walk:
    """A contact on the map, its chances, and the steps so far.

    `now` is in seconds after the arrival, `here` the element the contact is at.
    """

    def __init__(self, contact: str, chances: Random) -> None:
        self.contact = contact
        self.now = 0.0
        self.here = ""
        self._chances = chances
        self._steps: list[Step] = []

    def happens(self, probability: float) -> bool:
        return self._chances.random() < probability

    def between(self, low: float, high: float) -> float:
        return self._chances.uniform(low, high)

    def one_of(self, choices: tuple[str, ...]) -> str:
        return choices[int(self._chances.random() * len(choices))]

    def note(self, kind: str, delay: float = 0.0, /, **fields: str | int) -> None:
        """Something about the contact itself, `delay` seconds from now."""
        self._steps.append(Step(self.now + delay, {"type": kind, "contact": self.contact, **fields}))

    def note_here(self, kind: str, delay: float = 0.0, /, **fields: str | int) -> None:
        """Something at the element where the contact is now."""
        self.note(kind, delay, automation=KEY, element=self.here, **fields)

    def be_seen(self, element: str, delay: float) -> None:
        """A visit by somebody nobody knows."""
        visit: Event = {"type": "VISITED", "automation": KEY, "element": element}
        self._steps.append(Step(self.now + delay, visit))

    def enter(self, trigger: str) -> None:
        self.note("MOVED", automation=KEY, to=trigger)
        self.here = trigger

    def move(self, to: str) -> None:
        """On along a connector, a moment later."""
        self.now += 0.2
        self.note("MOVED", automation=KEY, **{"from": self.here}, to=to)
        self.here = to

    def leave(self) -> None:
        """Off the map."""
        self.now += 0.2
        self.note("MOVED", automation=KEY, **{"from": self.here})

    def achieve(self, goal: str) -> None:
        self.note("ACHIEVED", automation=KEY, element=goal)
        self.here = goal

    def wait(self, low: float, high: float) -> None:
        """Seconds go by."""
        self.now += self.between(low, high)

    def steps(self) -> tuple[Step, ...]:
        """All of them in order of time; of two at one instant the one noted first comes first."""
        return tuple(sorted(self._steps, key=lambda step: step.after))
