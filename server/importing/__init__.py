"""Turning rows of a file into events: a plain client of the public API."""
