"""The demo's API key: made once, kept beside the demo's data."""

import secrets
from pathlib import Path

from server.errors import UserError


def demo_key(folder: Path) -> str:
    """The key in `folder`/demo-key, made and written at the first call; only its owner can read it.

    Raises:
        UserError: the file cannot be read or written.
    """
    path = folder / "demo-key"
    try:
        if path.exists() and (kept := path.read_text("ascii").strip()):
            return kept
        folder.mkdir(parents=True, exist_ok=True)
        made = f"demo_{secrets.token_urlsafe(24)}"
        path.touch(mode=0o600)
        path.write_text(f"{made}\n", "ascii")
    except (OSError, UnicodeDecodeError) as denied:
        raise UserError(f"The demo's key cannot be kept in {path} ({denied}): choose --data.") from denied
    return made
