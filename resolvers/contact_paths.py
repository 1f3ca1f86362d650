"""Everything one contact did on a map, and where it is now."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure import ids, paths
from measure.events import EventType
from measure.graph import Element
from measure.paging import Window
from measure.paths import PathStep, StepPage
from measure.stats import COHORT, Stat, set_name
from resolvers.contacts import SeenContact, ordinal_of, read_ordinal, see
from resolvers.context import Context
from resolvers.pins import PinnedMap


@dataclass(frozen=True, slots=True)
class ContactPath:
    """A contact on a map it was added to."""

    map: PinnedMap
    contact: SeenContact

    @property
    def ordinal(self) -> int:
        return self.contact.contact.ordinal


async def of_contact(context: Context, pinned: PinnedMap, identifier: str) -> ContactPath | None:
    """The path of the contact of this id; None for one that is none of the account's, or not on the map."""
    ordinal = ordinal_of(context, identifier)
    return None if ordinal is None else await _path(context, pinned, ordinal)


async def by_id(context: Context, identifier: str) -> ContactPath | None:
    """The path of this id, if its map is the account's."""
    found = ids.parts(identifier, "ContactPath", 2)
    ordinal = None if found is None else read_ordinal(found[1])
    pinned = None if found is None else await context.pins.map(found[0])
    return None if ordinal is None or pinned is None else await _path(context, pinned, ordinal)


async def _path(context: Context, pinned: PinnedMap, ordinal: int) -> ContactPath | None:
    if ordinal not in pinned.state.set(COHORT):
        return None
    [seen] = await see(context, [ordinal])
    return ContactPath(pinned, seen)


def here_now(path: ContactPath) -> list[Element]:
    """The elements where the contact is now, in map order, removed ones last."""
    state = path.map.state
    return [
        element
        for key, element in state.history.elements.items()
        if path.ordinal in state.set(set_name(Stat.HERE_NOW, key))
    ]


async def steps(context: Context, path: ContactPath, window: Window) -> StepPage:
    """One page of the steps, oldest first; raises Refused for a cursor of another connection."""
    key = (path.map.id, path.ordinal)
    return paths.page(await context.steps.get(key, lambda: _steps(context, path)), window)


async def _steps(context: Context, path: ContactPath) -> Sequence[PathStep]:
    store, account = context.store, context.account.id
    return await store.paths.steps(account, path.map.id, path.ordinal, path.map.stream.rev)


def detail(path: ContactPath, step: PathStep) -> str | None:
    """What else there is to say of a step: of a click, where the link led."""
    if step.type is not EventType.CLICKED or step.element is None or step.link is None:
        return None
    return path.map.history.links[step.element][step.link] or f"link {step.link}"
