"""What the contacts who reached an element are worth (semantics.md, "Reports")."""

from collections.abc import Iterator
from dataclasses import dataclass

from measure.graph import Element
from measure.scope import Counted, Figures, Place, Scope
from measure.stats import Stat


@dataclass(frozen=True, slots=True)
class LifetimeValue:
    """One element's row. Totals are whole-life money, in minor units of the account's currency."""

    scope: Scope
    element: Element

    @property
    def contacts(self) -> Counted:
        return self.scope.counted(Stat.REACHED, self.element.key)

    @property
    def total(self) -> int:
        return self.scope.account.money.total(self.contacts.members)

    @property
    def buyers(self) -> Counted:
        return self.scope.counted(Stat.BUYERS, self.element.key)

    @property
    def buyers_total(self) -> int:
        """The buyers' own: without the contacts whose refunds are above their purchases."""
        return self.scope.account.money.total(self.buyers.members)

    @property
    def place(self) -> Place:
        return Place("elements", self.element.key)

    @property
    def about(self) -> tuple[str, ...]:
        return (self.element.key,)

    def figures(self) -> Figures:
        return (self.contacts.count, self.total, self.buyers.count, self.buyers_total)


def lifetime_values(scope: Scope) -> Iterator[LifetimeValue]:
    """Rows of the published version's elements, in map order."""
    return (LifetimeValue(scope, element) for element in scope.state.history.definition.elements)
