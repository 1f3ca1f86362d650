"""The map of 50 elements that histories are made on: six stages of eight elements, and two goals."""

from measure.graph import Connector, Definition, Element, Kind

STAGES = 6
GOALS = {3: "trial", 6: "bought"}
"Stage → the goal at its end."
LINKS = ("https://shop.example/offer", "https://shop.example/news")


def drawing() -> Definition:
    """A trigger, six times wait → mail → condition → two ways → webhook → gate, and an end."""
    elements = [Element("form", Kind.TRIGGER, "Form")]
    connectors = []
    before = "form"
    for stage in range(1, STAGES + 1):
        wait, mail, opened, task, sms, reminder, webhook = (
            f"{name}-{stage}" for name in ("wait", "mail", "opened", "task", "sms", "reminder", "webhook")
        )
        goal = GOALS.get(stage)
        gate = goal or f"tags-{stage}"
        elements += [
            Element(wait, Kind.WAIT, f"Wait {stage}"),
            Element(mail, Kind.EMAIL, f"Mail {stage}", links=LINKS),
            Element(opened, Kind.CONDITION, f"Opened mail {stage}?"),
            Element(task, Kind.TASK, f"Call {stage}"),
            Element(sms, Kind.SMS, f"SMS {stage}", links=LINKS[:1]),
            Element(reminder, Kind.EMAIL, f"Reminder {stage}", links=LINKS),
            Element(webhook, Kind.WEBHOOK, f"Webhook {stage}"),
            Element(gate, Kind.GOAL if goal else Kind.CHANGE_TAGS, gate.capitalize()),
        ]
        connectors += [
            _connector(before, wait),
            _connector(wait, mail),
            _connector(mail, opened),
            _connector(opened, task, "YES"),
            _connector(opened, reminder, "NO"),
            _connector(task, sms),
            _connector(sms, webhook),
            _connector(reminder, webhook),
            _connector(webhook, gate),
        ]
        before = gate
    elements.append(Element("end", Kind.END, "End", exit=True))
    connectors.append(_connector(before, "end"))
    return Definition("Welcome", "UTC", tuple(elements), tuple(connectors))


def _connector(source: str, target: str, label: str | None = None) -> Connector:
    return Connector(f"{source}>{target}", source, target, label)
