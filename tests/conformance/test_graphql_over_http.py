"""https://graphql.github.io/graphql-over-http/draft/, as the `serverAudits` of graphql-http read it."""

from pathlib import Path

import pytest

from tests.conformance.programs import lay_out, running_program
from tests.serving import Server

pytestmark = pytest.mark.conformance


async def test_all_audits_pass(server: Server, tmp_path: Path):
    lay_out(tmp_path, server)
    env = {"URL": f"{server.url}/graphql", "FOOTFALL_KEY": server.key}
    async with running_program(tmp_path, "audits.js", **env) as audits:
        said = await audits.ends()
    assert said == "61 of 61\n", said
