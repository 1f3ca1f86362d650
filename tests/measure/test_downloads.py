from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import jwt
import pytest

from measure.accounts import Role
from measure.downloads import Link, filename, read, reference, sign, signing_day
from measure.jobs import Export, ExportFormat, Job, JobStatus, Tally
from measure.signatures import SigningKey
from measure.tokens import Token
from measure.tokens import sign as sign_token

KEY = SigningKey(date(2026, 3, 1), b"k" * 32)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LINK = Link("f" * 24 + ".0123456789abcdef", "1" * 24, NOON + timedelta(hours=1))
JOB = Job("a" * 18 + "0123ab", "1" * 24, Export(ExportFormat.CSV), "g", JobStatus.RUNNING, 0, Tally(), NOON)


def test_what_is_signed_is_read():
    token = sign(LINK, KEY)
    assert (signing_day(token), read(token, KEY)) == (KEY.day, LINK)
    assert jwt.get_unverified_header(token) == {
        "alg": "HS256",
        "kid": "2026-03-01",
        "typ": "footfall-export+jwt",
    }
    assert read(token, replace(KEY, secret=b"x" * 32)) is None


def test_an_access_token_is_no_link():
    bearer = sign_token(Token("0" * 24, LINK.account, Role.ADMIN, NOON, NOON + timedelta(hours=1)), KEY)
    assert (signing_day(bearer), read(bearer, KEY)) == (None, None)


@pytest.mark.parametrize(
    ("written_as", "suffix"), [(ExportFormat.CSV, "csv"), (ExportFormat.NDJSON, "ndjson")]
)
def test_a_file_is_named_for_its_day_and_job(written_as: ExportFormat, suffix: str):
    job = replace(JOB, order=Export(written_as))
    assert filename(job) == f"contacts-2026-03-01-0123ab.{suffix}"
    assert reference(job, "t.o.k") == f"/exports/contacts-2026-03-01-0123ab.{suffix}?token=t.o.k"
