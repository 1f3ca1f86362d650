"""Random maps, their versions and what happens on them, in the shapes of the public contract.

`histories()` gives steps as `tests.recount` and a server both take them: the maps are valid, the events
often are not.
"""

from tests.strategies.histories import CONTACTS, histories
from tests.strategies.maps import automations

__all__ = ["CONTACTS", "automations", "histories"]
