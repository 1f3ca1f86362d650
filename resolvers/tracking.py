"""Who brought the contacts of a map: its cohort by the values of a tracking dimension."""

from dataclasses import dataclass

from measure import tracking
from measure.dimensions import MOST_SHOWN
from measure.errors import bad_input
from measure.features import Feature
from measure.touches import Model
from measure.tracking import Breakdown
from resolvers.context import Context
from resolvers.definitions import keep
from resolvers.pins import PinnedMap
from resolvers.reading import Conditions, Reading
from resolvers.readings import read


@dataclass(frozen=True, slots=True)
class Tracking:
    """A breakdown, and the reading it was made from; `dimension` as `measure.events.DIMENSIONS` has it."""

    reading: Reading
    model: Model
    dimension: str
    breakdown: Breakdown


async def breakdown(
    context: Context, pinned: PinnedMap, model: Model, dimension: str, conditions: Conditions, first: int
) -> Tracking:
    """The cohort under `conditions` by its values: the `first` largest, the others, and those without.

    Raises:
        Refused: as `read` does, BAD_USER_INPUT when `first` is out of bounds.
    """
    context.require_feature(Feature.TRACKING)
    if not 1 <= first <= MOST_SHOWN:
        raise bad_input("first", f"must be 1 to {MOST_SHOWN}, not {first}")
    reading = await read(context, pinned, conditions)
    found = tracking.breakdown(reading.scope, model, dimension, first)
    await keep(context, *(row.contacts.group for row in found.rows))
    return Tracking(reading, model, dimension, found)
