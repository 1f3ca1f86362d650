"""Events of known contacts on a map of 22 elements, as `POST /events` takes them."""

import msgspec

CONTACTS = 20_000
AT = "2026-03-01T09:00:00Z"
MAP: dict[str, object] = {
    "key": "bench",
    "name": "Bench",
    "elements": [
        {"key": "form", "kind": "TRIGGER", "name": "Form"},
        *(
            {"key": f"mail-{i}", "kind": "EMAIL", "name": f"Mail {i}", "links": ["https://x/"]}
            for i in range(20)
        ),
        {"key": "bought", "kind": "GOAL", "name": "Bought"},
    ],
    "connectors": [
        *({"source": "form", "target": f"mail-{i}"} for i in range(20)),
        *({"source": f"mail-{i}", "target": "bought"} for i in range(20)),
    ],
}

_KINDS: tuple[dict[str, object], ...] = (
    {"type": "MOVED", "from": "form"},
    {"type": "SENT"},
    {"type": "OPENED"},
    {"type": "CLICKED", "link": 0},
)


def contacts() -> list[str]:
    return [_contact(number) for number in range(CONTACTS)]


def body(run: str, first: int, size: int) -> bytes:
    """The events `first` to `first + size` of a run: contacts move, are sent a mail, open it, click in it."""
    return b"\n".join(
        event(f"{run}-{number:08}", _contact(number * 7919 % CONTACTS), number)
        for number in range(first, first + size)
    )


def event(id: str, contact: str, number: int) -> bytes:
    """One event; its kind and mail follow from `number`."""
    kind, mail = _KINDS[number % 4], f"mail-{number // 4 % 20}"
    place = {"to": mail} if kind["type"] == "MOVED" else {"element": mail}
    given = {"id": id, "automation": "bench", "contact": contact, "at": AT}
    return msgspec.json.encode(given | kind | place)


def _contact(number: int) -> str:
    return f"contact-{number:05}@example.org"
