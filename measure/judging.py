"""Whether an event is taken: the rules of semantics.md, "Events"."""

from datetime import datetime

from measure.events import (
    ACCOUNT_TYPES,
    ACTION_TYPES,
    DIMENSIONS,
    MESSAGE_TYPES,
    MONEY_TYPES,
    TAG_TYPES,
    Event,
    EventType,
    SentEvent,
)
from measure.graph import MESSAGES, VISITABLE, Element, Family, Kind
from measure.history import History
from measure.instants import FAR_AHEAD, cut, is_in_range
from measure.money import minor_units
from measure.rejections import Rejected, RejectionCode

LONGEST_TRACKING_VALUE = 255


def judge(
    sent: SentEvent, history: History | None, currency: str, now: datetime, contact: int | None = None
) -> Event:
    """`sent` as the log would keep it, with `contact` as the ordinal of its contact.

    `history` is that of the automation `sent` names, None when the account has no such automation.

    Raises:
        Rejected: the first rule that `sent` breaks.
    """
    _check_instant(sent.at, now)
    if sent.contact is None and sent.type is not EventType.VISITED:
        raise _missing(sent, "contact")
    if sent.type in ACCOUNT_TYPES:
        return _of_account(sent, currency, contact)
    return _of_automation(sent, history, contact)


def _check_instant(at: datetime, now: datetime) -> None:
    if not is_in_range(at):
        raise Rejected(RejectionCode.BAD_VALUE, "at must lie between the years 2000 and 2100", "at")
    if at - now > FAR_AHEAD:
        raise Rejected(RejectionCode.TOO_FAR_AHEAD, "at is more than 24 h from now", "at")


def _of_account(sent: SentEvent, currency: str, contact: int | None) -> Event:
    at = cut(sent.at)
    if sent.type in MONEY_TYPES:
        return Event(sent.id, sent.type, at, contact, amount=_amount(sent, currency))
    if sent.type in TAG_TYPES:
        if sent.tag is None:
            raise _missing(sent, "tag")
        return Event(sent.id, sent.type, at, contact, tag=sent.tag)
    return Event(sent.id, sent.type, at, contact, touch=_touch(sent))


def _amount(sent: SentEvent, currency: str) -> int:
    if sent.amount is None:
        raise _missing(sent, "amount")
    if sent.currency is None:
        raise _missing(sent, "currency")
    if sent.currency != currency:
        message = f'the currency must be the account\'s, {currency}, not "{sent.currency[:40]}"'
        raise Rejected(RejectionCode.CURRENCY_MISMATCH, message, "currency")
    return minor_units(sent.amount, currency)


def _touch(sent: SentEvent) -> tuple[tuple[str, str], ...]:
    given = {dimension: getattr(sent, dimension) for dimension in DIMENSIONS}
    if all(value is None for value in given.values()):
        message = f"TOUCHED needs at least one of {', '.join(DIMENSIONS)}"
        raise Rejected(RejectionCode.MISSING_FIELD, message, "source")
    touch = tuple((dimension, value.strip()) for dimension, value in given.items() if value and value.strip())
    for dimension, value in touch:
        if len(value) > LONGEST_TRACKING_VALUE:
            message = f"{dimension} must have at most {LONGEST_TRACKING_VALUE} characters, not {len(value)}"
            raise Rejected(RejectionCode.BAD_VALUE, message, dimension)
    return touch


def _of_automation(sent: SentEvent, history: History | None, contact: int | None) -> Event:
    if sent.automation is None:
        raise _missing(sent, "automation")
    if sent.type is EventType.MOVED:
        if sent.from_ is None and sent.to is None:
            raise Rejected(RejectionCode.MISSING_FIELD, "MOVED needs from, to or both", "to")
    elif sent.element is None:
        raise _missing(sent, "element")
    if history is None:
        message = f'the account has no automation "{sent.automation[:64]}"'
        raise Rejected(RejectionCode.UNKNOWN_AUTOMATION, message, "automation")
    if not history.is_published:
        message = f'automation "{sent.automation}" was never published'
        raise Rejected(RejectionCode.NOT_PUBLISHED, message, "automation")
    if sent.type is EventType.MOVED:
        return _moved(sent, history, contact)
    return _at_element(sent, history, contact)


def _moved(sent: SentEvent, history: History, contact: int | None) -> Event:
    source = _element(sent, history, "from", sent.from_)
    target = _element(sent, history, "to", sent.to)
    return Event(
        sent.id,
        sent.type,
        cut(sent.at),
        contact,
        from_=source.key if source else None,
        to=target.key if target else None,
        connector=_connector(sent, history),
    )


def _connector(sent: SentEvent, history: History) -> str | None:
    """The connector passed: the one named, or the only one that joins the two; without both, none."""
    if sent.from_ is None or sent.to is None:
        return None
    joining = history.joining.get((sent.from_, sent.to), ())
    if sent.connector is not None:
        if sent.connector not in joining:
            message = f'no connector "{sent.connector[:129]}" joins "{sent.from_}" to "{sent.to}"'
            raise Rejected(RejectionCode.UNKNOWN_CONNECTOR, message, "connector")
        return sent.connector
    if len(joining) > 1:
        names = ", ".join(f'"{key}"' for key in joining[:5])
        message = f'{len(joining)} connectors join "{sent.from_}" to "{sent.to}": name one of {names}'
        raise Rejected(RejectionCode.AMBIGUOUS_CONNECTOR, message, "connector")
    return joining[0] if joining else None


def _at_element(sent: SentEvent, history: History, contact: int | None) -> Event:
    element = _element(sent, history, "element", sent.element)
    if element is None:
        raise _missing(sent, "element")
    _check_kind(sent, element)
    source = _element(sent, history, "from", sent.from_) if sent.type is EventType.ACHIEVED else None
    return Event(
        sent.id,
        sent.type,
        cut(sent.at),
        contact,
        element=element.key,
        from_=source.key if source else None,
        link=_link(sent, history, element) if sent.type is EventType.CLICKED else None,
    )


def _check_kind(sent: SentEvent, element: Element) -> None:
    if sent.type is EventType.ACHIEVED:
        fits, expected = element.kind is Kind.GOAL, "a GOAL"
    elif sent.type in MESSAGE_TYPES:
        fits, expected = element.kind in MESSAGES, "an EMAIL or SMS"
    elif sent.type in ACTION_TYPES:
        fits, expected = element.family is Family.ACTION, "an action"
    else:
        fits, expected = element.kind in VISITABLE, "a TRIGGER or GOAL"
    if not fits:
        message = f'{sent.type} needs {expected}; "{element.key}" is a {element.kind}'
        raise Rejected(RejectionCode.WRONG_ELEMENT_KIND, message, "element")


def _link(sent: SentEvent, history: History, element: Element) -> int | None:
    if sent.link is None:
        return None
    links = len(history.links[element.key])
    if not 0 <= sent.link < links:
        message = f'"{element.key}" has {links} links, counted from 0; there is no link {sent.link}'
        raise Rejected(RejectionCode.BAD_VALUE, message, "link")
    return sent.link


def _element(sent: SentEvent, history: History, field: str, key: str | None) -> Element | None:
    if key is None:
        return None
    element = history.elements.get(key)
    if element is None:
        message = f'automation "{sent.automation}" has no element "{key[:64]}"'
        raise Rejected(RejectionCode.UNKNOWN_ELEMENT, message, field)
    return element


def _missing(sent: SentEvent, field: str) -> Rejected:
    return Rejected(RejectionCode.MISSING_FIELD, f"{field} is required on {sent.type}", field)
