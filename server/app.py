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
from server.refusals import EXCEPTION_HANDLERS
from server.settings import Settings
from server.wiring import wired


def create_app(settings: Settings) -> Starlette:
    """Footfall as an ASGI application; its lifespan connects to MongoDB and Redis.

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
    return Starlette(
        routes=[
            Route("/health", health),
            Route("/events", post_events, methods=["POST"]),
            Route("/graphql", graphql, methods=["POST"]),
            WebSocketRoute("/graphql", graphql),
        ],
        middleware=[cors],
        exception_handlers=EXCEPTION_HANDLERS,
        lifespan=lifespan,
    )
