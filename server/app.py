"""The application: its routes, and what every request to them goes through."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route, WebSocketRoute

from server.bootstrap import bootstrap
from server.events import post_events
from server.graphql import GraphQLEndpoint
from server.health import health
from server.refusals import EXCEPTION_HANDLERS, GRAPHQL_PATH
from server.settings import Settings
from server.stopping import Gate, Stopping
from server.wiring import wired


def create_app(settings: Settings) -> Starlette:
    """Footfall as an ASGI application; its lifespan connects to MongoDB and Redis, `state.stopping` stops it.

    Raises, when the lifespan starts:
        UserError: MongoDB does not answer, or `bootstrap_key` belongs to somebody else.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with wired(settings) as services:
            if settings.bootstrap_key is not None:
                await bootstrap(services.store, settings.bootstrap_key)
            app.state.services = services
            yield

    graphql = GraphQLEndpoint(settings.allowed_origins)
    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Encoding", "Content-Type"],
        expose_headers=["Retry-After", "WWW-Authenticate"],
    )
    stopping = Stopping()
    app = Starlette(
        routes=[
            Route("/health", health),
            Route("/events", post_events, methods=["POST"]),
            Route(GRAPHQL_PATH, graphql, methods=["POST"]),
            WebSocketRoute(GRAPHQL_PATH, graphql),
        ],
        middleware=[cors, Middleware(Gate, stopping)],
        exception_handlers=EXCEPTION_HANDLERS,
        lifespan=lifespan,
    )
    app.state.stopping = stopping
    return app
