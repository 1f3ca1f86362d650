"""`footfall serve` that limits nothing: the rival of a server with limits.

`python -m bench.http.unlimited serve …`. Documents are parsed and validated as ever; what depends on
variables, what an operation spends and how often a key asks is not looked at.
"""

from unittest.mock import patch

from gql.checks import Checks
from live.traffic import Traffic
from server.cli import main


def _nothing(*_: object) -> None:
    pass


if __name__ == "__main__":
    with patch.object(Checks, "_check", _nothing), patch.object(Traffic, "admit", _nothing):
        main()
