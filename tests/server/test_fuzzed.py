import pytest

from tests.drills.fuzzing import Fuzz
from tests.drills.small_world import small_world
from tests.serving import Server
from tests.waiting import eventually


# graphql-core leaves the resolvers unstarted of an operation whose client has gone before they began.
@pytest.mark.filterwarnings("ignore:.*_async_resolver:pytest.PytestUnraisableExceptionWarning")
async def test_what_no_client_would_send_is_answered_or_refused_and_leaves_nothing(
    server: Server, caplog: pytest.LogCaptureFixture
):
    """A little of what `make drill` sends a hundred thousand of."""
    fuzz = Fuzz(server, await small_world(server), seed=6)
    await fuzz.run(300)
    assert fuzz.outcome.failures == {}
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
    await eventually(lambda: server.services.rooms.usage.members == 0)
