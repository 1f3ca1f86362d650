from dataclasses import replace

import pytest

from server.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With a key that works at every process of the test."""
    return replace(settings, bootstrap_key="an-admin-key")
