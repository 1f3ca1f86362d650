"""The pure core: map graph, events, fold, replay, sets, filters and reports. No I/O, no async, no clock."""
