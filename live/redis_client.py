"""How we connect to Redis, in one place.

`Redis.from_url` alone neither retries nor times out. A command gets two quick retries: they carry it over
a pooled connection that died while it was idle, and still fail within the patience of a caller.
"""

from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff, NoBackoff

SOCKET_SECONDS = 2.0
HEALTH_CHECK_SECONDS = 15
COMMAND_RETRIES = 2


def redis_client(url: str, name: str) -> Redis:
    """A client for commands; `name` is what CLIENT LIST shows."""
    return Redis.from_url(
        url,
        client_name=name,
        socket_timeout=SOCKET_SECONDS,
        socket_connect_timeout=SOCKET_SECONDS,
        socket_keepalive=True,
        health_check_interval=HEALTH_CHECK_SECONDS,
        retry=Retry(ExponentialWithJitterBackoff(base=0.01, cap=0.05), COMMAND_RETRIES),
    )


def redis_connection(url: str, name: str) -> AbstractConnection:
    """One connection, not yet open, for a subscriber.

    It never reconnects by itself: a reconnect that nobody sees is a gap that nobody sees. Its owner pings.
    RESP2, where messages come as plain lists and not as pushes.
    """
    pool = ConnectionPool.from_url(
        url,
        client_name=name,
        socket_timeout=SOCKET_SECONDS,
        socket_connect_timeout=SOCKET_SECONDS,
        socket_keepalive=True,
        health_check_interval=0,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )
    return pool.connection_class(**pool.connection_kwargs)
