"""The demo's map: a welcome campaign with two forms, seven emails and two goals."""

KEY = "welcome"

SHOP = "https://shop.example.org/"
STORY = "https://shop.example.org/story"
CALL = "https://shop.example.org/call"

PLACED = (
    # key, kind, name, column, row, links
    ("signup-form", "TRIGGER", "Newsletter form", 0, 0, ()),
    ("ebook-form", "TRIGGER", "E-book download", 2, 0, ()),
    ("tag-lead", "CHANGE_TAGS", "Tag: lead", 1, 1, ()),
    ("welcome-email", "EMAIL", "Welcome aboard", 1, 2, (SHOP, STORY)),
    ("one-day", "WAIT", "One day", 1, 3, ()),
    ("opened", "CONDITION", "Opened the welcome?", 1, 4, ()),
    ("story-email", "EMAIL", "How we started", 0, 5, (STORY, SHOP)),
    ("reminder-email", "EMAIL", "Did you see this?", 2, 5, (SHOP,)),
    ("two-days", "WAIT", "Two days", 1, 6, ()),
    ("offer-test", "SPLIT", "Which offer?", 6, 0, ()),
    ("discount-email", "EMAIL", "10 % off", 5, 1, (SHOP, CALL)),
    ("shipping-email", "EMAIL", "Free shipping", 7, 1, (SHOP, CALL)),
    ("three-days", "WAIT", "Three days", 6, 2, ()),
    ("bought", "GOAL", "Bought", 6, 3, ()),
    ("tag-customer", "CHANGE_TAGS", "Tag: customer", 10, 0, ()),
    ("thanks-email", "EMAIL", "Thank you", 10, 1, (CALL, SHOP)),
    ("one-week", "WAIT", "One week", 10, 2, ()),
    ("call-email", "EMAIL", "Shall we talk?", 10, 3, (CALL,)),
    ("call-booked", "GOAL", "Booked a call", 10, 4, ()),
    ("tell-sales", "NOTIFICATION", "Tell sales", 10, 5, ()),
    ("end", "END", "End", 10, 6, ()),
)

JOINED = (
    # source, target, label, weight
    ("signup-form", "tag-lead", None, None),
    ("ebook-form", "tag-lead", None, None),
    ("tag-lead", "welcome-email", None, None),
    ("welcome-email", "one-day", None, None),
    ("one-day", "opened", None, None),
    ("opened", "story-email", "YES", None),
    ("opened", "reminder-email", "NO", None),
    ("story-email", "two-days", None, None),
    ("reminder-email", "two-days", None, None),
    ("two-days", "offer-test", None, None),
    ("offer-test", "discount-email", "A", 0.5),
    ("offer-test", "shipping-email", "B", 0.5),
    ("discount-email", "three-days", None, None),
    ("shipping-email", "three-days", None, None),
    ("three-days", "bought", None, None),
    ("bought", "tag-customer", None, None),
    ("tag-customer", "thanks-email", None, None),
    ("thanks-email", "one-week", None, None),
    ("one-week", "call-email", None, None),
    ("call-email", "call-booked", None, None),
    ("call-booked", "tell-sales", None, None),
    ("tell-sales", "end", None, None),
)


def welcome() -> dict[str, object]:
    """The map as an AutomationInput."""
    return {
        "key": KEY,
        "name": "Welcome campaign",
        "timeZone": "UTC",
        "elements": [
            {
                "key": key,
                "kind": kind,
                "name": name,
                "position": {"x": column * 140.0, "y": row * 164.0},
                "links": list(links),
                "exit": kind == "END",
            }
            for key, kind, name, column, row, links in PLACED
        ],
        "connectors": [
            {"source": source, "target": target, "label": label, "weight": weight}
            for source, target, label, weight in JOINED
        ],
    }
