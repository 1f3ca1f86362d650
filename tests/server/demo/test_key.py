import stat
from pathlib import Path

import pytest

from server.demo.key import demo_key
from server.errors import UserError


def test_the_key_is_the_same_at_the_next_start_and_only_its_owners(tmp_path: Path):
    folder = tmp_path / "data"
    made = demo_key(folder)
    assert demo_key(folder) == made
    assert stat.S_IMODE((folder / "demo-key").stat().st_mode) == 0o600
    assert demo_key(tmp_path / "other") != made


def test_a_key_file_that_stayed_empty_is_written_again(tmp_path: Path):
    (tmp_path / "demo-key").touch()
    assert demo_key(tmp_path).startswith("demo_")


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="The demo's key cannot be kept in "):
        demo_key(tmp_path / "file")
