"""The database of the server: where it is, and working in it directly."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Annotated

from cyclopts import Parameter

from measure.errors import ErrorCode, Refused
from server.errors import UserError
from server.settings import Settings
from store.availability import needs_database
from store.database import Database

MongodbUrl = Annotated[
    str, Parameter(env_var="FOOTFALL_MONGODB_URL", help="MongoDB of the server, as mongodb://…")
]
DatabaseName = Annotated[str, Parameter(env_var="FOOTFALL_DATABASE", help="Database of the server.")]


@asynccontextmanager
async def connected(mongodb_url: str, name: str) -> AsyncIterator[Database]:
    """The database, with its indexes; raises UserError when it does not answer, or refuses something."""
    Settings(mongodb_url=mongodb_url, database=name)  # refuses what cannot work
    try:
        database = Database(mongodb_url, name)
    except ValueError as error:
        raise _unusable(error) from error
    with closing(database):
        try:
            await _prepare(database)
            yield database
        except Refused as refused:
            if refused.code is not ErrorCode.TEMPORARILY_UNAVAILABLE:
                raise UserError(refused.message) from refused
            question = "is --mongodb-url (FOOTFALL_MONGODB_URL) right, and the replica set up?"
            raise UserError(f"MongoDB does not answer: {question}") from refused


@needs_database
async def _prepare(database: Database) -> None:
    try:
        await database.prepare()
    except ValueError as error:
        raise _unusable(error) from error


def _unusable(error: ValueError) -> UserError:
    return UserError(f"FOOTFALL_MONGODB_URL: {error}")
