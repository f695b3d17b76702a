"""How far a verification has come, kept beside it, so that one that is stopped at any moment goes on where it was.

A file that was looked at needs no second look while its size, time and inode are the same, the ledger says the same of it, and
this program is the same. Nothing is kept in the store, and nothing of the archive is changed.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from archiver.derive.code import code
from archiver.derive.verify.files import FileReport, Vouched
from archiver.derive.verify.findings import Finding
from archiver.derive.verify.joins import keep
from archiver.store.scratch import Scratch
from archiver.warc import faults


class Sitting:
    """One go at a verification in the folder ``work``; ``since`` is what it begins after. ``begun`` is the instant at which
    the first go began, ``earlier`` how many files earlier ones had done. Raises StorageFailed.
    """

    def __init__(self, work: Path, since: int) -> None:
        about = {"code": code(), "since": str(since), "the beginning": datetime.now(UTC).isoformat()}
        self.scratch, said = Scratch.kept(work / "records.sqlite", about)
        self.begun = datetime.fromisoformat(said["the beginning"])
        self._done = self.scratch.done()
        self.earlier = len(self._done)

    def start_over_with(self, stamps: dict[tuple[str, str], str]) -> None:
        """Keep of earlier goes what they know of files that still have these stamps, by collection and name."""
        stale = {place[1] for place, (stamp, _) in self._done.items() if stamps.get(place) != stamp}
        if stale:
            self.scratch.forget(stale)
            self._done = self.scratch.done()
        self.earlier = len(self._done)

    def known(self, site: str, name: str) -> tuple[int, list[Finding]] | None:
        """The number of records and the findings of a file that an earlier go has done; None else."""
        held = self._done.get((site, name))
        if held is None:
            return None
        report = json.loads(held[1])
        return report["records"], [Finding(**finding) for finding in report["findings"]]

    def keep(self, site: str, report: FileReport, stamp: str) -> None:
        """The file is done."""
        said = {"records": len(report.facts), "findings": [asdict(finding) for finding in report.findings]}
        keep(self.scratch, site, report, (stamp, json.dumps(said)))
        faults.at("verify-kept")

    def close(self) -> None:
        """Give the scratch database back."""
        self.scratch.close()


def stamp_of(path: Path, vouched: Sequence[Vouched], start: int) -> str:
    """What tells whether a file needs another look."""
    stat = path.stat()
    return json.dumps([stat.st_size, stat.st_mtime_ns, stat.st_ino, start, [_words(one) for one in vouched]])


def _words(one: Vouched) -> Iterable[object]:
    return [one.line, one.bytes, one.sha256, one.records, one.closed]
