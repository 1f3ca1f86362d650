"""Makes a lone mongod the primary of its own single-node replica set (majority writes and reads need one)."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.errors import AutoReconnect, OperationFailure, PyMongoError, ServerSelectionTimeoutError

_SERVER_SELECTION_MS = 5_000
# From mongo's src/mongo/base/error_codes.yml
_NOT_YET_INITIALIZED = 94
_STILL_STARTING = frozenset({23, 94, 109, 11602})  # it reads its configuration after it opened its port

Client = AsyncIOMotorClient[dict[str, Any]]


class ReplicaSetError(Exception):
    """A mongod refused to become the primary of its replica set; the text is its reason."""


async def lead_replica_set(url: str, host: str, name: str) -> None:
    """Make the mongod at `url` (a direct connection) the primary of a set `name` whose only member is `host`.

    A new data folder is initiated. One that was led under another host:port, as after a restart on
    another port, is reconfigured by force: without a member that is itself a node cannot be elected.
    Returns when it is writable. Raises ReplicaSetError.
    """
    client: Client = AsyncIOMotorClient(url, serverSelectionTimeoutMS=_SERVER_SELECTION_MS)
    try:
        while not await _holds(_is_configured(client, host, name)):  # noqa: ASYNC110 (mongod tells nobody)
            await asyncio.sleep(0.02)
        while not await _holds(_is_primary(client)):  # noqa: ASYNC110 (nor of an election)
            await asyncio.sleep(0.02)
    except PyMongoError as error:
        raise ReplicaSetError(str(error)) from error
    finally:
        client.close()


async def _holds(check: Awaitable[bool]) -> bool:
    """Not when the connection was cut, either, as mongod does while it takes another configuration."""
    try:
        return await check
    except ServerSelectionTimeoutError:
        raise
    except AutoReconnect:
        return False


async def _is_configured(client: Client, host: str, name: str) -> bool:
    try:
        await _configure(client, host, name)
    except OperationFailure as error:
        if error.code in _STILL_STARTING:
            return False
        raise
    return True


async def _configure(client: Client, host: str, name: str) -> None:
    members = [{"_id": 0, "host": host}]
    try:
        config = (await client.admin.command("replSetGetConfig"))["config"]
    except OperationFailure as error:
        if error.code != _NOT_YET_INITIALIZED:
            raise
        await client.admin.command("replSetInitiate", {"_id": name, "members": members})
        return
    if [member["host"] for member in config["members"]] != [host]:
        await client.admin.command("replSetReconfig", {**config, "members": members}, force=True)


async def _is_primary(client: Client) -> bool:
    hello = await client.admin.command("hello")
    return bool(hello["isWritablePrimary"])
