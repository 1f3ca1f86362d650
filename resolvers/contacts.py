"""Contacts: single ones by id and key, and pages of a set."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from measure import ids, paging, ranking
from measure.account_state import AccountState
from measure.contacts import Contact
from measure.errors import bad_input
from measure.paging import Order, Page, Window
from measure.sets import Set
from measure.upserts import LONGEST_TEXT
from resolvers.context import Context
from store.availability import unavailable

ORDINAL = re.compile(r"0|[1-9][0-9]{0,9}")
LARGEST_ORDINAL = (1 << 32) - 1
"A set raises for what is larger."


@dataclass(frozen=True, slots=True)
class SeenContact:
    """A contact's document, and the account's state that all else about it is read from."""

    contact: Contact
    state: AccountState
    currency: str


@dataclass(frozen=True, slots=True)
class ContactPage:
    """Contacts in their order, each with its cursor; `total` is the size of the whole set."""

    items: tuple[tuple[str, SeenContact], ...]
    has_previous: bool
    has_next: bool
    total: int


async def by_id(context: Context, identifier: str) -> SeenContact | None:
    """The contact of this id; None for one that is malformed, unknown or another account's."""
    pins, ordinal = context.pins, ordinal_of(context, identifier)
    state = await pins.account()
    if ordinal is None or ordinal not in state.contacts:
        return None
    [seen] = await _seen(context, state, [ordinal])
    return seen


def ordinal_of(context: Context, identifier: str) -> int | None:
    """The ordinal in the id of a contact of the account, which may not exist."""
    found = ids.parts(identifier, "Contact", 2)
    return None if found is None or found[0] != context.account.id else read_ordinal(found[1])


def read_ordinal(text: str) -> int | None:
    """The ordinal that a part of an id is; None when it is none."""
    ordinal = int(text) if ORDINAL.fullmatch(text) else None
    return None if ordinal is None or ordinal > LARGEST_ORDINAL else ordinal


async def by_key(context: Context, key: str) -> SeenContact | None:
    pins = context.pins
    contact = await context.store.contacts.last_known_by_key(context.account.id, key)
    state = await pins.account()
    if contact is None or contact.ordinal not in state.contacts:
        return None
    return SeenContact(contact, state, context.account.currency)


async def page(
    context: Context, members: Set, account: AccountState, order: Order, window: Window
) -> ContactPage:
    """One page of `members`; raises Refused for a cursor of another order.

    `account` knows all of them, but for one that is older than the map because nobody can be asked for a
    later one: raises Refused (TEMPORARILY_UNAVAILABLE) for a page with somebody it does not know.
    """
    cut = await _cut(context, members, account, order, window)
    if not all(ordinal in account.contacts for ordinal in cut.ordinals):
        raise unavailable()
    seen = await _seen(context, account, cut.ordinals)
    return ContactPage(
        items=tuple(zip(cut.cursors, seen, strict=True)),
        has_previous=cut.has_previous,
        has_next=cut.has_next,
        total=len(members),
    )


async def search(context: Context, text: str, window: Window) -> ContactPage:
    """One page of the contacts whose key, email or name starts with `text`, without case, newest first.

    Raises:
        Refused: BAD_USER_INPUT for a `text` that is none, or a cursor that is none of this connection.
    """
    pins = context.pins
    if not 1 <= len(text) <= LONGEST_TEXT or "\0" in text:
        raise bad_input("search", f"must be a text of 1 to {LONGEST_TEXT} characters without NUL")
    pinned = await pins.account_knowing(())
    found = await context.store.contact_search.starting_with(context.account.id, pinned.rev, text)
    return await page(context, found & pinned.state.contacts, pinned.state, Order.NEWEST, window)


async def _cut(context: Context, members: Set, account: AccountState, order: Order, window: Window) -> Page:
    match order:
        case Order.NEWEST | Order.OLDEST:
            return paging.page(members, order, window)
        case Order.NAME:
            return await context.store.contact_names.page(context.account.id, members, window)
        case Order.LIFETIME_VALUE:
            return ranking.page(account.money, members, window)


async def see(context: Context, ordinals: Sequence[int]) -> list[SeenContact]:
    """These contacts, which a pinned map lists, in this order, by one look-up.

    One that the pinned account does not know yet is read from a later pin (see `Pins`).
    """
    if not ordinals:
        return []
    known = await context.pins.account()
    late = [ordinal for ordinal in ordinals if ordinal not in known.contacts]
    seen = await _seen(context, known, ordinals)
    if not late:
        return seen
    later = (await context.pins.later_account()).state
    return [replace(each, state=later) if each.contact.ordinal in late else each for each in seen]


async def _seen(context: Context, account: AccountState, ordinals: Sequence[int]) -> list[SeenContact]:
    documents = await context.store.contacts.last_known(context.account.id, ordinals)
    return [SeenContact(documents[ordinal], account, context.account.currency) for ordinal in ordinals]
