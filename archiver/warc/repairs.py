"""The journal of repairs: what was done to an archive's files, when and why, one JSON object a line.

A repair is written down before it changes anything (``begun``, with the places of all that is
moved) and again when it is done, both synced: a repair without its second line was cut off, and
is begun anew by the next one. Lines are only ever added.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archiver.warc.disk import storage, sync_folder, write_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """``bytes`` bytes that lay at ``offset`` of the damaged file are in the file ``name`` beside it now."""

    name: str
    offset: int
    bytes: int
    sha256: str


class Repairs:
    """The journal at ``path``, which need not exist. One process at a time may write it."""

    def __init__(self, path: Path, *, clock: Callable[[], datetime]) -> None:
        self._path = path
        self._clock = clock
        # The highest number, once the journal was read: nobody else writes it.
        self._latest: int | None = None

    @contextmanager
    def entry(self, action: str, file: str, detail: str, aside: Sequence[Aside] = ()) -> Iterator[int]:
        """One repair, within the context; gives its number, from 1. If anything is raised it stays ``begun``.

        Raises StorageFailed.
        """
        if self._latest is None:
            self._latest = max((int(one["number"]) for one in entries(self._path)), default=0)
        number = self._latest = self._latest + 1
        said = {"action": action, "file": file, "detail": detail, "aside": [asdict(one) for one in aside]}
        self._add({"number": number, "state": "begun", "at": self._now()} | said)
        yield number
        self._add({"number": number, "state": "done", "at": self._now()})

    def _now(self) -> str:
        return self._clock().astimezone(UTC).isoformat()

    def _add(self, values: dict[str, Any]) -> None:
        line = json.dumps(values, separators=(",", ":")).encode("ascii") + b"\n"
        with storage(self._path):
            born = not self._path.exists()
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
            try:
                size = os.fstat(descriptor).st_size
                if size and os.pread(descriptor, 1, size - 1) != b"\n":  # a kill cut the last line short
                    line = b"\n" + line
                write_all(descriptor, line)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if born:
                sync_folder(self._path.parent)


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """The journal's lines, in order; none where there is no file. What a kill cut short is passed over.

    Raises OSError.
    """
    if not path.exists():
        return
    for raw in path.read_bytes().splitlines():
        try:
            said = json.loads(raw)
        except ValueError:
            continue
        if isinstance(said, dict) and type(said.get("number")) is int:
            yield said
