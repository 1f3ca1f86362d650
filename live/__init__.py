"""Redis between processes: the bus and the turns."""
