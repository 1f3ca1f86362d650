"""MongoDB: contacts, maps, the commit log and loaded states. The only place that imports motor."""
