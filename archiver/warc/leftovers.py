"""What earlier runs left open: found by the markers, put right, ended or handed on."""

from collections.abc import Callable
from pathlib import Path

from archiver.errors import BadInput
from archiver.warc.disk import storage, sync_folder
from archiver.warc.layout import MARKER_SUFFIX, day_of, marker_of
from archiver.warc.ledger import lines
from archiver.warc.tail import TailReport, tend
from archiver.warc.volume import Ledger, Volume

KnownEnd = Callable[[str], tuple[int, int]]
"""Given a file's name: the bytes and the records up to which it was found good; (0, 0) if nothing is known."""


def nothing_known(name: str) -> tuple[int, int]:
    """Every file is walked from its first byte."""
    return 0, 0


def vouched_by(ledger: Path) -> KnownEnd:
    """What the last line of ``ledger`` for a file says of it: tail care need not walk further back."""
    ends: dict[str, tuple[int, int]] = {}
    try:
        for line in lines(ledger):
            ends[line.name] = (line.bytes, line.records)
    except BadInput:  # `archiver verify` reports it; a longer walk does no harm
        return nothing_known
    return lambda name: ends.get(name, (0, 0))


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

    def tend(self, ledger: Ledger, *, day: str, max_bytes: int) -> tuple[Path, int, int] | None:
        """Put all of them right. Gives the file of ``day`` that may be continued, with its bytes and
        records, or None; every other one is ended.

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
            report, records = self._right(path)
            if chosen is None and report.clean and made == day and report.kept_to < max_bytes:
                chosen = (path, report.kept_to, records)
            else:
                self._end(path, report.kept_to, records, ledger)
        return chosen

    def _right(self, path: Path) -> tuple[TailReport, int]:
        end, records = self._known_end(path.name)
        report = self.reports[path.name] = tend(path, end)
        return report, report.records_after + (records if report.walked_from == end else 0)

    def _forget(self, path: Path) -> None:
        with storage(path):
            marker_of(path).unlink()
            sync_folder(self._folder)

    def _end(self, path: Path, size: int, records: int, ledger: Ledger) -> None:
        volume = Volume(path, day="", run="", warcinfo_id="", size=size, records=records)
        volume.reopen()
        volume.end(ledger, closed=True)
