"""Contacts created and changed by themselves: documents first, then the account's stream."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from measure import account_fold
from measure.account_state import AccountChanges, AccountState, Profile
from measure.accounts import Account
from measure.contacts import UNCHANGED, Contact, ContactUpsert
from measure.events import MOST_EVENTS
from measure.instants import cut
from measure.recorded import Upserted
from store.closing import closed
from store.commits import CommitKind
from store.contacts import Contacts
from store.event_documents import profile_document
from store.log import Appended
from store.stream import AccountStream
from store.streams import Streams
from store.writer import Entry, Writer


class UpsertWriter:
    """Takes batches of one account at a time."""

    def __init__(self, contacts: Contacts, streams: Streams, writer: Writer) -> None:
        self._contacts = contacts
        self._streams = streams
        self._writer = writer

    async def write(self, account: Account, upserts: Sequence[ContactUpsert], now: datetime) -> Upserted:
        """Take all of them; of several for one key the later ones go on where the earlier ended."""
        wanted = _merged(upserts)
        if not wanted:
            return Upserted(0, 0, (), ())
        stream = await self._streams.account(account.id)
        known = (await stream.pin()).state.contacts
        ordinals = await self._contacts.ordinals(account.id, wanted)
        ordinals |= await self._contacts.create(account.id, [key for key in wanted if key not in ordinals])
        by_ordinal = {ordinals[key]: upsert for key, upsert in wanted.items()}
        await self._contacts.update(account.id, by_ordinal)
        profiles = [_profile(ordinal, upsert, now) for ordinal, upsert in by_ordinal.items()]
        await self._append(stream, profiles)
        documents = await self._contacts.by_ordinals(account.id, list(by_ordinal))
        contacts: tuple[Contact, ...] = tuple(documents[ordinal] for ordinal in by_ordinal)
        updated = sum(ordinal in known for ordinal in by_ordinal)
        return Upserted(len(by_ordinal) - updated, updated, contacts, ())

    async def _append(self, stream: AccountStream, profiles: Sequence[Profile]) -> None:
        append = self._writer.append
        while profiles:
            chunk = closed(profiles, MOST_EVENTS)
            if isinstance(await append(stream, _entry(chunk)), Appended):
                profiles = profiles[len(chunk) :]
            else:
                append = self._writer.append_in_turn


def _merged(upserts: Sequence[ContactUpsert]) -> dict[str, ContactUpsert]:
    merged: dict[str, ContactUpsert] = {}
    for upsert in upserts:
        before = merged.get(upsert.key, ContactUpsert(upsert.key))
        merged[upsert.key] = replace(
            upsert,
            email=before.email if upsert.email is UNCHANGED else upsert.email,
            name=before.name if upsert.name is UNCHANGED else upsert.name,
            created_at=upsert.created_at or before.created_at,
            tags=before.tags + upsert.tags,
        )
    return merged


def _profile(ordinal: int, upsert: ContactUpsert, now: datetime) -> Profile:
    created_at = None if upsert.created_at is None else cut(upsert.created_at)
    return Profile(ordinal, cut(now), created_at, upsert.tags)


def _entry(profiles: Sequence[Profile]) -> Entry[AccountState, AccountChanges]:
    return Entry(
        kind=CommitKind.CONTACTS,
        fold=lambda state: account_fold.fold(state, profiles),
        contacts=[profile_document(profile) for profile in profiles],
    )
