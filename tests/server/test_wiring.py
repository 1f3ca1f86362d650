from dataclasses import replace

import pytest

from server.errors import UserError
from server.settings import Settings
from tests.serving import serving


async def test_a_redis_url_that_cannot_be_read_is_said_to_be_so(settings: Settings):
    with pytest.raises(UserError, match=r"^FOOTFALL_REDIS_URL must be redis://"):
        async with serving(replace(settings, redis_url="redis://:se#cret@localhost")):
            pass


async def test_while_redis_is_away_queries_and_events_are_answered(settings: Settings):
    async with serving(replace(settings, redis_url="redis://127.0.0.1:1")) as server:
        assert (await server.graphql("{ __typename }"))["data"] == {"__typename": "Query"}
        tagged = {"id": "1", "type": "TAGGED", "contact": "ann", "tag": "x", "at": "2026-03-01T09:00:00Z"}
        assert (await server.record([tagged]))["accepted"] == 1
