"""Write the store's content: the canonical dump, or articles, comments or events as JSON lines or CSV."""

import argparse
import csv
import json
from collections.abc import Iterator
from typing import TextIO

from archiver.commands.output import written_to
from archiver.commands.place import Place
from archiver.errors import Exit, UsageError
from archiver.store import ask, dump
from archiver.store.rows import Row

NAME = "export"
HELP = "write the canonical dump, or articles, comments or events as JSON lines or CSV"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    parser.add_argument(
        "words",
        nargs="*",
        metavar="WHAT [FILE]",
        help=f"{', '.join(ask.EXPORTED)}; and the file to write (default: stdout)",
    )
    parser.add_argument(
        "--canonical",
        action="store_true",
        help="every row of every table by natural keys, sorted: byte-equal for equal content",
    )
    parser.add_argument("--format", choices=("jsonl", "csv"), default="jsonl", help="default: jsonl")


def run(args: argparse.Namespace, place: Place) -> int:
    """Write it."""
    if args.canonical and (args.format == "csv" or args.words[:1] in [[name] for name in ask.EXPORTED]):
        raise UsageError("the canonical dump holds everything, as JSON lines: --canonical [FILE]")
    what = None if args.canonical else _what(args.words)
    file, *more = args.words[0 if args.canonical else 1 :] or [None]
    if more:
        raise UsageError(f"one file at most can be written, not {len(more) + 1}")
    store = place.store()
    with store.reading() as connection, written_to(file) as out:
        if what is None:
            for row in dump.canonical(connection):
                out.write(dump.line(row))
        else:
            rows = ask.exported(connection, what)
            (_write_csv if args.format == "csv" else _write_lines)(rows, out)
    store.close()
    return Exit.DONE


def _what(words: list[str]) -> str:
    if not words or words[0] not in ask.EXPORTED:
        raise UsageError(f"say what to export: {', '.join(ask.EXPORTED)}, or --canonical")
    return words[0]


def _write_lines(rows: Iterator[Row], out: TextIO) -> None:
    for row in rows:
        out.write(json.dumps(ask.public(row), ensure_ascii=False) + "\n")


def _write_csv(rows: Iterator[Row], out: TextIO) -> None:
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(out, list(row))
            writer.writeheader()
        writer.writerow(row)
