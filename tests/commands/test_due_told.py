"""What ``archiver status`` says is due."""

import json
from pathlib import Path

import pytest

from archiver import settings
from tests.commands.told import Archiver


def test_what_is_due_goes_by_the_settings(
    archive: Path, archiver: Archiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def due() -> dict[str, int]:
        return dict(json.loads(archiver(archive, "status", "--json").out)["sites"][0]["due"])

    assert due() == {}
    monkeypatch.setattr(settings, "DUE_LONGEST_DAYS", 0, raising=False)
    assert due() != {}
