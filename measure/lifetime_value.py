"""What the contacts who reached an element are worth (semantics.md, "Reports")."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from measure.graph import Element
from measure.scope import Counted, ElementRow, Figures, Scope
from measure.stats import Stat


@dataclass(frozen=True)  # without slots, so that what several fields show is computed once
class LifetimeValue(ElementRow):
    """One element's row. Totals are whole-life money, in minor units of the account's currency."""

    scope: Scope
    element: Element

    @cached_property
    def contacts(self) -> Counted:
        return self.scope.counted(Stat.REACHED, self.element.key)

    @cached_property
    def total(self) -> int:
        money = self.scope.account.money
        # The buyers' is needed too, and what is below zero is few contacts': not everybody is summed twice.
        return self.buyers_total + money.total(self.contacts.members & money.negative)

    @cached_property
    def buyers(self) -> Counted:
        return self.scope.counted(Stat.BUYERS, self.element.key)

    @cached_property
    def buyers_total(self) -> int:
        """The buyers' own: without the contacts whose refunds are above their purchases."""
        return self.scope.account.money.total(self.buyers.members)

    def figures(self) -> Figures:
        return (self.contacts.count, self.total, self.buyers.count, self.buyers_total)


def lifetime_values(scope: Scope) -> Iterator[LifetimeValue]:
    """Rows of the published version's elements, in map order."""
    return (LifetimeValue(scope, element) for element in scope.state.history.definition.elements)
