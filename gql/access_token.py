"""Tokens for browsers."""

from datetime import datetime

import strawberry

from measure import tokens


@strawberry.type
class AccessToken:
    token: str
    expires_at: datetime

    @classmethod
    def of(cls, made: tokens.AccessToken) -> "AccessToken":
        return cls(token=made.token, expires_at=made.expires_at)
