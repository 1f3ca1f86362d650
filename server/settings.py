"""What a Footfall process is told from outside; `footfall serve --help` is made from these fields."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from cyclopts import Parameter

from measure.features import DEFAULT_PLANS, RequiredPlans
from measure.limits import Limits
from server.logs import LogFormat, LogLevel
from server.setting_rules import check, plan_overrides


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
        check(self)

    @property
    def required_plans(self) -> RequiredPlans:
        """The least plan of every feature: the defaults, and `feature_plans` in their place."""
        return MappingProxyType({**DEFAULT_PLANS, **plan_overrides(self.feature_plans)})

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


DEFAULTS = Settings()

CommandLineSettings = Annotated[Settings, Parameter(name="*")]
"""A command's parameter of this type, with DEFAULTS as its default, gives it every setting as an option."""
