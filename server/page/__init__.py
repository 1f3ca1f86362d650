"""The live map and GraphiQL in a browser: what `make web` has built from `web/`, and how it is served."""
