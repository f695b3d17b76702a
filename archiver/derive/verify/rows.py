"""The store against the records: all of it is derived again, elsewhere, and each row compared."""

from collections.abc import Iterator
from pathlib import Path

from archiver.derive.code import signature
from archiver.derive.compare import Difference, stores_differ
from archiver.derive.rebuild import Rebuild
from archiver.derive.verify.findings import BY_OTHERS, Finding, Kind
from archiver.derive.workers import Workers
from archiver.errors import StorageFailed
from archiver.store import backup, sqlite
from archiver.store.engine import Connection, Store
from archiver.store.files import Place, derived_to, place_of, strayed, witness_of
from archiver.store.own import definitions

_THEIR_OWN = " (what is your own begins with my_ and hangs on nothing else: docs/archivist.md)"
_OF_THE_LOG = ("captures", "notes", "runs", "warcinfos", "warc_files")
"""Whose rows are there by the records themselves, whatever the rules make of a page."""
_EVIDENCE = ("capture_record_id", "record_id", "evidence", "last_evidence", "after_evidence")


def check_rows(rebuild: Rebuild, database: Path, workers: Workers, *, damaged: bool) -> Iterator[Finding]:
    """Every row of ``database``, and every table, index, view and trigger, that is not what ``rebuild`` (into a folder
    of its own) makes of the files; and how far it says that it has read them.

    ``damaged`` says that records can't be read: what hangs on them is then orphaned, not forged.
    """
    if not database.exists():
        yield _plain("missing", database, "there is no database")
        return
    faults = list(backup.faults_of(database))
    for fault in faults:
        yield _plain("corrupt", database, fault)
    try:
        old = Store(backup.url_of(database), read_only=True)
    except StorageFailed as problem:
        yield _plain("corrupt" if faults else "stale", database, str(problem))
        return
    rebuild.derive(workers)
    new = Store(backup.url_of(rebuild.path), read_only=True)
    try:
        with old.reading() as before, new.reading() as after:
            yield from _made_otherwise(database, definitions(before), definitions(after))
            judge = _Judge(before, after, damaged=damaged)
            for difference in stores_differ(old, new, workers):
                yield judge.finding(difference)
            yield from _ends_otherwise(derived_to(before), derived_to(after))
            for table, number in strayed(before):
                detail = f"in {number} rows of {table} stands a wording of another's"
                yield _plain("forged", database, detail)
    except (
        StorageFailed
    ) as problem:  # it names either store: the new one was written a moment ago, and is sound
        yield _plain(
            "corrupt", database, str(problem).removeprefix(f"{new.url}: ").removeprefix(f"{old.url}: ")
        )
    finally:
        old.close()
        new.close()


def _made_otherwise(database: Path, held: dict[str, str], meant: dict[str, str]) -> Iterator[Finding]:
    """A view that was changed answers wrongly over rows that are right; a trigger changes what is written later."""
    for name in sorted(held.keys() | meant.keys()):
        if name not in held:
            yield _plain("missing", database, f"it has no {name}")
        elif name not in meant:
            yield _plain("orphaned", database, f"{name} is none of this version's{_THEIR_OWN}")
        elif held[name] != meant[name]:
            yield _plain("forged", database, f"{name} is not defined as this version defines it")


def _ends_otherwise(held: dict[str, int], meant: dict[str, int]) -> Iterator[Finding]:
    """A start reads on from there: what lies before it is never derived. Files that only one of them knows are told as rows."""
    for warc in sorted(held.keys() & meant.keys()):
        if held[warc] != meant[warc]:
            kind: Kind = "stale" if held[warc] < meant[warc] else "forged"
            detail = f"the database says that it is derived to {held[warc]}, its records go to {meant[warc]}"
            yield Finding(kind=kind, file=warc, offset=meant[warc], record_id=None, detail=detail)


class _Judge:
    """Says of a row that differs what it is, and which record it hangs on."""

    def __init__(self, before: Connection, after: Connection, *, damaged: bool) -> None:
        self._before = before
        self._after = after
        self._damaged = damaged
        self._others = sqlite.signature(before) != signature()
        self._ends = derived_to(before)
        self._behind = any(self._ends.get(warc, 0) < end for warc, end in derived_to(after).items())

    def finding(self, difference: Difference) -> Finding:
        """The finding for one row."""
        evidence = self._evidence(difference)
        place = self._place(evidence)
        key = " ".join(str(value) for value in difference.key)
        said = {
            "added": "the records prove it, the database lacks it",
            "removed": "no record proves it",
            "changed": f"not as the records have it: {', '.join(difference.changes())}",
        }
        kind = self._kind(difference, evidence, place)
        return Finding(
            kind=kind,
            file=place.warc if place else "database",
            offset=place.offset if place else None,
            record_id=evidence,
            detail=f"row {key} of {difference.table}: {said[difference.kind]}"
            + BY_OTHERS * (self._others and kind == "stale"),
        )

    def _kind(self, difference: Difference, evidence: str | None, place: Place | None) -> Kind:
        if difference.kind == "added":
            beyond = place is not None and place.offset + place.length > self._ends.get(place.warc, 0)
            otherwise = self._others and difference.table not in _OF_THE_LOG
            return "stale" if beyond or (place is None and self._behind) or otherwise else "missing"
        if difference.kind == "removed":
            gone = evidence is not None and place_of(self._after, evidence) is None
            if difference.table in _OF_THE_LOG or gone:
                return "orphaned"
        if self._behind:
            return "stale"
        if self._damaged:
            return "orphaned"
        return "stale" if self._others else "forged"

    def _evidence(self, difference: Difference) -> str | None:
        for row in (difference.new, difference.old):
            for column in _EVIDENCE:
                if isinstance(value := row.get(column), str):
                    return value
            site, number = row.get("comment_site"), row.get("comment_comment_id")
            if isinstance(site, str) and isinstance(number, int):
                connection = self._after if row is difference.new else self._before
                return witness_of(connection, site, number)
        return None

    def _place(self, evidence: str | None) -> Place | None:
        if evidence is None:
            return None
        return place_of(self._after, evidence) or place_of(self._before, evidence)


def _plain(kind: Kind, database: Path, detail: str) -> Finding:
    return Finding(kind=kind, file=database.name, offset=None, record_id=None, detail=detail)
