"""What clients have open at this process, counted by key and account, and what each may."""

from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from live.rates import Rates
from measure.accounts import Access
from measure.errors import Refused
from measure.traffic import Limit, TrafficLimits


@dataclass(frozen=True, slots=True)
class Usage:
    """What is open now; how often its settings, and that of the rate, have refused more since the start."""

    sockets: int
    subscriptions: int
    refused: Mapping[str, int]


class Quota:
    """Of something each holder has so many at a time, and not more than its limit allows."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.refused = 0
        self._held: Counter[str] = Counter()

    @property
    def held(self) -> int:
        """By all holders together."""
        return self._held.total()

    def take(self, holder: str) -> None:
        """One more.

        Raises:
            Refused: LIMIT_EXCEEDED.
        """
        held = self._held[holder] + 1
        if held > self.limit.most:
            self.refused += 1
            raise self.limit.exceeded(held)
        self._held[holder] = held

    def give_back(self, holder: str) -> None:
        """One less."""
        self._held[holder] -= 1
        if not self._held[holder]:
            del self._held[holder]


class _Counted:
    """One more of a key and of its account. No generator, which takes more room: open maps have two each."""

    __slots__ = ("_access", "_of_account", "_of_key")

    def __init__(self, access: Access, of_key: Quota, of_account: Quota) -> None:
        self._access = access
        self._of_key = of_key
        self._of_account = of_account

    def __enter__(self) -> None:
        self._of_key.take(self._access.key)
        try:
            self._of_account.take(self._access.caller.account.id)
        except Refused:
            self._of_key.give_back(self._access.key)
            raise

    def __exit__(self, *_: object) -> None:
        self._of_account.give_back(self._access.caller.account.id)
        self._of_key.give_back(self._access.key)


class Traffic:
    """Counts what is open. Whatever way a socket or a subscription ends, its block ends with it."""

    def __init__(self, limits: TrafficLimits, rates: Rates) -> None:
        self.limits = limits
        self._rates = rates
        self._sockets_of_key = Quota(limits.sockets_per_key)
        self._sockets_of_account = Quota(limits.sockets_per_account)
        self._subscriptions_of_key = Quota(limits.subscriptions_per_key)
        self._subscriptions_of_account = Quota(limits.subscriptions_per_account)

    @property
    def usage(self) -> Usage:
        quotas = (
            self._sockets_of_key,
            self._sockets_of_account,
            self._subscriptions_of_key,
            self._subscriptions_of_account,
        )
        refused = {quota.limit.setting: quota.refused for quota in quotas}
        refused[self.limits.requests_per_minute.setting] = self._rates.refused
        return Usage(self._sockets_of_key.held, self._subscriptions_of_key.held, refused)

    def admit(self, access: Access) -> None:
        """Count a request.

        Raises:
            Refused: RATE_LIMITED.
        """
        self._rates.admit(access.key)

    def socket(self, access: Access) -> AbstractContextManager[None]:
        """An open socket, until the block ends.

        Raises, when the block begins:
            Refused: LIMIT_EXCEEDED.
        """
        return _Counted(access, self._sockets_of_key, self._sockets_of_account)

    def subscription(self, access: Access) -> AbstractContextManager[None]:
        """A subscription under way, over a socket or as an event stream, until the block ends.

        Raises, when the block begins:
            Refused: LIMIT_EXCEEDED.
        """
        return _Counted(access, self._subscriptions_of_key, self._subscriptions_of_account)
