"""Names for simulated contacts."""

from server.demo.journey import contact_key

GIVEN = (
    "Ada", "Amir", "Anna", "Ben", "Chiara", "Chloe", "David", "Elif", "Emma", "Felix", "Grace", "Hana",
    "Ines", "Jonas", "Kofi", "Lena", "Luis", "Maya", "Mei", "Noah", "Olga", "Priya", "Sam", "Tomás", "Zoe",
)  # fmt: skip
FAMILY = (
    "Adeyemi", "Bauer", "Costa", "Dubois", "Eriksen", "Fischer", "García", "Haddad", "Ito", "Jensen",
    "Kaya", "Lopez", "Meyer", "Novak", "Okafor", "Patel", "Rossi", "Silva", "Tanaka", "Ueda", "Varga",
    "Weber", "Yilmaz",
)  # fmt: skip


def person(number: int) -> dict[str, str]:
    """The contact of that number as a ContactInput."""
    key = contact_key(number)
    name = f"{GIVEN[number % len(GIVEN)]} {FAMILY[number % len(FAMILY)]}"
    return {"key": key, "name": name, "email": f"{key}@example.org"}
