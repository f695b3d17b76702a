"""One sound archive for all; who hurts it takes a copy."""

import pytest

from archiver.warc.layout import Archive
from tests.damage.made import make, verify


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Don't change anything in it."""
    archive = make(tmp_path_factory.mktemp("sound") / "archive")
    assert verify(archive) == []
    return archive
