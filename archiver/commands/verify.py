"""Prove the archive: every byte, digest, join, ledger line, index line and row, each against the others. Changes nothing."""

import argparse
import os
import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from archiver.commands.output import counted, say, say_json
from archiver.commands.place import Place
from archiver.commands.progress import ProgressLine
from archiver.commands.rebuild import UNITS
from archiver.derive.verify.check import Verification
from archiver.derive.verify.findings import Finding
from archiver.derive.verify.sample import sample
from archiver.derive.verify.stamps import StampsSeen
from archiver.errors import Exit, UsageError
from archiver.warc.locks import archive_alone
from archiver.warc.stamp.trust import from_file

NAME = "verify"
HELP = "prove files, ledger, index and database, each against the others"
MORE = (
    "Findings: torn (ends inside a record), corrupt (can't be read), missing (said to be there), orphaned (nothing"
    " accounts for it), stale (behind what is there), forged (reads well, and is not what was written)."
    " Not to be found from inside: ledger and files rewritten together from some line on to the end, and the ledger's last"
    " lines taken out together with the records that they vouch for; a copy of the chain's head kept elsewhere shows both."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    less = parser.add_mutually_exclusive_group()
    less.add_argument(
        "--quick",
        action="store_true",
        help="only the ledger, the files' sizes and first records, and how far the database goes",
    )
    less.add_argument("--sample", type=int, metavar="N", help="only N captures, drawn by chance, each wholly")
    parser.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        default=len(os.sched_getaffinity(0)),
        help="processes that read files (default: one a core)",
    )
    parser.add_argument(
        "--roots",
        metavar="FILE",
        help="certificates (PEM) of the authorities whose time stamps count (default: ARCHIVER_STAMP_ROOTS,"
        " else those kept with each stamp)",
    )
    parser.add_argument(
        "--json", action="store_true", help="answer in JSON lines; the last one is the summary"
    )


def run(args: argparse.Namespace, place: Place) -> int:
    """Verify. Status 1 with findings."""
    if args.jobs < 1 or (args.sample is not None and args.sample < 1):
        raise UsageError("--jobs and --sample take a number from 1 on")
    place.need_archive()
    roots = args.roots or place.stamp_roots
    progress = ProgressLine({"checking": (1e6, "MB"), **UNITS})
    kinds: Counter[str] = Counter()
    with archive_alone(place.archive), tempfile.TemporaryDirectory(prefix="archiver-verify-") as work:
        check = Verification(
            place.archive,
            place.database_file,
            Path(work),
            jobs=args.jobs,
            tell=progress.tell,
            trust=from_file(Path(roots)) if roots else None,
        )
        if args.sample is not None:
            found = sample(place.archive, place.database_file, Path(work), args.sample)
        else:
            found = check.quick() if args.quick else check.full()
        for finding in found:
            progress.end()
            kinds["known" if finding.known else finding.kind] += 1
            _say(finding, as_json=args.json)
    progress.end()
    known = kinds.pop("known", 0)
    _summary(args, check, kinds, known)
    return Exit.FINDINGS if kinds else Exit.DONE


def _summary(args: argparse.Namespace, check: Verification, kinds: Counter[str], known: int) -> None:
    total = kinds.total()
    if args.json:
        stamps = [{**asdict(one), "at": one.at.isoformat()} for one in check.stamps.held]
        said = {
            "files": check.files,
            "records": check.records,
            "findings": total,
            "kinds": dict(kinds),
            "known": known,
        }
        say_json({**said, "stamps": stamps}, indent=None)
        return
    looked = f"{args.sample} captures at most" if args.sample else counted(check.files, "file")
    told = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    _say_stamps(check.stamps)
    found = f"{counted(total, 'finding')} ({told})" if total else f"nothing {'else ' * bool(known)}is wrong"
    say(f"{looked} looked at: {found}" + f"; {known} known and written into the ledger" * bool(known))


def _say_stamps(stamps: StampsSeen) -> None:
    if not stamps.held:
        return
    how = Counter(f"{one.checked_with} against {one.against}" for one in stamps.held)
    told = ", ".join(f"{number} by {way}" for way, number in sorted(how.items()))
    last = stamps.held[-1]
    say(f"{counted(len(stamps.held), 'time stamp')} good ({told});"
        f" the newest says that line {last.line} of {stamps.ledger_lines} of the ledger was there at"
        f" {last.at:%Y-%m-%dT%H:%M:%SZ}")  # fmt: skip


def _say(finding: Finding, *, as_json: bool) -> None:
    if as_json:
        say_json(asdict(finding), indent=None)
        return
    where = finding.file if finding.offset is None else f"{finding.file} at {finding.offset}"
    which = f" ({finding.record_id})" if finding.record_id else ""
    say(f"{'known: ' * finding.known}{finding.kind} {where}{which}: {finding.detail}")
