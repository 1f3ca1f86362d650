"""A slow and obvious recount of semantics.md: plain dicts and sets of contact and element keys.

It shares no code with `measure/` and looks at every event in turn. `recount(steps)` takes what a
producer and an author would send, in order of arrival:

- ("save", automation): a draft, in the shape of the contract's AutomationInput;
- ("publish", automation): the same, saved and published;
- ("status", key, status): PAUSED, PUBLISHED or ARCHIVED;
- ("events", [event, …]): one batch, each event as the object that POST /events takes;
- ("upsert", [contact, …]): contacts in the shape of ContactInput.

The answer is a `World`: what became of every event, every map and every contact. `path(map, contact)` is
what happened to one contact.

The six reports on one map are plain dicts under the contract's names, with a set of contact keys where the
contract has a ContactGroup: `contact_flow`, `lifetime_values`, `funnel`, `goal_conversion_rate`,
`goal_conversion_point` and `goal_conversion_time`; those ending in `_of` are one element's row. `tracking`
and `overlap` are the other two breakdowns, `members` says who is in a group made of others. All reports take
the contacts to count as `within`; who passes a ReportFilter is `passing(world, map, filter, today)`, and
`days(range, today)` are the days of a DateRange, which `contact_flow` needs as `visited`.
"""

from tests.recount.conversions import conversions
from tests.recount.filters import days, passing
from tests.recount.folding import recount
from tests.recount.funnel import funnel
from tests.recount.goals import (
    goal_conversion_point,
    goal_conversion_rate,
    goal_conversion_rate_of,
    goal_conversion_time,
    goal_conversion_time_of,
)
from tests.recount.groups import members, overlap, tracking
from tests.recount.lifetime import lifetime_values
from tests.recount.paths import path
from tests.recount.report import contact_flow, lifetime_value
from tests.recount.world import ACCEPTED, DUPLICATE, Map, Person, World

__all__ = [
    "ACCEPTED",
    "DUPLICATE",
    "Map",
    "Person",
    "World",
    "contact_flow",
    "conversions",
    "days",
    "funnel",
    "goal_conversion_point",
    "goal_conversion_rate",
    "goal_conversion_rate_of",
    "goal_conversion_time",
    "goal_conversion_time_of",
    "lifetime_value",
    "lifetime_values",
    "members",
    "overlap",
    "passing",
    "path",
    "recount",
    "tracking",
]
