import pytest

from measure.accounts import Plan
from measure.features import DEFAULT_PLANS, Feature
from measure.limits import Limits
from server.errors import UserError
from server.settings import Settings


def test_the_defaults_are_those_of_a_local_try():
    settings = Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert (settings.mongodb_url, settings.redis_url, settings.embedded) == ("", "", False)
    assert (settings.database, settings.channel_prefix) == ("footfall", "footfall")
    assert (settings.allowed_origins, settings.bootstrap_key) == ((), None)
    assert settings.required_plans == DEFAULT_PLANS
    assert settings.limits == Limits(
        depth=20,
        aliases=200,
        tokens=15_000,
        list_items=1_000,
        cost=2_000_000,
        introspection=True,
        suggestions=True,
    )
    assert (settings.public_url, settings.export_days) == ("", 7)
    assert (settings.trusted_documents, settings.trusted_documents_only) == (None, False)


def test_without_introspection_nothing_of_the_schema_is_suggested():
    assert not Settings(introspection=False).limits.suggestions


def test_secrets_are_not_shown():
    settings = Settings(
        mongodb_url="mongodb://u:secret@h/",
        redis_url="redis://:secret@h",
        bootstrap_key="secret",
        metrics_key="secret-to-scrape-with",
    )
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"host": ""}, "--host (FOOTFALL_HOST) must be an address or a host name, not ''"),
        ({"port": 70000}, "--port (FOOTFALL_PORT) must be from 0 to 65535, not 70000"),
        (
            {"mongodb_url": "http://user:secret@h"},
            "--mongodb-url (FOOTFALL_MONGODB_URL) must start with mongodb:// or mongodb+srv://",
        ),
        (
            {"redis_url": "localhost"},
            "--redis-url (FOOTFALL_REDIS_URL) must start with redis://, rediss:// or unix://",
        ),
        (
            {"database": "a.b"},
            "--database (FOOTFALL_DATABASE) must be 1 to 63 characters, "
            "none of / \\ . \" $ * < > : | ? or space, not 'a.b'",
        ),
        (
            {"channel_prefix": "a b"},
            "--channel-prefix (FOOTFALL_CHANNEL_PREFIX) must be 1 to 64 of A-Z a-z 0-9 . _ -, not 'a b'",
        ),
        (
            {"allowed_origins": ("https://a.org", "https://b.org/")},
            "--allowed-origins (FOOTFALL_ALLOWED_ORIGINS) must be scheme://host[:port] in lower case, "
            "no path, not 'https://b.org/'",
        ),
        ({"max_depth": 0}, "--max-depth (FOOTFALL_MAX_DEPTH) must be from 1 to 200, not 0"),
        ({"max_aliases": 0}, "--max-aliases (FOOTFALL_MAX_ALIASES) must be from 1 to 1000000, not 0"),
        ({"max_tokens": 0}, "--max-tokens (FOOTFALL_MAX_TOKENS) must be from 1 to 1000000, not 0"),
        (
            {"max_list_items": 0},
            "--max-list-items (FOOTFALL_MAX_LIST_ITEMS) must be from 1 to 1000000, not 0",
        ),
        ({"max_cost": -1}, "--max-cost (FOOTFALL_MAX_COST) must be from 1 to 1000000000, not -1"),
        (
            {"trusted_documents_only": True},
            "--trusted-documents-only (FOOTFALL_TRUSTED_DOCUMENTS_ONLY) needs --trusted-documents "
            "(FOOTFALL_TRUSTED_DOCUMENTS)",
        ),
        (
            {"answers_megabytes": -1},
            "--answers-megabytes (FOOTFALL_ANSWERS_MEGABYTES) must be at least 0, not -1",
        ),
        (
            {"requests_per_minute": -1},
            "--requests-per-minute (FOOTFALL_REQUESTS_PER_MINUTE) must be from 0 to 6000000, not -1",
        ),
        ({"export_days": 0}, "--export-days (FOOTFALL_EXPORT_DAYS) must be from 1 to 365, not 0"),
        *(
            (
                {"public_url": url},
                "--public-url (FOOTFALL_PUBLIC_URL) must be scheme://host[:port][/path], host in lower case, "
                f"without a / at its end, not {url!r}",
            )
            for url in ("api.example.org", "https://api.example.org/", "https://a.org/?x", "ftp://a.org")
        ),
        (
            {"max_events_bytes": 8_388_609},
            "--max-events-bytes (FOOTFALL_MAX_EVENTS_BYTES) must be from 1024 to 8388608, not 8388609",
        ),
        (
            {"max_query_bytes": 0},
            "--max-query-bytes (FOOTFALL_MAX_QUERY_BYTES) must be from 1024 to 8388608, not 0",
        ),
        (
            {"max_frame_bytes": 1_023},
            "--max-frame-bytes (FOOTFALL_MAX_FRAME_BYTES) must be from 1024 to 8388608, not 1023",
        ),
        *(
            (
                {name: 0},
                f"--{name.replace('_', '-')} (FOOTFALL_{name.upper()}) must be from 1 to 1000000, not 0",
            )
            for name in (
                "max_operations_per_socket",
                "max_sockets_per_key",
                "max_sockets_per_account",
                "max_subscriptions_per_key",
                "max_subscriptions_per_account",
            )
        ),
        (
            {"feature_plans": ("performance.tracking",)},
            "--feature-plans (FOOTFALL_FEATURE_PLANS) must be FEATURE=PLAN, not 'performance.tracking'",
        ),
        (
            {"feature_plans": ("=PLUS",)},
            "--feature-plans (FOOTFALL_FEATURE_PLANS) must be FEATURE=PLAN, not '=PLUS'",
        ),
        (
            {"feature_plans": ("performance.tracking=",)},
            "--feature-plans (FOOTFALL_FEATURE_PLANS) must be FEATURE=PLAN, not 'performance.tracking='",
        ),
        (
            {"feature_plans": ("performance.tracking=PLUS", "tracking=PLUS")},
            "--feature-plans (FOOTFALL_FEATURE_PLANS) must name a feature, one of performance.reports, "
            "performance.tracking, performance.export, groups.actions, not 'tracking=PLUS'",
        ),
        (
            {"feature_plans": ("performance.tracking=plus",)},
            "--feature-plans (FOOTFALL_FEATURE_PLANS) must name a plan, one of BASIC, PLUS, PRO, ENTERPRISE, "
            "not 'performance.tracking=plus'",
        ),
        (
            {"feature_plans": ("performance.tracking=PLUS=PRO",)},
            "--feature-plans (FOOTFALL_FEATURE_PLANS) must name a plan, one of BASIC, PLUS, PRO, ENTERPRISE, "
            "not 'performance.tracking=PLUS=PRO'",
        ),
        (
            {"feature_plans": ("performance.tracking=PLUS", "performance.tracking=PRO")},
            "--feature-plans (FOOTFALL_FEATURE_PLANS) must name each feature only once, "
            "not 'performance.tracking=PRO'",
        ),
        (
            {"allowed_hosts": ("api.example.org", "https://example.org")},
            "--allowed-hosts (FOOTFALL_ALLOWED_HOSTS) must be a name in lower case, *.name or *, no port, "
            "not 'https://example.org'",
        ),
        (
            {"trusted_proxies": ("10.0.0.1/8",)},
            "--trusted-proxies (FOOTFALL_TRUSTED_PROXIES) must be an address, or a network such as "
            "10.0.0.0/8, not '10.0.0.1/8'",
        ),
        (
            {"metrics_key": "short"},
            "--metrics-key (FOOTFALL_METRICS_KEY) must be 16 to 256 printable ASCII characters "
            "without spaces",
        ),
        (
            {"log_format": "xml"},
            "--log-format (FOOTFALL_LOG_FORMAT) must be one of auto, text, json, not 'xml'",
        ),
        (
            {"log_level": "loud"},
            "--log-level (FOOTFALL_LOG_LEVEL) must be one of debug, info, warning, error, not 'loud'",
        ),
        (
            {"bootstrap_key": "a b"},
            "--bootstrap-key (FOOTFALL_BOOTSTRAP_KEY) must be 1 to 256 printable ASCII characters "
            "without spaces",
        ),
    ],
)
def test_a_bad_value_names_the_setting_and_the_rule(wrong: dict[str, object], message: str):
    with pytest.raises(UserError) as raised:
        Settings(**wrong)
    assert str(raised.value) == message


def test_feature_plans_stand_in_place_of_the_defaults():
    settings = Settings(feature_plans=("performance.tracking=PLUS", "groups.actions=ENTERPRISE"))
    assert settings.required_plans == {
        Feature.REPORTS: Plan.BASIC,
        Feature.TRACKING: Plan.PLUS,
        Feature.EXPORT: Plan.PLUS,
        Feature.ACTIONS: Plan.ENTERPRISE,
    }
