"""Prove the archive: every byte, digest, join, ledger line, index line and row, each against the others. Changes nothing."""

import argparse
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from archiver.commands.options import add_jobs, add_json, jobs_of
from archiver.commands.output import counted, say, say_json, tell
from archiver.commands.place import Place
from archiver.commands.progress import ProgressLine
from archiver.commands.reading import copy_of, is_writable, say_if_unlocked
from archiver.commands.rebuild import UNITS
from archiver.derive.verify.check import Verification
from archiver.derive.verify.findings import Finding
from archiver.derive.verify.sample import sample
from archiver.derive.verify.since import read_since
from archiver.derive.verify.stamps import StampsSeen
from archiver.errors import Exit, UsageError
from archiver.streams import hush
from archiver.warc.disk import storage
from archiver.warc.layout import Archive
from archiver.warc.locks import archive_still
from archiver.warc.stamp.trust import from_file
from archiver.warc.temporary import temporary_folder

NAME = "verify"
HELP = "prove files, ledger, index and database, each against the others"
MORE = (
    "Findings: torn (ends inside a record), corrupt (can't be read), missing (said to be there), orphaned (nothing"
    " accounts for it), stale (behind what is there, or a row that other code derived), forged (reads well, and is not"
    " what was written)."
    " Not to be found from inside: ledger and files rewritten together from some line on to the end, and the ledger's last"
    " lines taken out together with the records that they vouch for; a copy of the chain's head kept elsewhere shows both."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    less = parser.add_mutually_exclusive_group()
    less.add_argument(
        "--quick",
        action="store_true",
        help="only the ledger, its stamps, the files' sizes and first records, and how far the database goes",
    )
    less.add_argument("--sample", type=int, metavar="N", help="only N captures, drawn by chance, each wholly")
    less.add_argument(
        "--since",
        metavar="LINE",
        help="what a line of the ledger vouches for is held against that line alone, what came after and the"
        " database fully. LINE is the head that a run's end printed: NUMBER:HASH or HASH; a NUMBER alone shows no"
        " ledger that was written anew",
    )
    add_jobs(parser, "read files")
    parser.add_argument(
        "--restart",
        action="store_true",
        help="go on with nothing that an earlier verification, which was stopped, has left in verifying/",
    )
    parser.add_argument(
        "--roots",
        metavar="FILE",
        help="certificates (PEM) of the authorities whose time stamps count (default: ARCHIVER_STAMP_ROOTS,"
        " else those kept with each stamp)",
    )
    add_json(parser, lines=True)


def run(args: argparse.Namespace, place: Place) -> int:
    """Verify. Status 1 with findings."""
    jobs = jobs_of(args)
    if args.sample is not None and args.sample < 1:
        raise UsageError("--sample takes a number from 1 on")
    place.need_archive()
    since = read_since(args.since) if args.since is not None else None
    roots = args.roots or place.stamp_roots
    progress = ProgressLine({"checking": (1e6, "MB"), **UNITS})
    kinds: Counter[str] = Counter()
    with archive_still(place.archive), _work(args, place.archive) as work:
        say_if_unlocked(place.archive)
        check = Verification(
            place.archive,
            _database(place.database_file, work),
            work,
            jobs=jobs,
            tell=progress.tell,
            trust=from_file(Path(roots)) if roots else None,
            since=since,
        )
        lost: dict[tuple[str, str], list[Finding]] = {}
        try:
            for finding in _findings(args, place, check, work):
                progress.end()
                kinds["known" if finding.known else finding.kind] += 1
                if finding.known and finding.lacks is not None and not args.json:
                    lost.setdefault((finding.file, finding.kind), []).append(finding)
                else:
                    _say(finding, as_json=args.json)
            _say_lost(lost)
        except BrokenPipeError:  # whoever read this has seen enough
            hush()
            return Exit.FINDINGS if kinds.keys() - {"known"} else Exit.DONE
    progress.end()
    known = kinds.pop("known", 0)
    _summary(args, check, kinds, known)
    return Exit.FINDINGS if kinds else Exit.DONE


def _findings(args: argparse.Namespace, place: Place, check: Verification, work: Path) -> Iterator[Finding]:
    if args.sample is not None:
        return sample(place.archive, _database(place.database_file, work), work, args.sample)
    if args.quick:
        return check.quick()
    sitting = check.begin()
    if sitting.earlier:
        said = f"{counted(sitting.earlier, 'file')} done then; --restart begins anew"
        tell(f"Going on with the verification begun at {sitting.begun:%Y-%m-%dT%H:%M:%SZ}: {said}")
    return check.full(sitting)


@contextmanager
def _work(args: argparse.Namespace, archive: Archive) -> Iterator[Path]:
    """The folder for what is needed meanwhile: one that stays when we are stopped, where that can be."""
    folder = archive.verifying
    if not args.quick and args.sample is None and os.access(archive.root, os.W_OK):
        with storage(folder):
            if args.restart:
                shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(exist_ok=True)
        yield folder
        shutil.rmtree(folder, ignore_errors=True)  # what is left of it is gone on with, and found to be done
        return
    if not args.quick and args.sample is None:
        tell(f"{archive.root} can't be written: if this is stopped, it begins anew")
    with temporary_folder(NAME) as work:
        yield work


def _database(file: Path, work: Path) -> Path:
    """The database to look at: a copy where SQLite can't make its lock files beside it."""
    return file if is_writable(file) else copy_of(file, work / "copy")


def _summary(args: argparse.Namespace, check: Verification, kinds: Counter[str], known: int) -> None:
    total = kinds.total()
    if args.json:
        said = {
            "files": check.files,
            "records": check.records,
            "findings": total,
            "kinds": dict(kinds),
            "known": known,
            "since": check.since or None,
            "stamps": [{**asdict(one), "at": one.at.isoformat()} for one in check.stamps.held],
        }
        say_json(said, indent=None)
        return
    looked = f"{args.sample} captures at most" if args.sample else counted(check.files, "file")
    told = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    _say_stamps(check.stamps)
    found = f"{counted(total, 'finding')} ({told})" if total else f"nothing {'else ' * bool(known)}is wrong"
    say(f"{looked} looked at: {found}" + f"; {known} known and written into the ledger" * bool(known))
    if check.since and not total:
        say(
            f"Nothing that the ledger vouches for by line {check.since} was changed since"
            + _unless(args.since)
        )


def _unless(since: str) -> str:
    """What a number alone does not show."""
    return ", unless the ledger was written anew: only the line's hash would show that" * since.isdigit()


def _say_stamps(stamps: StampsSeen) -> None:
    if not stamps.held:
        return
    how = Counter(f"{one.checked_with} against {one.against}" for one in stamps.held)
    told = ", ".join(f"{number} by {way}" for way, number in sorted(how.items()))
    last = stamps.held[-1]
    say(f"{counted(len(stamps.held), 'time stamp')} good ({told});"
        f" the newest says that line {last.line} of {stamps.ledger_lines} of the ledger was there at"
        f" {last.at:%Y-%m-%dT%H:%M:%SZ}")  # fmt: skip


def _say_lost(lost: dict[tuple[str, str], list[Finding]]) -> None:
    """What is known to be lost, once a file: there may be thousands of records that name it."""
    for (file, kind), findings in lost.items():
        _say(findings[0], as_json=False)
        if findings[1:]:
            say(
                f"known: {kind} {file}: the same of {counted(len(findings) - 1, 'more record')}; --json names each"
            )


def _say(finding: Finding, *, as_json: bool) -> None:
    if as_json:
        say_json(asdict(finding), indent=None)
        return
    where = finding.file if finding.offset is None else f"{finding.file} at {finding.offset}"
    which = f" ({finding.record_id})" if finding.record_id else ""
    say(f"{'known: ' * finding.known}{finding.kind} {where}{which}: {finding.detail}")
