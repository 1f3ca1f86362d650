"""Measurements, each beside a rival in the same run: `python -m bench`, with `--json` for machines."""
