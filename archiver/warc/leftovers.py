"""What earlier runs left open: found by the markers, put right, ended or handed on."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from archiver.errors import BadInput
from archiver.warc.disk import storage, sync_folder
from archiver.warc.layout import MARKER_SUFFIX, day_of, marker_of
from archiver.warc.ledger import lines
from archiver.warc.tail import TailReport, tend
from archiver.warc.volume import Ledger, Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """How much of a file was found good: its first ``bytes``, with that ``sha256`` (hex), hold ``records`` records."""

    bytes: int = 0
    records: int = 0
    sha256: str = hashlib.sha256().hexdigest()


KnownEnd = Callable[[str], Vouched]
"""Given a file's name: how much of it was found good."""

_NOTHING = Vouched()


def nothing_known(name: str) -> Vouched:
    """Every file is walked from its first byte."""
    return _NOTHING


def vouched_by(ledger: Path) -> KnownEnd:
    """What the last line of ``ledger`` for a file says of it: tail care need not walk further back."""
    ends: dict[str, Vouched] = {}
    try:
        for line in lines(ledger):
            ends[line.name] = Vouched(bytes=line.bytes, records=line.records, sha256=line.sha256)
    except BadInput:  # `archiver verify` reports it; a longer walk does no harm
        return nothing_known
    return lambda name: ends.get(name, _NOTHING)


class Leftovers:
    """The files with a marker in ``folder`` whose names begin with ``prefix``.

    Needs the site's lock: a marker then means that its writer is gone. ``reports``: what
    tail care found, by file name.
    """

    def __init__(self, folder: Path, prefix: str, known_end: KnownEnd) -> None:
        self.reports: dict[str, TailReport] = {}
        self._folder = folder
        self._prefix = prefix
        self._known_end = known_end

    def tend(self, ledger: Ledger, *, day: str, max_bytes: int) -> Volume | None:
        """Put all of them right. Gives the file of ``day`` that may be continued, open, or None; every
        other one is ended.

        Raises StorageFailed.
        """
        chosen = None
        for marker in sorted(self._folder.glob("*" + MARKER_SUFFIX), reverse=True):
            path = marker.with_name(marker.name.removesuffix(MARKER_SUFFIX))
            made = day_of(path.name, self._prefix)
            if made is None:
                continue
            if not path.exists():  # killed between marker and file
                self._forget(path)
                continue
            volume, report = self._right(path)
            if report.is_false:  # no line in the ledger: the one there is proves the damage
                volume.abandon()
                self._forget(path)
            elif chosen is None and report.clean and made == day and report.kept_to < max_bytes:
                chosen = volume
            else:
                volume.end(ledger, closed=True)
        return chosen

    def _right(self, path: Path) -> tuple[Volume, TailReport]:
        """The file, open, and what was found."""
        known = self._known_end(path.name)
        report = tend(path, known.bytes)
        before = known.records if report.walked_from == known.bytes else 0
        volume = Volume(path, size=report.kept_to, records=report.records_after + before)
        if not volume.reopen(known.bytes, known.sha256):
            report = replace(report, changed=True)
        self.reports[path.name] = report
        return volume, report

    def _forget(self, path: Path) -> None:
        with storage(path):
            marker_of(path).unlink()
            sync_folder(self._folder)
