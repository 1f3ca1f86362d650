"""Whatever is asked is answered: queries and mutations that Schemathesis makes up from our schema."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from server.settings import Settings
from tests.conformance.programs import HERE
from tests.processes.campaign import KEY, ask, batch, contact, publish
from tests.processes.running import running
from tests.serving import Json

pytestmark = pytest.mark.conformance

EXAMPLES: Final = 15
"Of each field, at most."
KNOWN = """{
  automationByKey(key: "campaign") { id element(key: "mail") { id } report { cohort { id } } }
  contactByKey(key: "contact-00000") { id }
}"""
FIELDS = "{ __schema { queryType { fields { name } } mutationType { fields { name } } } }"


async def test_nothing_that_can_be_asked_goes_wrong_on_our_side(settings: Settings, tmp_path: Path):
    async with running(settings) as server:
        await publish(server)
        await server.record(batch(range(5)))
        (tmp_path / "schemathesis.toml").write_text(config(await ask(server, KNOWN)))
        schema = (await ask(server, FIELDS))["__schema"]
        fields = {
            f"{root}.{field['name']}"
            for root in ("Query", "Mutation")
            for field in schema[f"{root.lower()}Type"]["fields"]
        }
        report = tmp_path / "report.ndjson"
        schemathesis = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/graphql"),
            *("--header", f"Authorization: {server.bearer()['Authorization']}"),
            *("--checks", "not_our_error", "--phases", "fuzzing,stateful"),
            *("--max-examples", str(EXAMPLES), "--seed", "6", "--no-shrink"),
            *("--suppress-health-check", "all", "--warnings", "off", "--no-color"),
            *("--report", "ndjson", "--report-ndjson-path", str(report)),
            cwd=tmp_path,
            env={"PYTHONPATH": str(HERE.parents[1]), "SCHEMATHESIS_HOOKS": "tests.conformance.checks"},
            stdout=PIPE,
            stderr=STDOUT,
        )
        said, _ = await schemathesis.communicate()
    assert schemathesis.returncode == 0, said.decode()
    asked = asked_of(report)
    print(f"{sum(asked.values()):,} requests to {len(fields)} fields")
    assert asked.keys() >= fields
    assert min(asked.values()) >= EXAMPLES // 2


def config(known: Json) -> str:
    """Ids and keys of what there is, in place of some made-up strings."""
    values = [KEY, contact(0), "bought", *ids_in(known)]
    return f"""
[dictionaries.known]
values = {json.dumps(values)}
[generation.dictionaries]
string = {{ dictionary = "known", probability = 0.5 }}
"""


def ids_in(answer: Json) -> Iterator[str]:
    for name, value in answer.items():
        if name == "id":
            yield value
        else:
            yield from ids_in(value)


def asked_of(report: Path) -> Counter[str]:
    """How many requests there were for each field."""
    asked: Counter[str] = Counter()
    for line in report.read_text().splitlines():
        if (finished := json.loads(line).get("ScenarioFinished")) is not None:
            recorder = finished["recorder"]
            asked[recorder["label"]] += len(recorder["interactions"])
    return asked
