"""Databases that tests use one after another: an emptied one has its indexes already."""

import uuid
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from pymongo.write_concern import WriteConcern

MAJORITY = WriteConcern(w="majority", j=True)


class Databases:
    """Lends databases without a document; making one with its indexes costs a test a tenth of a second."""

    def __init__(self, mongodb: MongoClient[dict[str, Any]], executor: ThreadPoolExecutor) -> None:
        self._mongodb = mongodb
        self._executor = executor
        self._emptied: deque[tuple[str, Future[None]]] = deque()

    def lend(self) -> str:
        """The name of an empty database that nobody else has until it is given back."""
        if not self._emptied:
            return f"test-{uuid.uuid4().hex}"
        name, emptied = self._emptied.popleft()
        emptied.result()
        return name

    def give_back(self, name: str) -> None:
        """Empties it while the next tests run."""
        self._emptied.append((name, self._executor.submit(_empty, self._mongodb[name])))


def _empty(database: Database[dict[str, Any]]) -> None:
    """As every reader sees it: a majority has it. What the profiler noted goes wholly."""
    for name in database.list_collection_names():
        if name == "system.profile":
            database.drop_collection(name)
        else:
            database[name].with_options(write_concern=MAJORITY).delete_many({})
