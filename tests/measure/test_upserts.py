"""What an upsert of a contact may say."""

from datetime import UTC, datetime

import pytest

from measure.contacts import ContactUpsert
from measure.upserts import rejection


def test_a_contact_within_all_bounds_is_taken():
    created = datetime(2000, 1, 1, tzinfo=UTC)
    assert rejection(ContactUpsert("k" * 128, "e" * 254, "n" * 254, created, ("t" * 64,))) is None
    assert rejection(ContactUpsert("k", None, None)) is None


@pytest.mark.parametrize(
    ("upsert", "expected"),
    [
        (ContactUpsert(""), ("BAD_VALUE", "key")),
        (ContactUpsert("k" * 129), ("BAD_VALUE", "key")),
        (ContactUpsert("k", email="e" * 255), ("BAD_VALUE", "email")),
        (ContactUpsert("k", name="n" * 255), ("BAD_VALUE", "name")),
        (ContactUpsert("k", created_at=datetime(1999, 12, 31, tzinfo=UTC)), ("BAD_VALUE", "createdAt")),
        (ContactUpsert("k", created_at=datetime(2101, 1, 1, tzinfo=UTC)), ("BAD_VALUE", "createdAt")),
        (ContactUpsert("k", tags=("vip", "")), ("BAD_VALUE", "tags")),
        (ContactUpsert("k", tags=("t" * 65,)), ("BAD_VALUE", "tags")),
    ],
)
def test_a_contact_out_of_bounds_names_the_field(upsert, expected):
    found = rejection(upsert)
    assert found is not None
    assert (found.code, found.field) == expected
