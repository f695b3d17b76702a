"""Derive the database again from the WARC files alone, say what differs from the old one, and put it in its place."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archiver.commands import reading
from archiver.commands.options import add_jobs, add_json, jobs_of
from archiver.commands.output import counted, flush, say, say_json, squeezed
from archiver.commands.place import Place
from archiver.commands.progress import ProgressLine
from archiver.derive.compare import Difference, Tally, stores_differ
from archiver.derive.rebuild import Derived, Rebuild
from archiver.derive.repair.derived import copies
from archiver.derive.workers import Workers
from archiver.errors import Exit, StorageFailed
from archiver.store import backup, own
from archiver.store.engine import Store
from archiver.streams import hush
from archiver.warc.locks import archive_alone

NAME = "rebuild"
HELP = "derive the database again from the WARC files"

UNITS = {"reading": (1e6, "MB"), "settling": (1, "articles"), "copying": (1, "pages")}
_LONGEST = 100


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    add_jobs(parser, "parse pages", "one a core; 1: none beside this one")
    parser.add_argument(
        "--dry-run", action="store_true", help="print what would differ, row by row, and change nothing"
    )
    add_json(parser, lines=True)


def run(args: argparse.Namespace, place: Place) -> int:
    """Rebuild. Status 1: the files are damaged, or the old database said something else."""
    jobs = jobs_of(args)
    place.need_archive()
    progress = ProgressLine(UNITS)
    with _held(args, place) as (database, target):
        rebuild = Rebuild(place.archive, target, tell=progress.tell)
        with Workers(jobs) as workers:
            try:
                derived = rebuild.derive(workers)
            finally:
                progress.end()
            tally, old = Tally(), _Old(database)
            try:
                for difference in _compared(old, rebuild, workers):
                    tally.add(difference)
                    if args.dry_run:
                        _say_difference(difference, as_json=args.json)
            except BrokenPipeError:  # whoever read this has seen enough
                hush()
                rebuild.discard()
                return Exit.FINDINGS
        old.part_with(keep=not args.dry_run)
        if args.dry_run:
            rebuild.discard()
        else:
            broken = rebuild.adopt()
            progress.end()
            if broken is not None:
                why = old.trouble or "what begins with my_ in the old database can't be read"
                old.trouble = f"{why}; it is kept as {broken.name}"
    _summary(args, derived, tally, old)
    return Exit.FINDINGS if derived.findings or tally.total or old.trouble else Exit.DONE


@contextmanager
def _held(args: argparse.Namespace, place: Place) -> Iterator[tuple[Path, Path]]:
    """Hold the archive; gives the database to compare with, and the one beside which the new one grows."""
    if not args.dry_run:
        with archive_alone(place.archive):
            yield place.database_file, place.database_file
        return
    with reading.held(place, NAME) as archive:
        yield archive.database, archive.work / "archive.sqlite" if archive.copied else archive.database


class _Old:
    """The database as it was. ``trouble`` says why it can't be compared, or what of it is not compared; "" if nothing.

    ``nobodys`` are the tables, views and so on that are neither ours nor an archivist's own.
    One of an earlier version is compared by a copy of it, brought to this version.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._copy = file.with_name(file.name + ".before")
        backup.remove(self._copy)  # a kill may have left one
        self.store: Store | None = None
        self.trouble = ""
        self.nobodys: list[str] = []
        self.exists = file.exists() and file.stat().st_size > 0
        if self.exists and not backup.is_database(file):
            self.trouble = "the old database can't be read"
        elif self.exists:
            self.store = self._opened(backup.url_of(file), file)

    def _opened(self, url: str, file: Path) -> Store | None:
        try:
            return Store(url, read_only=True)
        except StorageFailed:  # of another version, or damaged: its copy will tell
            pass
        try:
            backup.copy_into(file, self._copy)
            return Store(backup.url_of(self._copy))
        except StorageFailed as problem:
            self.trouble = f"the old database can't be compared: {problem}"
            return None

    def part_with(self, *, keep: bool) -> None:
        """Say what the new database has not, since it is nobody's; with ``keep`` copy the old one aside for it. Raises StorageFailed."""
        if not self.nobodys:
            return
        told = (
            f"not in the new database, being neither the archiver's nor named my_…: {', '.join(self.nobodys)}"
        )
        if keep:
            told += (
                f"; the old one is kept as {', '.join(one.name for one in copies(self._file, 'replaced'))}"
            )
        self.trouble = "; ".join(filter(None, (self.trouble, told)))

    def close(self) -> None:
        """Give it back."""
        if self.store is not None:
            self.store.close()
        backup.remove(self._copy)


def _compared(old: _Old, rebuild: Rebuild, workers: Workers) -> Iterator[Difference]:
    """The rows that differ; none where there is nothing to compare with."""
    if old.store is None:
        old.close()
        return
    new = Store(backup.url_of(rebuild.path), read_only=True)
    try:
        with old.store.reading() as before, new.reading() as after:
            old.nobodys = sorted(own.definitions(before).keys() - own.definitions(after).keys())
        yield from stores_differ(old.store, new, workers)
    except StorageFailed as problem:
        old.trouble = f"the old database can't be read to its end: {problem}"
    finally:
        old.close()
        new.close()


def _say_difference(difference: Difference, *, as_json: bool) -> None:
    if as_json:
        row = {"old": difference.old, "new": difference.new}
        say_json({"difference": difference.kind, "table": difference.table, **row}, indent=None)
        return
    key = " ".join(str(value) for value in difference.key)
    say(f"{difference.kind} {difference.table} {_short(key)}")
    if difference.kind == "changed":
        for column, (old, new) in difference.changes().items():
            say(f"    {column}: {_short(old)} -> {_short(new)}")


def _short(value: object) -> str:
    return squeezed(value if isinstance(value, str) else repr(value), _LONGEST)


def _summary(args: argparse.Namespace, derived: Derived, tally: Tally, old: _Old) -> None:
    if args.json:
        say_json(
            {
                "captures": derived.captures,
                "files": derived.files,
                "bytes": derived.bytes,
                "resumed": derived.resumed,
                "findings": derived.findings,
                "compared": old.store is not None,
                "trouble": old.trouble,
                "differences": {table: dict(counter) for table, counter in sorted(tally.counts.items())},
                "copied": not args.dry_run,
            },
            indent=None,
        )
        return
    went_on = ", going on where an earlier rebuild stopped" if derived.resumed else ""
    say(f"{counted(derived.captures, 'capture')} read from {counted(derived.files, 'file')}{went_on}")
    for finding in derived.findings:
        say(f"damage: {finding}")
    say(_compared_in_words(tally, old))
    say("Nothing was changed." if args.dry_run else f"The database is {_kind(old)}.")
    flush()


def _kind(old: _Old) -> str:
    return "rebuilt" if old.exists else "new"


def _compared_in_words(tally: Tally, old: _Old) -> str:
    if old.trouble:
        return old.trouble
    if not old.exists:
        return "There was no database to compare with."
    if not tally.total:
        return "The old database said the same."
    rows = "; ".join(
        f"{table}: " + ", ".join(f"{number} {kind}" for kind, number in sorted(counter.items()))
        for table, counter in sorted(tally.counts.items())
    )
    return f"{counted(tally.total, 'row')} differed. {rows}"
