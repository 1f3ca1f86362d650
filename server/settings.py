"""What a Footfall process is told from outside; `footfall serve --help` is made from these fields."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, get_args

from cyclopts import Parameter

from measure.accounts import Plan
from measure.features import DEFAULT_PLANS, Feature, RequiredPlans
from measure.limits import Limits
from server.errors import UserError
from server.logs import LogFormat, LogLevel

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


def _split_at_commas(_type: object, text: str, *, delimiter: str | None = None) -> Sequence[str]:
    return [part.strip() for part in text.split(delimiter or ",") if part.strip()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One server's settings; each is also read from the environment as FOOTFALL_ and its name in capitals.

    Raises UserError, naming the setting and the rule, for a value that cannot work.
    """

    host: str = "127.0.0.1"
    """Address to listen on."""

    port: int = 8000
    """Port to listen on; 0 takes a free one."""

    mongodb_url: Annotated[str, Parameter(show_default=False)] = field(default="", repr=False)
    """MongoDB replica set, as mongodb://… or mongodb+srv://…; required unless --embedded."""

    redis_url: Annotated[str, Parameter(show_default=False)] = field(default="", repr=False)
    """Redis, as redis://…, rediss://… or unix://…; required unless --embedded."""

    database: str = "footfall"
    """Name of the MongoDB database."""

    channel_prefix: str = "footfall"
    """What every Redis channel and key starts with; installations that share a Redis need different ones."""

    state_megabytes: Annotated[int | None, Parameter(show_default=False)] = None
    """Memory for loaded maps, in MB; a quarter of the machine's by default. Maps that nobody has asked for
    longest are let go first, and loaded again when somebody does."""

    answers_megabytes: int = 64
    """Memory for answers, in MB: the same query is answered from it while nothing that its answer was read
    from has changed. 0 keeps none."""

    allowed_origins: Annotated[tuple[str, ...], Parameter(env_var_split=_split_at_commas)] = ()
    """Origins whose pages may call this server, over HTTP (CORS) and WebSocket alike, such as
    https://app.example.org; give the option once for each, or separate them by commas in the environment."""

    allowed_hosts: Annotated[tuple[str, ...], Parameter(env_var_split=_split_at_commas)] = ()
    """Names that requests for data may have in their Host header, such as api.example.org, *.example.org for
    all below it, or * for any; give the option once for each, or separate them by commas in the environment.
    By default those of this machine when only this machine can connect, and else any."""

    trusted_proxies: Annotated[tuple[str, ...], Parameter(env_var_split=_split_at_commas)] = (
        "127.0.0.1",
        "::1",
    )
    """Addresses or networks (10.0.0.0/8) of proxies that are believed, in X-Forwarded-Proto, that a request
    came by https, and in X-Forwarded-For from whom; give the option once for each, or separate them by commas
    in the environment."""

    public_url: str = ""
    """Where clients find this server, such as https://api.example.org or https://example.org/footfall, for
    links to files that hold everywhere; without it they are given from the server's root."""

    export_days: int = 7
    """Days that the file of an export is kept; then MongoDB deletes it."""

    stalled_seconds: float = 30.0
    """A client that has taken nothing of what was sent to it for so many seconds is given up: its WebSocket
    is closed with 1013, its HTTP connection dropped."""

    requests_per_minute: int = 120_000
    """Requests that one API key may make in a minute, with all its tokens and at all processes: to /graphql,
    to /events, and operations on WebSockets. What is not used is kept for a minute. 0: no limit."""

    max_events_bytes: int = 8_388_608
    """Largest body of POST /events, unpacked; at most 8 MiB."""

    max_query_bytes: int = 2_097_152
    """Largest body of a request to /graphql, unpacked."""

    max_frame_bytes: int = 1_048_576
    """Largest message on a WebSocket; a larger one closes it with 1009."""

    max_operations_per_socket: int = 100
    """Operations under way on one WebSocket."""

    max_sockets_per_key: int = 20_000
    """WebSockets that one API key, with all its tokens, has open at one process."""

    max_sockets_per_account: int = 40_000
    """WebSockets that all keys of an account have open at one process."""

    max_subscriptions_per_key: int = 50_000
    """Subscriptions that one API key, with all its tokens, has under way at one process, on WebSockets and
    as event streams."""

    max_subscriptions_per_account: int = 100_000
    """Subscriptions that all keys of an account have under way at one process."""

    job_contacts_per_second: int = 1_000
    """Contacts that an action on a group comes to in a second, at most, so that whoever looks at maps
    meanwhile does not notice. 0: as many as come through."""

    feature_plans: Annotated[tuple[str, ...], Parameter(env_var_split=_split_at_commas)] = ()
    """Least plans of features where they differ from the defaults, such as performance.tracking=PLUS; give
    the option once for each, or separate them by commas in the environment."""

    metrics_key: Annotated[str | None, Parameter(show_default=False)] = field(default=None, repr=False)
    """Serve GET /metrics, for Prometheus, to whoever sends this as its bearer token; without it to this
    machine alone, and to nobody behind a proxy or where others may connect."""

    log_format: LogFormat = "auto"
    """How stderr is written: a line of text or a JSON object a record; auto is text on a terminal."""

    log_level: LogLevel = "info"
    """The least level that is logged."""

    access_log: bool = False
    """Log a record for each request and socket, when it ends."""
    max_depth: int = 20
    """How deep a GraphQL document may go: fields from its operation down to a leaf, fragments written out.
    Those of introspection do not count."""

    max_aliases: int = 200
    """Aliases in a GraphQL document."""

    max_tokens: int = 15_000
    """Tokens of a GraphQL document, comments included; reading ends there."""

    max_list_items: int = 1_000
    """Items of a list in an argument, literal or in variables, however nested. A list with a rule of its own,
    such as 500 events, is left to that up to twice as many items as the rule allows."""

    max_cost: int = 2_000_000
    """Objects that the answer to a GraphQL operation may hold. A page counts its size, an element list or
    another without pages 20, and what there is beyond that when it is read."""

    introspection: bool = True
    """Whether clients may ask for the GraphQL schema (__schema, __type)."""

    suggestions: bool = True
    """Whether errors of GraphQL suggest other names ("Did you mean …?"); never without introspection."""

    trusted_documents: Path | None = None
    """A file with the documents of your own clients, which they may name by id: the manifest that
    relay-compiler or Apollo's generate-persisted-query-manifest writes. Each is checked at the start."""

    trusted_documents_only: bool = False
    """Refuse every other document."""

    embedded: bool = False
    """Start a MongoDB and a Redis of its own and stop them with the server (development, x86-64 Linux)."""

    data: Path = Path("footfall-data")
    """Folder that --embedded keeps its databases and logs in."""

    bootstrap_key: str | None = field(default=None, repr=False)
    """Create the account `demo` (ENTERPRISE, USD, UTC) with this as its ADMIN API key, if absent."""

    def __post_init__(self) -> None:
        if not self.host:
            raise _bad("host", self.host, "must be an address or a host name")
        if not 0 <= self.port <= 65535:
            raise _bad("port", self.port, "must be from 0 to 65535")
        if self.mongodb_url and not self.mongodb_url.startswith(("mongodb://", "mongodb+srv://")):
            raise _bad("mongodb_url", None, "must start with mongodb:// or mongodb+srv://")
        if self.redis_url and not self.redis_url.startswith(("redis://", "rediss://", "unix://")):
            raise _bad("redis_url", None, "must start with redis://, rediss:// or unix://")
        if not _DATABASE.fullmatch(self.database):
            raise _bad(
                "database",
                self.database,
                'must be 1 to 63 characters, none of / \\ . " $ * < > : | ? or space',
            )
        if not _PREFIX.fullmatch(self.channel_prefix):
            raise _bad("channel_prefix", self.channel_prefix, "must be 1 to 64 of A-Z a-z 0-9 . _ -")
        if self.state_megabytes is not None and self.state_megabytes < 1:
            raise _bad("state_megabytes", self.state_megabytes, "must be at least 1")
        if self.answers_megabytes < 0:
            raise _bad("answers_megabytes", self.answers_megabytes, "must be at least 0")
        if not self.stalled_seconds > 0:
            raise _bad("stalled_seconds", self.stalled_seconds, "must be more than 0")
        for origin in self.allowed_origins:
            if not _ORIGIN.fullmatch(origin):
                raise _bad("allowed_origins", origin, "must be scheme://host[:port] in lower case, no path")
        for name, (least, most) in _RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise _bad(name, value, f"must be from {least} to {most}")
        if self.public_url and not _PUBLIC_URL.fullmatch(self.public_url):
            rule = "must be scheme://host[:port][/path], host in lower case, without a / at its end"
            raise _bad("public_url", self.public_url, rule)
        for host in self.allowed_hosts:
            if not _HOST.fullmatch(host):
                raise _bad("allowed_hosts", host, "must be a name in lower case, *.name or *, no port")
        for proxy in self.trusted_proxies:
            if not _is_network(proxy):
                raise _bad("trusted_proxies", proxy, "must be an address, or a network such as 10.0.0.0/8")
        for name, value, known in (
            ("log_format", self.log_format, get_args(LogFormat)),
            ("log_level", self.log_level, get_args(LogLevel)),
        ):
            if value not in known:
                raise _bad(name, value, f"must be one of {', '.join(known)}")
        if self.trusted_documents_only and self.trusted_documents is None:
            rule = "needs --trusted-documents (FOOTFALL_TRUSTED_DOCUMENTS)"
            raise _bad("trusted_documents_only", None, rule)
        _overrides(self.feature_plans)
        if self.metrics_key is not None and not _METRICS_KEY.fullmatch(self.metrics_key):
            raise _bad("metrics_key", None, "must be 16 to 256 printable ASCII characters without spaces")
        if self.bootstrap_key is not None and not _KEY.fullmatch(self.bootstrap_key):
            raise _bad("bootstrap_key", None, "must be 1 to 256 printable ASCII characters without spaces")

    @property
    def required_plans(self) -> RequiredPlans:
        """The least plan of every feature: the defaults, and `feature_plans` in their place."""
        return MappingProxyType({**DEFAULT_PLANS, **_overrides(self.feature_plans)})

    @property
    def limits(self) -> Limits:
        """What a GraphQL document may ask."""
        return Limits(
            depth=self.max_depth,
            aliases=self.max_aliases,
            tokens=self.max_tokens,
            list_items=self.max_list_items,
            cost=self.max_cost,
            introspection=self.introspection,
            suggestions=self.suggestions and self.introspection,
        )


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _overrides(feature_plans: Sequence[str]) -> Mapping[Feature, Plan]:
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


DEFAULTS = Settings()

CommandLineSettings = Annotated[Settings, Parameter(name="*")]
"""A command's parameter of this type, with DEFAULTS as its default, gives it every setting as an option."""


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return "FOOTFALL_" + name.upper()


def _bad(name: str, value: object, rule: str) -> UserError:
    """`value` is None where it may hold a secret."""
    option = "--" + name.replace("_", "-")
    shown = "" if value is None else f", not {value!r}"
    return UserError(f"{option} ({variable(name)}) {rule}{shown}")
