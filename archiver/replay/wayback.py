"""The project's pywb over an archive, on a port of its own, for as long as it is looked at."""

import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from archiver.errors import BadInput
from archiver.warc.temporary import temporary_folder

SECONDS = 60.0
"""The longest that pywb's start may take."""

_STEP = 0.05


@contextmanager
def wayback(program: Path, output: Path) -> Iterator[int]:
    """Serve the collections under ``output`` by pywb's ``program`` on loopback; gives the port. It ends with the block.

    Pages are served without pywb's frame around them, so that what the browser shows is the page alone.
    Raises BadInput where pywb isn't built or does not start.
    """
    with temporary_folder("pywb") as folder:
        root = (output / "collections").absolute()
        # JSON is YAML; only what differs from pywb's own settings.
        (folder / "config.yaml").write_text(
            json.dumps({"collections_root": str(root), "framed_replay": False}), encoding="utf-8"
        )
        with running(program, folder) as port:
            yield port


@contextmanager
def running(program: Path, folder: Path, *words: str) -> Iterator[int]:
    """pywb, started in ``folder`` with ``words`` besides its address; gives the port. Raises as :func:`wayback` does."""
    if not program.exists():
        raise BadInput("pywb is not built: make pywb")
    port = _free_port()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(  # noqa: S603 - our own environment's program
            [str(program), "-b", "127.0.0.1", "-p", str(port), *words],
            cwd=folder,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        try:
            _until_it_listens(child, port, said)
            yield port
        finally:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _until_it_listens(child: "subprocess.Popen[bytes]", port: int, said: IO[bytes]) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            child.wait(_STEP)
        except subprocess.TimeoutExpired:
            continue
        raise BadInput(f"pywb ended at once: {_end_of(said)}")
    raise BadInput(f"pywb did not start within {SECONDS:.0f} s: {_end_of(said)}")


def _end_of(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
