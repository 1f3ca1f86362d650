"""What random inputs are about: a few maps and contacts, so that some of them are understood."""

from itertools import pairwise

from tests.drills.fuzzed_arguments import AUTOMATIONS, CONTACTS, PLACES, Ids
from tests.processes.campaign import PUBLISH, SAVE, ask
from tests.serving import Api, Json

UPSERT = "mutation ($all: [ContactInput!]!) { upsertContacts(contacts: $all) { contacts { id } } }"
GROUPS = """query ($id: ID!) { automation(id: $id) { report {
  cohort { id } ... on ContactFlowReport { elements { reached { id } hereNow { id } } }
} } }"""


async def small_world(server: Api) -> Ids:
    """A few maps, one of them published, and contacts on their way over it: what inputs are about."""
    automations = [await _saved(server, key) for key in AUTOMATIONS]
    await ask(server, PUBLISH, id=automations[0])
    people = await ask(server, UPSERT, all=[{"key": key, "name": key.upper()} for key in CONTACTS])
    await server.record([_moved(number, key) for number, key in enumerate(CONTACTS)])
    report = (await ask(server, GROUPS, id=automations[0]))["automation"]["report"]
    return Ids(
        automations=automations[:-1],
        expendable=automations[-1:],
        contacts=[each["id"] for each in people["upsertContacts"]["contacts"]],
        groups=[
            report["cohort"]["id"],
            *(row[stat]["id"] for row in report["elements"] for stat in ("reached", "hereNow")),
        ],
    )


async def _saved(server: Api, key: str) -> str:
    kinds = dict(zip(PLACES, ("TRIGGER", "EMAIL", "WAIT", "GOAL", "END"), strict=True))
    world: Json = {
        "key": key,
        "name": key,
        "timeZone": "UTC",
        "elements": [{"key": place, "kind": kind, "name": place} for place, kind in kinds.items()],
        "connectors": [{"source": source, "target": target} for source, target in pairwise(PLACES)],
    }
    return (await ask(server, SAVE, map=world))["saveAutomation"]["automation"]["id"]


def _moved(number: int, contact: str) -> Json:
    at = "2026-03-01T09:00:00Z"
    return {
        "id": f"w-{number}",
        "type": "MOVED",
        "contact": contact,
        "at": at,
        "automation": AUTOMATIONS[0],
        "to": "form",
    }
