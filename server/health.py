"""`GET /health`: whether this process can answer; the only route without a key."""

from starlette.requests import Request
from starlette.responses import JSONResponse

from server.wiring import services


async def health(request: Request) -> JSONResponse:
    """200 {"status": "ok"} when MongoDB answers; else, and while it stops, the 503 of every other route."""
    await services(request).store.ping()
    return JSONResponse({"status": "ok"})
