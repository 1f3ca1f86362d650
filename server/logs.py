"""What is logged, and how it looks: on stderr, one record a line (text has an error's traceback below it).

Every record has the time in UTC, its level, the module that says it, and the id of the request it is about.
Keys, tokens, headers, queries and their variables are never logged.
"""

import logging
import sys
import time
from typing import Final, Literal, TextIO

from pythonjsonlogger.orjson import OrjsonFormatter

from resolvers.trace import in_the_log
from server.observed import ACCESS

LogFormat = Literal["auto", "text", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]

_OURS: Final = ("gql", "live", "resolvers", "server", "store")


def configure(format: LogFormat, level: LogLevel) -> None:
    """Log from now on, for the whole process; `level` is ours, libraries say what is a warning at least.

    Theirs would be too much: at debug level the driver of MongoDB logs every command with its documents.
    """
    logging.basicConfig(handlers=[writing(sys.stderr, format)], level=logging.WARNING, force=True)
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())
    logging.getLogger(ACCESS).setLevel(logging.INFO)  # it has a setting of its own


def writing(stream: TextIO, format: LogFormat) -> logging.Handler:
    """Writes records to `stream`."""
    is_text = stream.isatty() if format == "auto" else format == "text"
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_text() if is_text else _json())
    handler.addFilter(_with_request_id)
    return handler


def _with_request_id(record: logging.LogRecord) -> bool:
    record.__dict__.update(in_the_log())
    return True


def _text() -> logging.Formatter:
    line = "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s [%(requestId)s]: %(message)s"
    formatter = logging.Formatter(line, "%Y-%m-%dT%H:%M:%S", defaults={"requestId": "-"})
    formatter.converter = time.gmtime
    return formatter


def _json() -> logging.Formatter:
    return OrjsonFormatter(
        ["levelname", "name", "message"],
        timestamp="time",
        rename_fields={"levelname": "level", "name": "logger", "exc_info": "exception"},
    )
