"""`GET /health`: whether this process can answer; the only route without a key."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse

from server.wiring import services


async def health(request: Request) -> JSONResponse:
    """200 {"status": "ok", …} when MongoDB answers; else, and while it stops, the 503 of every other route.

    `states`: what is loaded of maps and accounts, how many MB of how many that takes, and how often one was
    refused because it did not fit. `live`: subscriptions, and how many rooms of identical ones they share.
    `tasks`: what is under way in this process.
    """
    store, rooms = services(request).store, services(request).rooms.usage
    await store.ping()
    usage = store.streams.usage
    states = {
        "loaded": usage.loaded,
        "megabytes": usage.weight // 1_000_000,
        "budgetMegabytes": usage.budget // 1_000_000,
        "refused": usage.refused,
    }
    live = {"rooms": rooms.rooms, "members": rooms.members}
    return JSONResponse({"status": "ok", "states": states, "live": live, "tasks": len(asyncio.all_tasks())})
