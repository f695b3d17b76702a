"""What is to be taken out of each file, and what the records that stay still lack.

A record goes where it can't be read; where it breaks a rule or its digest and the ledger does not
vouch for its bytes (what it vouches for is as it was written, be it ever so odd); or where its
neighbours, of which the ledger knows, say that it is another.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archiver.derive.repair.step import Bench
from archiver.derive.verify.files import Broken, Fact, FileReport, Vouched, check_file
from archiver.derive.verify.findings import Finding
from archiver.derive.verify.joins import check_joins, keep
from archiver.derive.verify.ledger import known_lost
from archiver.errors import StorageFailed
from archiver.store import backup
from archiver.store.engine import reading_at
from archiver.store.files import Witnessed, witnessed_in
from archiver.store.scratch import Scratch
from archiver.wire.digest import same_digest

_ELSEWHERE = """
    SELECT count(*) FROM records r WHERE r.warc = ?
    AND NOT EXISTS (SELECT 1 FROM records o WHERE o.record_id = r.record_id AND o.warc <> r.warc)
"""

_SAME_ID = 'SELECT warc, "offset", length FROM records WHERE record_id = ? ORDER BY rowid DESC'
_REFERRED = """
    SELECT warc, "offset", length FROM records
    WHERE record_id = (SELECT refers_to FROM records WHERE warc = ? AND "offset" = ?)
"""


@dataclass(slots=True, kw_only=True)
class Surveyed:
    """One file: its bytes, how many of them the ledger vouches for (``held``), the ledger's lines that it
    contradicts, what is to be taken out (by offset), and how many doubtful records are left as they are.
    """

    path: Path
    size: int
    held: int
    failed: list[int]
    vouched: list[Vouched]
    cuts: dict[int, Broken] = field(default_factory=dict)
    left: int = 0
    twin: bool = False

    def spans(self, kinds: frozenset[str]) -> list[Broken]:
        """What is to be taken out, of these kinds, in order."""
        return [self.cuts[begin] for begin in sorted(self.cuts) if self.cuts[begin].kind in kinds]


class Survey:
    """All files of an archive, looked at. ``seen`` is by name; ``unreadable`` says why a file can't be read at all."""

    def __init__(self, bench: Bench, name: str) -> None:
        self.seen: dict[str, Surveyed] = {}
        self.unreadable: dict[str, str] = {}
        self.lost = known_lost(bench.archive.ledger)
        self.scratch = Scratch(bench.work / f"{name}.sqlite")
        self._database = bench.database
        vouched = bench.vouched()
        for file, (site, path) in sorted(bench.paths().items()):
            try:
                self._add(site, path, vouched.get(file, []))
            except OSError as problem:
                self.unreadable[file] = f"can't be read: {problem.strerror or problem}"
        self.scratch.ready()
        self._twins()
        while self._contradicted():
            pass

    def lacks(self) -> list[str]:
        """What records name and the archive lacks, other than what is known to be lost."""
        found = (finding.lacks for finding in check_joins(self.scratch, self.lost) if not finding.known)
        return sorted({one for one in found if one is not None})

    def _add(self, site: str, path: Path, vouched: list[Vouched]) -> None:
        report = check_file(path, vouched)
        seen = self.seen[path.name] = Surveyed(
            path=path, size=report.size, held=report.held, failed=report.failed, vouched=vouched
        )
        seen.cuts = {one.begin: one for one in report.broken}
        for one in report.doubtful:
            if one.end > max(one.begin, report.held):
                seen.cuts.setdefault(one.begin, one)
            else:
                seen.left += 1
        if report.failed:
            _hear(self._database, seen, report)
        kept = [fact for fact in report.facts if fact.offset not in seen.cuts]
        keep(self.scratch, site, FileReport(name=path.name, facts=kept))

    def _twins(self) -> None:
        for file, seen in self.seen.items():
            if not seen.vouched and next(self.scratch.ask(_ELSEWHERE, file))[0] == 0:
                seen.twin = True
                seen.cuts.clear()
                places = list(self.scratch.ask('SELECT "offset" FROM records WHERE warc = ?', file))
                for (offset,) in places:
                    self.scratch.drop(file, offset)

    def _contradicted(self) -> bool:
        """Take out what is contradicted by others; says whether there was anything."""
        found = [one for one in check_joins(self.scratch) if one.kind == "forged"]
        cut = False
        for finding in found:
            for warc, offset, length in self._culprits(finding):
                seen = self.seen[warc]
                if length and offset + length > seen.held and offset not in seen.cuts:
                    seen.cuts[offset] = Broken(
                        begin=offset, end=offset + length, kind="forged", why=finding.detail
                    )
                    self.scratch.drop(warc, offset)
                    cut = True
                    break
        return cut

    def _culprits(self, finding: Finding) -> Iterator[tuple[str, int, int]]:
        """The records that may be false where one contradicts another: itself, its twins, what it refers to."""
        own = 'SELECT warc, "offset", length FROM records WHERE warc = ? AND "offset" = ?'
        itself = list(self.scratch.ask(own, finding.file, finding.offset))
        if not itself:  # taken out already, for another reason
            return
        yield from itself
        twins = list(self.scratch.ask(_SAME_ID, finding.record_id))
        if len(twins) > 1:
            yield from twins
        yield from list(self.scratch.ask(_REFERRED, finding.file, finding.offset))


def _hear(database: Path, seen: Surveyed, report: FileReport) -> None:
    """Where the ledger is contradicted, what the database says of a record is a second witness: a record may have
    been written anew with digests that fit.
    """
    said = _witnessed(database, report.name)
    for fact in report.facts:
        known = said.get(fact.record_id)
        if known is None or not fact.length or fact.offset + fact.length <= seen.held:
            continue
        if fact.type in ("response", "revisit") and (wrong := _other_than(known, fact)):
            end = fact.offset + fact.length
            why = f"the database knows it with another {' and '.join(wrong)}"
            seen.cuts.setdefault(fact.offset, Broken(begin=fact.offset, end=end, kind="forged", why=why))


def _witnessed(database: Path, warc: str) -> dict[str, Witnessed]:
    """What the database says of the captures in a file; nothing where it can't be read."""
    if not database.exists():
        return {}
    try:
        with reading_at(backup.url_of(database)) as connection:
            return witnessed_in(connection, warc)
    except StorageFailed:
        return {}


def _other_than(known: Witnessed, fact: Fact) -> list[str]:
    """In what a record is not the one that the database knows."""
    block = None in (known.block_digest, fact.block) or same_digest(str(known.block_digest), str(fact.block))
    same = {"address": known.url == fact.target, "time": known.captured_at == fact.date, "block": block}
    return [name for name, good in same.items() if not good]
