"""`python -m server.cli` is `footfall`."""

from server.cli import main

main()
