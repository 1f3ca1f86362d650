"""A map's live numbers in the terminal: a plain client of the public subscription."""
