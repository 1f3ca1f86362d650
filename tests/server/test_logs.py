import io
import logging
import re

import orjson
import pytest

from resolvers.trace import Counts, Trace, begin
from server.logs import LogFormat, configure, writing


def written(format: LogFormat) -> str:
    """What a warning in a module of ours looks like."""
    stream = io.StringIO()
    record = logging.LogRecord("live.bus", logging.WARNING, "bus.py", 1, "lost %d", (2,), None)
    writing(stream, format).handle(record)
    return stream.getvalue()


async def test_a_record_of_no_request_has_no_id():
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z WARNING live\.bus \[-\]: lost 2\n", written("text")
    )
    record = orjson.loads(written("json"))
    assert record.pop("time").endswith("+00:00")
    assert record == {"level": "WARNING", "logger": "live.bus", "message": "lost 2"}


@pytest.mark.parametrize("format", ["json", "auto"])
async def test_a_record_about_a_request_has_its_id(format: LogFormat):
    begin(Trace("mine", Counts()))
    assert " [mine]: lost 2\n" in written("text")
    assert orjson.loads(written(format))["requestId"] == "mine"


@pytest.fixture
def as_before():
    """Logging is the whole process': what a test sets goes with it."""
    root, names = logging.getLogger(), ("gql", "live", "resolvers", "server", "store", "server.access")
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    for name in names:
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.mark.usefixtures("as_before")
def test_libraries_are_quiet_however_much_we_say():
    configure("json", "debug")
    enabled = {name: logging.getLogger(name).isEnabledFor(logging.DEBUG) for name in ("live.bus", "pymongo")}
    assert enabled == {"live.bus": True, "pymongo": False}
    assert not logging.getLogger("uvicorn.error").isEnabledFor(logging.INFO)


@pytest.mark.usefixtures("as_before")
def test_the_access_log_has_a_setting_of_its_own():
    configure("json", "error")
    assert logging.getLogger("server.access").isEnabledFor(logging.INFO)
