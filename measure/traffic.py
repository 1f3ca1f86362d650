"""The limits on what clients send and keep open: what of it, how much, and by which setting."""

from dataclasses import dataclass

from measure.errors import Refused, limit_exceeded


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` of what `name` says, as the operator's `setting` has it."""

    name: str
    most: int
    setting: str

    def exceeded(self, value: int) -> Refused:
        """LIMIT_EXCEEDED: `value` is more than there may be."""
        return limit_exceeded(self.name, value, self.most, setting=self.setting)


@dataclass(frozen=True, slots=True)
class TrafficLimits:
    """All limits on the traffic of one process. The rate alone is shared by all processes."""

    events_bytes: Limit
    query_bytes: Limit
    frame_bytes: Limit
    operations_per_socket: Limit
    sockets_per_key: Limit
    sockets_per_account: Limit
    subscriptions_per_key: Limit
    subscriptions_per_account: Limit
    requests_per_minute: Limit
    "0: none."
