"""``verify --since``: what a line of the ledger vouches for is held against that line alone; all that came after, fully.

Whoever noted the chain's head at a run's end finds by it whether the chain still leads to what was noted:
then no earlier line was changed, taken out or put in, and no byte that they vouch for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from archiver.derive.verify.files import Fact, FileReport, Vouched, fact_of
from archiver.derive.verify.findings import Finding, Kind
from archiver.derive.verify.joins import keep
from archiver.errors import RecordError, UsageError
from archiver.store.scratch import Scratch
from archiver.warc.layout import Archive
from archiver.warc.ledger import Head, raw_lines
from archiver.warc.reader import records

_SAID = re.compile(r"(?:(?P<line>\d{1,9})(?::(?=.)|$))?(?P<sha256>[0-9a-fA-F]{16,64})?")

_UNKNOWN = """
    SELECT refers_to, refers_uri, refers_date FROM records r WHERE refers_to IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM records o WHERE o.record_id = r.refers_to)
    UNION
    SELECT refers_to, refers_uri, refers_date FROM records r WHERE refers_to IS NULL AND type = 'revisit'
    AND NOT EXISTS (SELECT 1 FROM records o WHERE o.target = r.refers_uri AND o.date = r.refers_date)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """A line of the ledger as somebody noted it: by number, by its sha256 (hex, 16 digits at least), or both."""

    line: int | None
    sha256: str | None


def read_since(said: str) -> Since:
    """``12``, ``12:HASH`` or ``HASH``. Raises UsageError."""
    match = _SAID.fullmatch(said)
    if match is None or not said or match["line"] == "0":
        raise UsageError(f"--since {said!r}: a line of the ledger, by its number, its hash, or NUMBER:HASH")
    number, sha256 = match["line"], match["sha256"]
    return Since(line=int(number) if number else None, sha256=sha256.lower() if sha256 else None)


def find(ledger: Path, since: Since) -> tuple[int, list[Finding]]:
    """The line that was noted, 0 and a finding where the chain does not have it any more."""
    heads = [head for head, _ in raw_lines(ledger)]
    here = [head for head in heads if since.sha256 is not None and head.sha256.startswith(since.sha256)]
    if since.line is not None and since.line > len(heads):
        return 0, [
            _found("missing", ledger, since.line, f"the ledger has {len(heads)} lines: this one was noted")
        ]
    if since.sha256 is None:
        return since.line or 0, []
    if here and since.line in (None, here[0].line):
        return here[0].line, []
    return 0, [_found("forged", ledger, since.line, _other(heads, here, since))]


def _other(heads: list[Head], here: list[Head], since: Since) -> str:
    if here:
        return f"the hash that was noted for line {since.line} is that of line {here[0].line}"
    if since.line is not None:
        return f"line {since.line} had {since.sha256}, as was noted, and has {heads[since.line - 1].sha256}"
    return f"no line has the hash {since.sha256}, which was noted: a line up to it was changed or taken out"


def starts(vouched: dict[str, list[Vouched]], line: int) -> dict[str, int]:
    """For each file, how many of its bytes the ledger vouches for by ``line``."""
    said = {name: [one.bytes for one in lines if one.line <= line] for name, lines in vouched.items()}
    return {name: each[-1] for name, each in said.items() if each}


def fetch_earlier(scratch: Scratch, archive: Archive, before: dict[str, int]) -> None:
    """Add to ``scratch`` the records before these bytes of the files to which later records refer."""
    wanted = list(scratch.ask(_UNKNOWN))
    if not wanted or not any(before.values()):
        return
    ids = {row[0] for row in wanted if row[0]}
    places = {(row[1], row[2]) for row in wanted if not row[0]}
    for collection in archive.collections():
        for path in collection.warcs():
            facts = [
                fact
                for fact in _facts(path, before.get(path.name, 0))
                if fact.record_id in ids or (fact.target, fact.date) in places
            ]
            keep(scratch, collection.site, FileReport(name=path.name, facts=facts))


def _facts(path: Path, end: int) -> Iterator[Fact]:
    """The records of a file before byte ``end``, which nobody asks to be joined or listed."""
    if not end:
        return
    try:
        for record, location in records(path):
            if location.offset >= end:
                return
            fact = fact_of(record, location, ours=False)
            yield replace(fact, concurrent=(), warcinfo=None, refers_to=None, refers_uri=None, listed=False)
    except (RecordError, OSError):  # the file's own check has it, or the ledger's hash would not fit
        return


def _found(kind: Kind, ledger: Path, line: int | None, detail: str) -> Finding:
    return Finding(kind=kind, file=ledger.name, offset=line, record_id=None, detail=detail)
