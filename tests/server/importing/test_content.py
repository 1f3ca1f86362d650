import gzip
import hashlib
from pathlib import Path

import pytest

from server.errors import UserError
from server.importing.content import digest, opened

TEXT = b"name\nAnn\nJos\xc3\xa9\n"


def test_a_file_and_its_gz_have_one_digest(tmp_path: Path):
    plain, packed = tmp_path / "a.csv", tmp_path / "a.csv.gz"
    plain.write_bytes(TEXT)
    packed.write_bytes(gzip.compress(TEXT))
    assert digest(plain) == digest(packed) == hashlib.sha256(TEXT).hexdigest()


def test_positions_are_of_the_file_on_the_disk(tmp_path: Path):
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(TEXT * 1000))
    with opened(packed) as content:
        assert content.position() == 0
        assert content.text.read() == TEXT * 1000
        assert content.position() == packed.stat().st_size


def test_a_gz_that_was_cut_off_is_refused_before_anything_is_sent(tmp_path: Path):
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(TEXT)[:-9])
    with pytest.raises(UserError, match="cannot be read to its end"):
        digest(packed)


def test_a_file_that_is_not_utf_8_is_refused_with_the_line(tmp_path: Path):
    latin = tmp_path / "a.csv"
    latin.write_bytes("name\nAnn\nJosé\n".encode("latin-1"))
    with pytest.raises(UserError, match="not UTF-8 at about line 3"):
        digest(latin)


def test_a_missing_file_is_one_sentence(tmp_path: Path):
    with pytest.raises(UserError, match="cannot be read: No such file"):
        digest(tmp_path / "a.csv")
