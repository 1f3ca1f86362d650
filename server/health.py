"""`GET /health` and `GET /ready`, without a key: whether this process lives, and takes requests."""

from starlette.requests import Request
from starlette.responses import JSONResponse

from server.wiring import services


async def health(_: Request) -> JSONResponse:
    """200 while the event loop answers; whoever gets no answer may start the process again.

    It asks nobody: a database that is away is not mended by that.
    """
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> JSONResponse:
    """200 while this process answers; 503, like everything else, from the moment it is told to stop.

    Without a primary of MongoDB it still tells what it knows, and without Redis open maps are only late. All
    processes lose either at once, so neither is a reason to send nobody anything: the body tells.
    """
    known = services(request)
    writes, is_live = known.store.has_primary, known.feed.usage.connected
    return JSONResponse(
        {
            "status": "ready" if writes and is_live else "degraded",
            "writes": writes,
            "live": "prompt" if is_live else "late",
        }
    )
