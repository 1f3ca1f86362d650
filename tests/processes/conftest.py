from dataclasses import replace

import pytest

from server.settings import Settings
from tests.live.conftest import redis_server

__all__ = ["redis_server"]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With a key that works at every process of the test."""
    return replace(settings, bootstrap_key="an-admin-key")
