"""`python -m bench [--json]`: run every measurement and print its table."""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict

from rich.console import Console

from bench import ingest


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    arguments = parser.parse_args()
    rows = asyncio.run(ingest.measured())
    if arguments.json:
        json.dump({"ingest": [asdict(row) for row in rows]}, sys.stdout, indent=2)
    else:
        Console().print(ingest.table(rows))


if __name__ == "__main__":
    main()
