"""Relay reads our schema: its compiler fragments with pages, and its store the pages."""

import re
import shutil
from pathlib import Path

import pytest

from tests.conformance.programs import HERE, lay_out, running_program
from tests.processes.campaign import ask, batch, contact, publish
from tests.serving import Server

pytestmark = pytest.mark.conformance

COMPILER = "node_modules/relay-compiler/cli.js"
COHORT = '{ automationByKey(key: "campaign") { report { cohort { id } } } }'
MADE = re.compile(r'graphql`\s*(?:fragment|query|subscription) (\w+)|queryName: "(\w+)"')


async def test_fragments_with_pages_compile_and_a_walk_meets_everyone_once(server: Server, tmp_path: Path):
    await publish(server)
    await server.record(batch(range(10)))
    lay_out(tmp_path, server)
    shutil.copy(HERE.parents[1] / "schema.graphql", tmp_path)
    async with running_program(tmp_path, COMPILER) as compiler:
        await compiler.ends()
    assert {file.name for file in (tmp_path / "relay/__generated__").iterdir()} == artifacts(
        tmp_path / "relay"
    )
    cohort = (await ask(server, COHORT))["automationByKey"]["report"]["cohort"]["id"]
    env = {"URL": f"{server.url}/graphql", "FOOTFALL_KEY": server.key}
    async with running_program(tmp_path, "relay-walk.js", cohort, **env) as walk:
        assert await walk.ends() == " ".join(["10", *map(contact, range(10))]) + "\n"


def artifacts(folder: Path) -> set[str]:
    """What is made of the modules there: a file for each operation, fragment and query to fetch again."""
    texts = "".join(module.read_text() for module in folder.glob("*.js"))
    return {f"{named or refetched}.graphql.js" for named, refetched in MADE.findall(texts)}
