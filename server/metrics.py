"""`GET /metrics`: what this process has done and has, for Prometheus.

https://prometheus.io/docs/instrumenting/exposition_formats/, https://prometheus.io/docs/practices/naming/

Whoever works counts for itself, in plain numbers, which are read here when somebody asks. A name with its
meaning and value is one line below, and one in docs/operations.md.
"""

import asyncio
import hmac
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from itertools import accumulate
from typing import Final

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from measure.errors import ErrorCode, InvalidCredentials, Refused
from measure.jobs import JobStatus
from resolvers.context import Services
from server.observed import Observations
from server.wiring import services
from store.timings import Timings

Labels = tuple[str, ...]

_OF_PROXIES: Final = ("forwarded", "x-forwarded-for", "via")
"Headers that say that somebody else asked: a proxy on this machine looks local, its clients are not."


class MetricsEndpoint:
    """For whoever has the key. The figures are of all accounts together, so no account's key is enough.

    Where no key is set they are for this machine alone.
    """

    def __init__(self, key: str | None, *, is_local: bool, seen: Observations, loop_lag: Timings) -> None:
        """`is_local`: only this machine reaches the server."""
        self._key = key
        self._is_local = is_local
        self._seen = seen
        self._loop_lag = loop_lag

    async def answer(self, request: Request) -> Response:
        """Raises Refused (UNAUTHENTICATED), and HTTPException (404) for others when no key is set."""
        if self._key is not None:
            self._check(self._key, request.headers.get("authorization"))
        elif not self._is_local or any(name in request.headers for name in _OF_PROXIES):
            raise HTTPException(404, "metrics are for this machine only: FOOTFALL_METRICS_KEY is not set")
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
        registry.register(_Footfall(services(request), self._seen, self._loop_lag))
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(registry), headers={"Content-Type": media_type})

    @staticmethod
    def _check(key: str, given: str | None) -> None:
        if given is None:
            message = 'metrics need their key: send authorization "Bearer <key>"'
            raise Refused(ErrorCode.UNAUTHENTICATED, message)
        if not hmac.compare_digest(given.encode(), f"Bearer {key}".encode()):
            raise InvalidCredentials("this is not the key of the metrics")


class _Footfall(Collector):
    """Everything that is ours."""

    def __init__(self, services: Services, seen: Observations, loop_lag: Timings) -> None:
        self._services = services
        self._seen = seen
        self._loop_lag = loop_lag

    def describe(self) -> Iterable[Metric]:
        """Nothing before it is asked for."""
        return ()

    def collect(self) -> Iterator[Metric]:
        yield from self._answers()
        yield from self._writes()
        yield from self._states()
        yield from self._jobs()
        yield from self._live()
        yield from self._process()

    def _answers(self) -> Iterator[Metric]:
        seen, counts = self._seen, self._seen.counts
        requests = {(route, method, str(code)): n for (route, method, code), n in seen.requests.items()}
        closed = {(str(code),): n for code, n in seen.sockets_closed.items()}
        errors = {(code,): n for code, n in counts.errors.items()}
        limits = {(setting,): n for setting, n in self._services.traffic.usage.refused.items()}
        yield _counters("http_requests", "HTTP requests.", ("route", "method", "status"), requests.items())
        yield _histograms("http_request_duration_seconds", "Until the answer began.", "route", seen.seconds)
        yield _gauge("http_requests_in_progress", "HTTP requests under way.", seen.requests_open)
        yield _gauge("sockets", "Open WebSockets.", seen.sockets_open)
        yield _counters("sockets_closed", "Closed WebSockets.", ("code",), closed.items())
        yield _counters(
            "operations", "GraphQL operations asked for.", ("type", "transport"), counts.operations.items()
        )
        yield _counters("errors", "Errors that clients were told.", ("code",), errors.items())
        yield _counters("limits_refused", "What limits refused.", ("setting",), limits.items())

    def _writes(self) -> Iterator[Metric]:
        events, writer = self._services.store.recorder.events, self._services.store.writer
        outcomes = {
            ("accepted",): events.accepted,
            ("duplicate",): events.duplicates,
            ("rejected",): events.rejected,
        }
        yield _counters("events", "Events sent to this process.", ("outcome",), outcomes.items())
        yield _histogram("commit_duration_seconds", "Until a majority had the commit.", writer.seconds)
        yield _counter("commit_conflicts", "Commits that lost a race and were made again.", writer.lost_races)
        yield _gauge("mongodb_primary", "1 while MongoDB has a primary.", self._services.store.has_primary)

    def _states(self) -> Iterator[Metric]:
        usage = self._services.store.streams.usage
        yield _gauge("states", "Loaded maps and accounts.", usage.loaded)
        yield _gauge("states_bytes", "What loaded maps and accounts take, about.", usage.weight)
        yield _gauge("states_budget_bytes", "What they may take.", usage.budget)
        yield _counter("state_loads", "Maps and accounts loaded.", usage.loads)
        yield _counter("states_refused", "Loads refused for want of memory.", usage.refused)
        answers = self._services.answers.usage
        asked = {("hit",): answers.hits, ("miss",): answers.misses}
        yield _gauge("answers", "Answers kept to be given again.", answers.kept)
        yield _gauge("answers_bytes", "What kept answers take, about.", answers.weight)
        yield _gauge("answers_budget_bytes", "What they may take.", answers.budget)
        yield _counters(
            "answers_asked", "Requests that looked for a kept answer.", ("outcome",), asked.items()
        )

    def _jobs(self) -> Iterator[Metric]:
        runner = self._services.store.job_runner
        ended = {(status.lower(),): runner.ended[status] for status in JobStatus if status.has_ended}
        yield _gauge("jobs_running", "Jobs that this process works on.", runner.running)
        yield _counters("jobs", "Jobs that ended in this process.", ("outcome",), ended.items())
        yield _counter("job_contacts", "Contacts that jobs of this process came to.", runner.contacts)

    def _live(self) -> Iterator[Metric]:
        rooms, feed = self._services.rooms, self._services.feed
        sent, usage, watched = rooms.sent, rooms.usage, feed.usage
        deliveries = {("first",): sent.first, ("update",): sent.updates, ("resync",): sent.resyncs}
        yield _gauge("rooms", "Rooms of subscribers who watch the same.", usage.rooms)
        yield _gauge("room_members", "Subscribers in rooms.", usage.members)
        yield _counters("deliveries", "Messages sent to members of rooms.", ("kind",), deliveries.items())
        yield _counter("rooms_busy_seconds", "Time of the event loop that rooms took.", rooms.worked)
        yield _histogram("bus_lag_seconds", "Age of others' commits when the bus brought them.", feed.lag)
        yield _gauge("watched_streams", "Maps and accounts that are watched.", watched.streams)
        yield _gauge("watched_age_seconds", "How old the oldest watched number may be.", watched.age)
        yield _gauge("redis_connected", "1 while Redis brings messages.", watched.connected)
        yield _counter("bus_messages_lost", "Messages not sent, as Redis was away.", watched.lost)

    def _process(self) -> Iterator[Metric]:
        yield _gauges("build_info", "The version that runs.", ("version",), [((version("footfall"),), 1)])
        yield _gauge("tasks", "What is under way in the event loop.", len(asyncio.all_tasks()))
        yield _histogram("event_loop_lag_seconds", "How late the event loop was.", self._loop_lag)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"footfall_{name}", meaning, value=float(value))


def _gauges(name: str, meaning: str, labels: Labels, values: Iterable[tuple[Labels, float]]) -> Metric:
    family = GaugeMetricFamily(f"footfall_{name}", meaning, labels=labels)
    for label_values, value in values:
        family.add_metric(label_values, value)
    return family


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(f"footfall_{name}", meaning, value=value)


def _counters(name: str, meaning: str, labels: Labels, values: Iterable[tuple[Labels, float]]) -> Metric:
    family = CounterMetricFamily(f"footfall_{name}", meaning, labels=labels)
    for label_values, value in values:
        family.add_metric(label_values, value)
    return family


def _histogram(name: str, meaning: str, timings: Timings) -> Metric:
    return HistogramMetricFamily(
        f"footfall_{name}", meaning, buckets=_buckets(timings), sum_value=timings.total
    )


def _histograms(name: str, meaning: str, label: str, values: Mapping[str, Timings]) -> Metric:
    family = HistogramMetricFamily(f"footfall_{name}", meaning, labels=(label,))
    for label_value, timings in values.items():
        family.add_metric((label_value,), _buckets(timings), timings.total)
    return family


def _buckets(timings: Timings) -> list[tuple[str, float]]:
    bounds = [*(str(bound) for bound in timings.bounds), "+Inf"]
    return list(zip(bounds, accumulate(timings.counts), strict=True))
