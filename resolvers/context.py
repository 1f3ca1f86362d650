"""What every resolver is given: who asks, what the process offers, and what this request sees."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from live.feed import Feed
from live.job_news import JobNews
from live.moves import Moves
from live.rooms import Rooms
from live.sessions import Sessions
from live.traffic import Traffic
from measure.accounts import Access, Account, Caller
from measure.features import DEFAULT_PLANS, Feature, RequiredPlans
from measure.groups import Group
from measure.limits import Limits
from measure.paths import PathStep
from measure.rescans import Scans
from measure.spending import Spending
from measure.trusted_documents import TrustedDocuments
from resolvers.access import Right, require, require_feature
from resolvers.answers import Answers
from resolvers.followed_pins import FollowedPins
from resolvers.found_group import FoundGroup
from resolvers.once import Once
from resolvers.pins import Pins
from resolvers.reading import Conditions, Reading
from resolvers.reads import Reads
from store.definitions import Definitions
from store.store import Store


@dataclass(frozen=True, slots=True)
class Services:
    """What the process offers to all requests; `now` is its clock, in UTC."""

    store: Store
    feed: Feed
    moves: Moves
    job_news: JobNews
    rooms: Rooms
    sessions: Sessions
    traffic: Traffic
    now: Callable[[], datetime]
    answers: Answers
    # By a factory: Python 3.11 takes a read-only mapping for a mutable default.
    required_plans: RequiredPlans = field(default_factory=lambda: DEFAULT_PLANS)
    limits: Limits = field(default_factory=Limits)
    trusted_documents: TrustedDocuments = field(default_factory=TrustedDocuments)
    public_url: str = ""
    "What links begin with; empty: they are relative references."


class Context:
    """One operation: its caller, the services, and what it sees.

    An operation has a context of its own. Its fields see one revision; after it wrote something, and
    for each event of a subscription, `renew` or `follow` lets it see the present. `scans` go on from one to
    the next.
    """

    def __init__(self, access: Access, services: Services) -> None:
        self.access = access
        self.services = services
        self.scans = Scans()
        self.spending: Spending | None = None
        "What the answer costs; None where nobody counts."
        self.renew()

    @property
    def caller(self) -> Caller:
        return self.access.caller

    @property
    def account(self) -> Account:
        return self.caller.account

    @property
    def store(self) -> Store:
        """All that is kept. What is read there no revision covers, but for what `pins` reads of it."""
        self.reads.other()
        return self.services.store

    @property
    def definitions(self) -> Definitions:
        """The definitions behind groups' ids; one that is kept never changes."""
        return self.services.store.definitions

    def today(self, time_zone: str) -> date:
        """The day it is in a time zone."""
        return self.reads.today(time_zone, self.services.now())

    @property
    def pins(self) -> Pins:
        """What the operation sees; raises Refused (FORBIDDEN) when the caller may not read."""
        require(self.caller.role, Right.READ)
        return self._pins

    def require_feature(self, feature: Feature) -> None:
        """Raises Refused (PLAN_REQUIRED) when the account's plan lacks `feature` here."""
        require_feature(self.account.plan, feature, self.services.required_plans)

    def renew(self) -> None:
        """Forget what was seen: what is asked from now on is the present."""
        self.reads = Reads()
        self._see(Pins(self.services.store, self.account.id, self.reads))

    def follow(self, streams: frozenset[str]) -> None:
        """As `renew`, for one who has the feed follow `streams`: their present is what is in memory."""
        self.reads = Reads()
        self._see(FollowedPins(self.services.store, self.account.id, self.reads, streams))

    def _see(self, pins: Pins) -> None:
        self._pins = pins
        self.scans = self.scans.renewed()
        self.readings: Once[tuple[str, Conditions], Reading] = Once()
        self.groups: Once[str, FoundGroup | None] = Once()
        self.kept: Once[tuple[Group, ...], None] = Once()
        self.steps: Once[tuple[str, int], Sequence[PathStep]] = Once()

    def fresh(self) -> "Context":
        """A context of the same caller that has seen nothing yet."""
        return Context(self.access, self.services)
