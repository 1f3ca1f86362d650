"""Live maps under load, beside a stock Strawberry subscription and Node: `make bench-live`."""
