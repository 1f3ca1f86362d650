"""What is installed is named by version and hash, never by an address: everybody has their own registry."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("bench/node", "tests/conformance/node", "web")
LOCKS = [*ROOT.glob("requirements*.lock"), *(ROOT / folder / "package-lock.json" for folder in FOLDERS)]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.relative_to(ROOT)))
def test_a_lock_file_names_no_registry(lock: Path):
    text = lock.read_text()
    assert not re.search(r'"resolved": *"[a-z]+://|--(extra-)?index-url', text)
    assert re.search(r'sha256:|"integrity": "sha512-', text)
