"""A slow and obvious recount of semantics.md: plain dicts and sets of contact and element keys.

It shares no code with `measure/` and looks at every event in turn. `recount(steps)` takes what a
producer and an author would send, in order of arrival:

- ("save", automation): a draft, in the shape of the contract's AutomationInput;
- ("publish", automation): the same, saved and published;
- ("status", key, status): PAUSED, PUBLISHED or ARCHIVED;
- ("events", [event, …]): one batch, each event as the object that POST /events takes;
- ("upsert", [contact, …]): contacts in the shape of ContactInput.

The answer is a `World`: what became of every event, every map and every contact. `contact_flow(map)`
is the report on one map, under the contract's names; `path(map, contact)` what happened to one contact.
"""

from tests.recount.conversions import conversions
from tests.recount.folding import recount
from tests.recount.paths import path
from tests.recount.report import contact_flow
from tests.recount.world import ACCEPTED, DUPLICATE, Map, Person, World

__all__ = [
    "ACCEPTED",
    "DUPLICATE",
    "Map",
    "Person",
    "World",
    "contact_flow",
    "conversions",
    "path",
    "recount",
]
