"""Random maps, their versions and what happens on them, in the shapes of the public contract.

`histories()` gives steps as `tests.recount` and a server both take them: the maps are valid, the events
often are not. `histories_for_reports()` are those that all reports and filters need. `filters(world, map)`
gives ReportFilters over what the recount found.
"""

from tests.strategies.account import CONTACTS, STRANGERS
from tests.strategies.filters import filters, with_group
from tests.strategies.histories import histories, histories_for_reports
from tests.strategies.instants import ZONES, one_morning, turns_of_days
from tests.strategies.maps import automations

__all__ = [
    "CONTACTS",
    "STRANGERS",
    "ZONES",
    "automations",
    "filters",
    "histories",
    "histories_for_reports",
    "one_morning",
    "turns_of_days",
    "with_group",
]
