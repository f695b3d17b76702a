"""Where ``archiver replay`` can't listen."""

import socket
from pathlib import Path

import pytest

from archiver.commands import place
from tests.commands.told import Archiver


def test_a_port_that_is_taken_is_said(
    archive: Path, archiver: Archiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wayback = tmp_path / ".venv-pywb" / "bin" / "wayback"
    wayback.parent.mkdir(parents=True)
    wayback.touch()
    monkeypatch.setattr(place, "PROJECT", tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = archiver(archive, "replay", "--port", port)
    assert (told.status, told.out) == (2, "")
    assert f"port {port}: " in told.err
    assert archiver(archive, "replay", "--port", "99999").status == 2
