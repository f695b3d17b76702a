"""Options that several commands have."""

import argparse
import os

from archiver.errors import UsageError


def add_json(parser: argparse.ArgumentParser, *, lines: bool = False) -> None:
    """The option ``--json``; ``lines``: the answer is as many as there is to tell."""
    form = "JSON lines; the last one is the summary" if lines else "JSON"
    parser.add_argument("--json", action="store_true", help=f"answer in {form}")


def legible(word: str) -> str:
    """``word`` of the command line, which goes to the database as text. Raises ArgumentTypeError where its bytes are no UTF-8."""
    try:
        word.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError(f"{word!r} is no text in UTF-8") from None
    return word


def add_site(parser: argparse.ArgumentParser) -> None:
    """The option ``--site``."""
    parser.add_argument(
        "--site", type=legible, metavar="NAME", help="only this site (as 'archiver status' names it)"
    )


def add_jobs(parser: argparse.ArgumentParser, what_for: str, default: str = "one a core") -> None:
    """The option ``--jobs``, for :func:`jobs_of`."""
    cores = len(os.sched_getaffinity(0))
    what = f"processes that {what_for} (default: {default})"
    parser.add_argument("--jobs", type=int, metavar="N", default=cores, help=what)


def jobs_of(args: argparse.Namespace) -> int:
    """How many processes to work in. Raises UsageError for less than one."""
    if args.jobs < 1:
        raise UsageError("--jobs takes a number from 1 on")
    return int(args.jobs)
