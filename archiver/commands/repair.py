"""Put right what verify finds, one named action for each kind of damage. Nothing is thrown away. Without --do it only says what it would do."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from archiver.commands import reading
from archiver.commands.options import add_jobs, add_json, jobs_of
from archiver.commands.output import counted, say, say_json
from archiver.commands.place import Place
from archiver.commands.progress import ProgressLine
from archiver.commands.rebuild import UNITS
from archiver.derive.repair.step import ACTIONS, Bench, Step
from archiver.derive.repair.whole import repair
from archiver.errors import Exit, UsageError
from archiver.warc.locks import archive_alone
from archiver.warc.temporary import temporary_folder

NAME = "repair"
HELP = "put right what verify finds; only says so without --do"
MORE = (
    "Actions, in their order. "
    + " ".join(f"{name}: {what}." for name, what in ACTIONS.items())
    + " Where a file is changed, index and rows follow, asked for or not. Each repair is written into repairs.jsonl before"
    " it changes anything, and again when it is done. Status 1: there is something to do, or to be left as it is."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    parser.add_argument("action", nargs="*", metavar="ACTION", help="only these actions (default: all)")
    parser.add_argument("--do", action="store_true", help="do it")
    add_jobs(parser, "parse pages where rows are derived anew")
    add_json(parser, lines=True)


def run(args: argparse.Namespace, place: Place) -> int:
    """Repair. Status 1 where something is left to do."""
    jobs = jobs_of(args)
    if unknown := sorted(set(args.action) - set(ACTIONS)):
        raise UsageError(f"no action {', '.join(unknown)}; there are {', '.join(ACTIONS)}")
    place.need_archive()
    progress = ProgressLine(UNITS)
    done = todo = left = 0
    with _held(args, place) as (database, work):
        bench = Bench(
            archive=place.archive,
            database=database,
            work=work,
            clock=lambda: datetime.now(UTC),
            do=args.do,
            only=frozenset(args.action or ACTIONS),
        )
        for step in repair(bench, jobs=jobs, tell=progress.tell):
            progress.end()
            done += step.done
            left += step.action == "left"
            todo += not step.done and step.action != "left"
            _say(step, as_json=args.json)
    progress.end()
    if args.json:
        say_json({"done": done, "to_do": todo, "left": left}, indent=None)
    else:
        say("; ".join(_summary(done, todo, left)))
    return Exit.FINDINGS if todo or left else Exit.DONE


@contextmanager
def _held(args: argparse.Namespace, place: Place) -> Iterator[tuple[Path, Path]]:
    """Hold the archive; gives the database, and an empty folder."""
    if args.do:
        with archive_alone(place.archive), temporary_folder(NAME) as work:
            yield place.database_file, work
        return
    with reading.held(place, NAME) as archive:
        yield archive.database, archive.work


def _summary(done: int, todo: int, left: int) -> Iterator[str]:
    if done:
        yield f"{counted(done, 'repair')} done; 'archiver verify' proves it"
    if todo:
        yield f"{counted(todo, 'repair')} to be done: nothing was changed, --do does it"
    if left:
        yield f"{left} left as it is"
    if not (done or todo or left):
        yield "nothing to repair"


def _say(step: Step, *, as_json: bool) -> None:
    if as_json:
        say_json(asdict(step), indent=None)
        return
    where = f" {step.file}" if step.file else ""
    beside = f" -> {', '.join(step.aside)}" if step.aside else ""
    say(f"{'did ' * step.done}{step.action}{where}: {step.detail}{beside}")
