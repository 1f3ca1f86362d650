"""What settings have to be: every rule, and the error that names the setting and the rule."""

import re
from collections.abc import Mapping, Sequence
from ipaddress import ip_network
from typing import TYPE_CHECKING, get_args

from measure.accounts import Plan
from measure.features import Feature
from server.errors import UserError
from server.logs import LogFormat, LogLevel

if TYPE_CHECKING:  # they are checked as they are made
    from server.settings import Settings

_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?")
# https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions
_DATABASE = re.compile(r'[^/\\. "$*<>:|?\0]{1,63}')
_PREFIX = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PUBLIC_URL = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?(/[A-Za-z0-9._~-]+)*")
_KEY = re.compile(r"[\x21-\x7e]{1,256}")
_METRICS_KEY = re.compile(r"[\x21-\x7e]{16,256}")
_HOST = re.compile(r"\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")

_BYTES = (1_024, 8_388_608)
_COUNT = (1, 1_000_000)
_RANGES: Mapping[str, tuple[int, int]] = {
    "export_days": (1, 365),
    "requests_per_minute": (0, 6_000_000),
    "job_contacts_per_second": (0, 1_000_000),
    "max_events_bytes": _BYTES,
    "max_query_bytes": _BYTES,
    "max_frame_bytes": _BYTES,
    "max_operations_per_socket": _COUNT,
    "max_sockets_per_key": _COUNT,
    "max_sockets_per_account": _COUNT,
    "max_subscriptions_per_key": _COUNT,
    "max_subscriptions_per_account": _COUNT,
    "max_depth": (1, 200),  # beyond which graphql-core reads no document
    "max_aliases": _COUNT,
    "max_tokens": _COUNT,
    "max_list_items": _COUNT,
    "max_cost": (1, 1_000_000_000),
}
"Of settings that are numbers: the least and the most."


def check(settings: "Settings") -> None:
    """Raises UserError for a value that cannot work."""
    if not settings.host:
        raise _bad("host", settings.host, "must be an address or a host name")
    if not 0 <= settings.port <= 65535:
        raise _bad("port", settings.port, "must be from 0 to 65535")
    if settings.mongodb_url and not settings.mongodb_url.startswith(("mongodb://", "mongodb+srv://")):
        raise _bad("mongodb_url", None, "must start with mongodb:// or mongodb+srv://")
    if settings.redis_url and not settings.redis_url.startswith(("redis://", "rediss://", "unix://")):
        raise _bad("redis_url", None, "must start with redis://, rediss:// or unix://")
    if not _DATABASE.fullmatch(settings.database):
        raise _bad(
            "database",
            settings.database,
            'must be 1 to 63 characters, none of / \\ . " $ * < > : | ? or space',
        )
    if not _PREFIX.fullmatch(settings.channel_prefix):
        raise _bad("channel_prefix", settings.channel_prefix, "must be 1 to 64 of A-Z a-z 0-9 . _ -")
    if settings.state_megabytes is not None and settings.state_megabytes < 1:
        raise _bad("state_megabytes", settings.state_megabytes, "must be at least 1")
    if settings.answers_megabytes < 0:
        raise _bad("answers_megabytes", settings.answers_megabytes, "must be at least 0")
    if not settings.stalled_seconds > 0:
        raise _bad("stalled_seconds", settings.stalled_seconds, "must be more than 0")
    for origin in settings.allowed_origins:
        if not _ORIGIN.fullmatch(origin):
            raise _bad("allowed_origins", origin, "must be scheme://host[:port] in lower case, no path")
    for name, (least, most) in _RANGES.items():
        value = getattr(settings, name)
        if not least <= value <= most:
            raise _bad(name, value, f"must be from {least} to {most}")
    if settings.public_url and not _PUBLIC_URL.fullmatch(settings.public_url):
        rule = "must be scheme://host[:port][/path], host in lower case, without a / at its end"
        raise _bad("public_url", settings.public_url, rule)
    for host in settings.allowed_hosts:
        if not _HOST.fullmatch(host):
            raise _bad("allowed_hosts", host, "must be a name in lower case, *.name or *, no port")
    for proxy in settings.trusted_proxies:
        if not _is_network(proxy):
            raise _bad("trusted_proxies", proxy, "must be an address, or a network such as 10.0.0.0/8")
    for name, value, known in (
        ("log_format", settings.log_format, get_args(LogFormat)),
        ("log_level", settings.log_level, get_args(LogLevel)),
    ):
        if value not in known:
            raise _bad(name, value, f"must be one of {', '.join(known)}")
    if settings.trusted_documents_only and settings.trusted_documents is None:
        rule = "needs --trusted-documents (FOOTFALL_TRUSTED_DOCUMENTS)"
        raise _bad("trusted_documents_only", None, rule)
    plan_overrides(settings.feature_plans)
    if settings.metrics_key is not None and not _METRICS_KEY.fullmatch(settings.metrics_key):
        raise _bad("metrics_key", None, "must be 16 to 256 printable ASCII characters without spaces")
    if settings.bootstrap_key is not None and not _KEY.fullmatch(settings.bootstrap_key):
        raise _bad("bootstrap_key", None, "must be 1 to 256 printable ASCII characters without spaces")


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def plan_overrides(feature_plans: Sequence[str]) -> Mapping[Feature, Plan]:
    """The features that the entries name, each with its plan."""
    plans: dict[Feature, Plan] = {}
    for entry in feature_plans:
        feature, _, plan = entry.partition("=")
        if not feature or not plan:
            raise _bad("feature_plans", entry, "must be FEATURE=PLAN")
        if feature not in tuple(Feature):
            raise _bad("feature_plans", entry, f"must name a feature, one of {', '.join(Feature)}")
        if plan not in tuple(Plan):
            raise _bad("feature_plans", entry, f"must name a plan, one of {', '.join(Plan)}")
        if feature in plans:
            raise _bad("feature_plans", entry, "must name each feature only once")
        plans[Feature(feature)] = Plan(plan)
    return plans


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return "FOOTFALL_" + name.upper()


def _bad(name: str, value: object, rule: str) -> UserError:
    """`value` is None where it may hold a secret."""
    option = "--" + name.replace("_", "-")
    shown = "" if value is None else f", not {value!r}"
    return UserError(f"{option} ({variable(name)}) {rule}{shown}")
