"""The error a person at the terminal can mend."""


class UserError(Exception):
    """Its text is one sentence: what is wrong, and the way out. The CLI prints it without a traceback."""
