"""Judges a batch's events against their automations, which it finds, loads and catches up with the log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from measure.accounts import Account
from measure.events import ACCOUNT_TYPES, Event, SentEvent
from measure.judging import judge
from measure.rejections import Rejected, Rejection
from store.automations import Automations
from store.stream import MapStream
from store.streams import Streams


@dataclass(frozen=True, slots=True)
class Undecoded:
    """An item of a batch that is no event or contact; `id` when it could be read all the same."""

    id: str | None
    rejection: Rejection


Sent = SentEvent | Undecoded
Verdict = Event | Rejection


class Judgement:
    """One batch's verdicts, in its order, and the streams of the automations it names."""

    def __init__(self, account: Account, automations: Automations, streams: Streams) -> None:
        self._account = account
        self._automations = automations
        self._streams = streams
        self.maps: dict[str, MapStream | None] = {}

    async def judge(self, batch: Sequence[Sent], ordinals: Mapping[str, int], now: datetime) -> list[Verdict]:
        """`ordinals` holds the contacts known so far, by key; the events of others have none yet.

        Maps are judged at the log's head: by a version that another process has replaced, an event would
        not only be refused, but also pass another connector, or none.
        """
        keys = automation_keys(batch)
        ids = await self._automations.ids_of(self._account.id, keys)
        for key in keys:
            self.maps[key] = await self._stream(ids[key]) if key in ids else None
        return [self._verdict(sent, ordinals, now) for sent in batch]

    def map_of(self, sent: Sent) -> MapStream | None:
        """The stream an event goes to; None for the account's own."""
        if isinstance(sent, Undecoded) or sent.type in ACCOUNT_TYPES or sent.automation is None:
            return None
        return self.maps[sent.automation]

    def _verdict(self, sent: Sent, ordinals: Mapping[str, int], now: datetime) -> Verdict:
        if isinstance(sent, Undecoded):
            return sent.rejection
        stream = self.map_of(sent)
        history = None if stream is None else stream.state.history
        contact = None if sent.contact is None else ordinals.get(sent.contact)
        try:
            return judge(sent, history, self._account.currency, now, contact)
        except Rejected as rejected:
            return rejected.rejection

    async def _stream(self, automation: str) -> MapStream:
        stream = await self._streams.map(self._account.id, automation)
        await stream.catch_up()
        return stream


def automation_keys(batch: Iterable[Sent]) -> set[str]:
    """The automations that a batch names."""
    return {sent.automation for sent in batch if isinstance(sent, SentEvent) and sent.automation is not None}
