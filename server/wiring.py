"""What one process is made of: Redis first, then MongoDB, then what lives on both; closed in reverse."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

from starlette.requests import HTTPConnection

from live import channels
from live.bus import Bus
from live.feed import Feed
from live.job_news import JobNews
from live.moves import Moves
from live.rates import Rates
from live.rooms import Rooms
from live.sessions import Sessions
from live.traffic import Traffic
from live.turns import Turns
from measure.errors import Refused
from resolvers.answers import Answers
from resolvers.context import Services
from server.errors import UserError
from server.limits import traffic_limits
from server.machine import memory
from server.settings import Settings
from server.trusted_documents import trusted_documents
from store.commits import Announcement
from store.store import Store
from store.writer import Announce


@asynccontextmanager
async def wired(settings: Settings) -> AsyncIterator[Services]:
    """Everything that answers need, connected.

    Redis may be away, and is then waited for in the background.

    Raises:
        UserError: MongoDB does not answer, or a URL or the manifest of trusted documents cannot be read.
    """

    async def announce(announcement: Announcement) -> None:
        channel = channels.stream(settings.channel_prefix, announcement.account, announcement.stream)
        await bus.publish(channel, announcement.message)

    limits = traffic_limits(settings)
    trusted = trusted_documents(
        settings.trusted_documents, settings.limits, only=settings.trusted_documents_only
    )
    async with AsyncExitStack() as stack:
        try:
            bus = await stack.enter_async_context(Bus(settings.redis_url, settings.channel_prefix))
            turns = await stack.enter_async_context(Turns(settings.redis_url, settings.channel_prefix))
            rates = await stack.enter_async_context(
                Rates(settings.redis_url, settings.channel_prefix, limits.requests_per_minute)
            )
        except ValueError as error:  # whose text may hold a part of the password
            rule = "must be redis://user:password@host:port/0, with %-escapes in user and password"
            raise UserError(f"FOOTFALL_REDIS_URL {rule}") from error
        job_news = JobNews(bus, settings.channel_prefix)
        store = await _opened(settings, turns, announce, job_news)
        stack.push_async_callback(store.close)
        feed = Feed(bus, store.streams, settings.channel_prefix)
        moves = Moves(feed, store.streams, store.paths)
        rooms = Rooms()
        stack.push_async_callback(rooms.close)
        sessions = Sessions(store.keys, _now)
        stack.callback(sessions.close)
        yield Services(
            store=store,
            feed=feed,
            moves=moves,
            job_news=job_news,
            rooms=rooms,
            sessions=sessions,
            traffic=Traffic(limits, rates),
            now=_now,
            answers=Answers(store.streams, _now, settings.answers_megabytes * 1_000_000),
            required_plans=settings.required_plans,
            limits=settings.limits,
            trusted_documents=trusted,
            public_url=settings.public_url,
        )


async def _opened(settings: Settings, turns: Turns, announce: Announce, job_news: JobNews) -> Store:
    try:
        budget = settings.state_megabytes * 1_000_000 if settings.state_megabytes else memory() // 4
        return await Store.open(
            settings.mongodb_url,
            settings.database,
            turns,
            announce,
            job_news.tell,
            budget=budget,
            contacts_per_second=settings.job_contacts_per_second,
            export_days=settings.export_days,
        )
    except ValueError as error:
        raise UserError(f"FOOTFALL_MONGODB_URL: {error}") from error
    except Refused as refused:
        question = "is FOOTFALL_MONGODB_URL right, and the replica set up?"
        raise UserError(f"MongoDB does not answer: {question}") from refused


def _now() -> datetime:
    return datetime.now(UTC)


def services(connection: HTTPConnection) -> Services:
    """What the process that answers `connection` is made of."""
    wired: Services = connection.app.state.services
    return wired
