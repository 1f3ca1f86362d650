"""The sample campaign and the simulated people on it: a plain client of the public API."""
