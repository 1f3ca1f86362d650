"""The fold of first times and what hangs on them: from where, and through which email, contacts converted.

An event that comes late may lower a first time, so who converted is compared anew whenever one changes.
"""

from functools import cache

from measure.changes import ColumnDraft, SetDraft
from measure.graph import Kind
from measure.history import History
from measure.stats import (
    LAST_EMAIL,
    MAILED,
    Stat,
    conversion_email_name,
    conversion_point_name,
    converted_name,
    first_achieved_name,
    first_reached_name,
    goal_converted_name,
    set_name,
)


class ConversionFold:
    """Takes who reached, achieved and was mailed what, in order of arrival; times in seconds since 2000."""

    def __init__(self, history: History, sets: SetDraft, columns: ColumnDraft) -> None:
        self._elements = tuple(history.numbers)
        self._numbers = history.numbers
        self._sets = sets
        self._last_email = columns.of(LAST_EMAIL, MAILED)
        self._mailed = sets.of(MAILED)
        self._first_reached = cache(
            lambda element: columns.of(first_reached_name(element), set_name(Stat.REACHED, element))
        )
        self._first_achieved = {
            key: columns.of(first_achieved_name(key), set_name(Stat.ACHIEVED, key))
            for key, element in history.elements.items()
            if element.kind is Kind.GOAL
        }

    def mail(self, email: str, contact: int) -> None:
        self._mailed.add(contact)
        self._last_email.set(contact, self._numbers[email])

    def reach(self, element: str, contact: int, at: int) -> None:
        first = self._first_reached(element)
        before = first.get(contact)
        if before is not None and before <= at:
            return
        first.set(contact, at)
        if before is None:
            self._sets.of(set_name(Stat.REACHED, element)).add(contact)
        for goal, first_achieved in self._first_achieved.items():
            achieved = first_achieved.get(contact)
            if achieved is not None and at <= achieved:
                self._sets.of(converted_name(element, goal)).add(contact)

    def achieve(self, goal: str, contact: int, at: int, point: str | None) -> None:
        """`point` is where the contact converts from, if it never achieved the goal before."""
        first = self._first_achieved[goal]
        before = first.get(contact)
        if before is not None and before <= at:
            return
        first.set(contact, at)
        if before is None:
            self._convert(goal, contact, point)
        self._compare_elements(goal, contact, at)
        self._compare_goals(goal, contact, at)

    def _convert(self, goal: str, contact: int, point: str | None) -> None:
        self._sets.of(set_name(Stat.ACHIEVED, goal)).add(contact)
        if point is not None:
            self._sets.of(conversion_point_name(goal, point)).add(contact)
        email = self._last_email.get(contact)
        if email is not None:
            self._sets.of(conversion_email_name(goal, self._elements[email])).add(contact)

    def _compare_elements(self, goal: str, contact: int, achieved: int) -> None:
        for element in self._elements:
            reached = self._first_reached(element).get(contact)
            if reached is not None:
                self._compare(converted_name(element, goal), contact, reached, achieved)

    def _compare_goals(self, goal: str, contact: int, achieved: int) -> None:
        for other, first_achieved in self._first_achieved.items():
            other_achieved = first_achieved.get(contact)
            if other != goal and other_achieved is not None:
                self._compare(goal_converted_name(goal, other), contact, achieved, other_achieved)
                self._compare(goal_converted_name(other, goal), contact, other_achieved, achieved)

    def _compare(self, converted: str, contact: int, earlier: int, later: int) -> None:
        if earlier <= later:
            self._sets.of(converted).add(contact)
        else:
            self._sets.of(converted).remove(contact)
