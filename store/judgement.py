"""Judges a batch's events against their automations, which it finds, loads and, when in doubt, catches up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from measure.accounts import Account
from measure.events import ACCOUNT_TYPES, Event, SentEvent
from measure.judging import judge
from measure.rejections import Rejected, Rejection, RejectionCode
from store.automations import Automations
from store.streams import MapStream, Streams

_NEEDS_HEAD = frozenset(
    {
        RejectionCode.UNKNOWN_AUTOMATION,
        RejectionCode.NOT_PUBLISHED,
        RejectionCode.UNKNOWN_ELEMENT,
        RejectionCode.UNKNOWN_CONNECTOR,
        RejectionCode.AMBIGUOUS_CONNECTOR,
    }
)


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

        What is only unknown, ambiguous or unpublished is judged again at the log's head."""
        for key in _automation_keys(batch):
            self.maps[key] = await self._stream(key)
        verdicts = [self._verdict(sent, ordinals, now) for sent in batch]
        doubtful = [index for index, verdict in enumerate(verdicts) if _is_doubtful(verdict)]
        for key in _automation_keys(batch[index] for index in doubtful):
            stream = self.maps[key] = await self._stream(key)
            if stream is not None:
                await stream.catch_up()
        for index in doubtful:
            verdicts[index] = self._verdict(batch[index], ordinals, now)
        return verdicts

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

    async def _stream(self, key: str) -> MapStream | None:
        automation = await self._automations.id_of(self._account.id, key)
        return None if automation is None else await self._streams.map(self._account.id, automation)


def _automation_keys(batch: Iterable[Sent]) -> set[str]:
    return {sent.automation for sent in batch if isinstance(sent, SentEvent) and sent.automation is not None}


def _is_doubtful(verdict: Verdict) -> bool:
    """Whether a newer version of the map could say otherwise; a link may be one that it brings."""
    if isinstance(verdict, Event):
        return False
    return verdict.code in _NEEDS_HEAD or verdict.field == "link"
