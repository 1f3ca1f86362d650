"""Every limit on the traffic of a server, with the setting that says how much."""

from measure.traffic import Limit, TrafficLimits
from server.setting_rules import variable
from server.settings import Settings


def traffic_limits(settings: Settings) -> TrafficLimits:
    """The limits of these settings."""

    def limit(setting: str, name: str) -> Limit:
        most: int = getattr(settings, setting)
        return Limit(name, most, variable(setting))

    return TrafficLimits(
        events_bytes=limit("max_events_bytes", "bytes of a body"),
        query_bytes=limit("max_query_bytes", "bytes of a body"),
        frame_bytes=limit("max_frame_bytes", "bytes of a message"),
        operations_per_socket=limit("max_operations_per_socket", "operations under way on one socket"),
        sockets_per_key=limit("max_sockets_per_key", "open sockets of one key"),
        sockets_per_account=limit("max_sockets_per_account", "open sockets of one account"),
        subscriptions_per_key=limit("max_subscriptions_per_key", "subscriptions of one key"),
        subscriptions_per_account=limit("max_subscriptions_per_account", "subscriptions of one account"),
        requests_per_minute=limit("requests_per_minute", "requests of one key in a minute"),
    )
