"""Texts without case, and what starts with one."""


def folded(text: str) -> str:
    """How texts of contacts are compared and sorted: without case (Unicode, "Default Case Folding")."""
    return text.casefold()


def end_of(start: str) -> str | None:
    """The least text above all that start with `start`; None when none is above.

    Texts stand in the order of their code points, which is that of their UTF-8 (RFC 3629), too.
    """
    stem = start.rstrip("\U0010ffff")
    if not stem:
        return None
    following = ord(stem[-1]) + 1
    return stem[:-1] + chr(0xE000 if following == 0xD800 else following)  # between them lie surrogates
