import gzip
from pathlib import Path

import pytest

from server.errors import UserError
from server.page.files import BUILT, Content, Files
from server.validators import tag_of


async def test_a_file_is_kept_as_it_is_and_compressed(tmp_path: Path):
    (tmp_path / "assets").mkdir()
    script = b"export const one = 1;\n" * 100
    (tmp_path / "assets" / "one.js").write_bytes(script)
    file = await Files(tmp_path).get("assets/one.js")
    assert file is not None
    assert (file.content_type, file.plain) == (
        "text/javascript; charset=utf-8",
        Content(script, tag_of(script)),
    )
    assert file.gzipped is not None
    assert gzip.decompress(file.gzipped.body) == script
    assert file.gzipped.tag != file.plain.tag


@pytest.mark.parametrize("name", ["", ".", "assets", "two.js", "../files.py", "/etc/passwd"])
async def test_there_is_nothing_but_what_was_built(tmp_path: Path, name: str):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "one.js").touch()
    assert await Files(tmp_path).get(name) is None


def test_a_page_that_was_not_built_is_said_to_be_missing(tmp_path: Path):
    with pytest.raises(UserError, match="make web builds it"):
        Files(tmp_path / "built")


def test_the_page_loads_at_most_150_kilobytes_of_script():
    scripts = (BUILT / "assets").glob("*.js")
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) <= 150_000
