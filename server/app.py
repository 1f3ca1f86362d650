"""The application: its routes, and what every request to them goes through."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route, WebSocketRoute

from measure.downloads import PATH as EXPORTS_PATH
from server.bootstrap import bootstrap
from server.downloads import download
from server.events import post_events
from server.graphql import GraphQLEndpoint
from server.health import health, ready
from server.hosts import Hosts, hosts_of, is_loopback
from server.loop_lag import measure_lag
from server.metrics import MetricsEndpoint
from server.observed import HEADER, Observations, Observed
from server.page.files import Files
from server.page.pages import Pages
from server.refusals import EXCEPTION_HANDLERS, GRAPHQL_PATH, Unexpected
from server.security_headers import SecurityHeaders
from server.settings import Settings
from server.stopping import Gate, Stopping
from server.wiring import wired
from store.timings import Timings

_EVENTS_PATH = "/events"
_METRICS_PATH = "/metrics"


def create_app(settings: Settings) -> Starlette:
    """Footfall as an ASGI application; its lifespan connects to MongoDB and Redis, `state.stopping` stops it.

    Raises:
        UserError: the page was not built.

    Raises, when the lifespan starts:
        UserError: MongoDB does not answer, or `bootstrap_key` belongs to somebody else.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with wired(settings) as services:
            if settings.bootstrap_key is not None:
                await bootstrap(services.store, settings.bootstrap_key)
            app.state.services = services
            measuring = asyncio.create_task(measure_lag(loop_lag), name="event loop lag")
            try:
                yield
            finally:
                measuring.cancel()

    pages = Pages(Files())
    graphql = GraphQLEndpoint(settings.allowed_origins, pages)
    seen, loop_lag = Observations(), Timings()
    metrics = MetricsEndpoint(
        settings.metrics_key, is_local=is_loopback(settings.host), seen=seen, loop_lag=loop_lag
    )
    routes: list[Route | WebSocketRoute] = [
        Route(GRAPHQL_PATH, graphql, methods=["GET", "POST"]),  # first: it is most of what comes
        Route("/health", health),
        Route("/ready", ready),
        Route(_METRICS_PATH, metrics.answer),
        Route(_EVENTS_PATH, post_events, methods=["POST"]),
        Route(f"{EXPORTS_PATH}{{name}}", download),
        *pages.routes(),
        WebSocketRoute(GRAPHQL_PATH, graphql),
    ]
    counted = {route.path.partition("{")[0] for route in routes}
    stopping = Stopping()
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Observed, seen, counted, access_log=settings.access_log),
            Middleware(SecurityHeaders),
            _cors(settings),
            Middleware(Hosts, hosts_of(settings.allowed_hosts, settings.host), _named_paths(settings)),
            Middleware(Gate, stopping),
            Middleware(Unexpected),
        ],
        exception_handlers=EXCEPTION_HANDLERS,
        lifespan=lifespan,
    )
    app.state.stopping = stopping
    return app


def _named_paths(settings: Settings) -> Sequence[str]:
    """What is answered under known names only; metrics that need a key may be asked for by address."""
    data = (GRAPHQL_PATH, _EVENTS_PATH, EXPORTS_PATH)
    return data if settings.metrics_key else (*data, _METRICS_PATH)


def _cors(settings: Settings) -> Middleware:
    return Middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=[
            "Authorization",
            "Content-Encoding",
            "Content-Type",
            "If-None-Match",
            "If-Range",
            "Range",
            HEADER,
        ],
        expose_headers=[
            "Accept-Ranges",
            "Content-Disposition",
            "Content-Range",
            "ETag",
            "Retry-After",
            "WWW-Authenticate",
            HEADER,
        ],
    )
