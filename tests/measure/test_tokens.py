import base64
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import jwt
import pytest

from measure.accounts import Role
from measure.signatures import SigningKey, over_at
from measure.tokens import Token, read, sign, signing_day

DAY = date(2026, 3, 1)
KEY = SigningKey(DAY, b"k" * 32)
NOON = datetime(2026, 3, 1, 12, 0, 0, 123_000, UTC)
TOKEN = Token("0" * 24, "1" * 24, Role.VIEWER, NOON, NOON + timedelta(hours=1))
HEADER = {"kid": "2026-03-01", "typ": "footfall-access+jwt"}
CLAIMS = {
    "aud": "footfall",
    "sub": TOKEN.key,
    "account": TOKEN.account,
    "role": "VIEWER",
    "iat": 1772366400.123,
    "exp": 1772370000.123,
}


def encoded(**changes: object) -> str:
    return jwt.encode(CLAIMS | changes, KEY.secret, "HS256", HEADER)


def test_what_is_signed_is_read_to_the_millisecond():
    signed = sign(TOKEN, KEY)
    assert (signing_day(signed), read(signed, KEY)) == (DAY, TOKEN)


def test_a_token_is_this_and_nothing_else():
    assert sign(TOKEN, KEY) == encoded()
    assert read(encoded(), KEY) == TOKEN


def test_another_key_has_not_signed_it():
    assert read(sign(TOKEN, KEY), replace(KEY, secret=b"x" * 32)) is None


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_changed_token_is_not_read(part: int):
    parts = sign(TOKEN, KEY).split(".")
    parts[part] = parts[part][:-3] + ("AAA" if parts[part][-3:] != "AAA" else "BBB")
    assert read(".".join(parts), KEY) is None


def test_a_token_without_a_signature_is_not_read():
    claims = json.dumps(CLAIMS).encode()
    header = json.dumps(HEADER | {"alg": "none"}).encode()
    plain = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (header, claims))
    assert (signing_day(f"{plain}."), read(f"{plain}.", KEY)) == (DAY, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "others"},
        {"aud": ["footfall"]},
        {"role": "OWNER"},
        {"account": None},
        {"exp": "tomorrow"},
        {"exp": over_at(DAY).timestamp() + 1},
    ],
)
def test_what_we_do_not_say_is_not_read(changes: dict[str, object]):
    assert read(encoded(**changes), KEY) is None


def test_every_token_of_a_day_is_over_a_day_after_it():
    assert over_at(DAY) == datetime(2026, 3, 3, tzinfo=UTC)
    last = replace(TOKEN, expires_at=over_at(DAY))
    assert read(sign(last, KEY), KEY) == last


@pytest.mark.parametrize(
    "bearer",
    [
        "ff_5Hk0",
        "a.b.c",
        "..",
        jwt.encode(CLAIMS, KEY.secret, "HS256", HEADER | {"typ": "JWT"}),
        jwt.encode(CLAIMS, KEY.secret, "HS256", HEADER | {"kid": "first"}),
        jwt.encode(CLAIMS, KEY.secret, "HS256", {"typ": HEADER["typ"]}),
    ],
)
def test_what_has_another_form_may_be_an_api_key(bearer: str):
    assert signing_day(bearer) is None
