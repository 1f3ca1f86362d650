"""What the answer to one operation costs, while it is made."""

from collections.abc import Iterable

from measure.cost import ASSUMED, Many, Operation, Prices, Variables
from measure.limits import beyond


class Spending:
    """Begins with what is known beforehand; a list that is longer than it was taken for adds the rest."""

    def __init__(self, operation: Operation, variables: Variables, limit: int) -> None:
        self.limit = limit
        self._operation = operation
        self._variables = {**operation.defaults, **variables} if operation.defaults else variables
        self._prices = {ASSUMED: Prices(self._variables)}
        self.requested = self._prices[ASSUMED].of(operation.selection)

    def check(self) -> None:
        """Raises Refused (LIMIT_EXCEEDED) when more is requested than the limit."""
        self._check(self.requested)

    def add(self, lists: Iterable[int], length: int) -> None:
        """A list of `length` objects is about to be sent, asked for by the fields with these keys.

        A list of a map beneath a list of a map is of the same map, and will be as long: so a selection that
        goes round in circles is refused before the first round.

        Raises:
            Refused: LIMIT_EXCEEDED.
        """
        unpaged = self._operation.unpaged
        fields = [field for key in lists if (field := unpaged.get(key)) is not None]
        longer = [field for field in fields if length > field.assumed]
        if not longer:
            return
        prices = self._prices[ASSUMED]
        self.requested += sum((length - field.assumed) * prices.each(field) for field in longer)
        self._check(self.requested)
        of_map = [field for field in longer if field.many is Many.OF_MAP]
        if of_map:
            as_long = self._prices_of(length)
            more = sum(as_long.each(field) - prices.each(field) for field in of_map)
            self._check(self.requested + length * more)

    def renewed(self) -> "Spending":
        """For the next event of a subscription."""
        return Spending(self._operation, self._variables, self.limit)

    def _prices_of(self, items_of_map: int) -> Prices:
        known = self._prices.get(items_of_map)
        if known is None:
            known = self._prices[items_of_map] = Prices(self._variables, items_of_map)
        return known

    def _check(self, requested: int) -> None:
        if requested > self.limit:
            self.requested = requested
            cost = {"requested": requested, "limit": self.limit}
            raise beyond("cost", requested, self.limit, cost=cost)
