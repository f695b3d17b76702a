"""The ``archiver`` command line: finds the command, says which archive it works on, ends with a status.

An error of ours is its sentence and its status (README, "Exit status"); anything else that
escapes is a bug: its traceback and status 8. What argparse refuses is status 2.
"""

import argparse
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from archiver import __version__, garbage, streams
from archiver.commands import (
    check_replay,
    cite,
    doctor,
    events,
    export,
    parse,
    rebuild,
    repair,
    replay,
    schedule,
    search,
    show,
    stamp,
    status,
    thread,
    verify,
    wacz,
)
from archiver.commands.output import flush, tell
from archiver.commands.place import Place
from archiver.errors import ArchiverError, Exit


class Command(Protocol):
    """What a module of a command holds."""

    NAME: str
    HELP: str

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say which words the command takes."""

    def run(self, args: argparse.Namespace, place: Place) -> int:
        """Do it; the exit status. Raises ArchiverError."""


COMMANDS: tuple[Command, ...] = (
    status,
    thread,
    events,
    search,
    show,
    cite,
    export,
    wacz,
    schedule,
    parse,
    replay,
    check_replay,
    verify,
    stamp,
    rebuild,
    repair,
    doctor,
)
"""In the order of the help."""


class Terminated(BaseException):
    """SIGTERM came: what is open is closed on the way out."""


def main() -> int:
    """The whole process: one command, by the process's own words. Gives the exit status."""
    streams.make_whole()
    garbage.spare()
    status = run()
    garbage.leave()
    return status


def run(words: Sequence[str] | None = None) -> int:
    """Run one command; ``words`` are those of the process if not given. Gives the exit status."""
    args = parser().parse_args(words)
    status: int = Exit.DONE
    try:
        with _heeding_sigterm():
            place = Place.from_environment()
            tell(place.told())
            status = args.run(args, place)
            flush()
            return status
    except ArchiverError as error:
        tell(f"archiver {args.command}: {error}")
        return int(error.exit_status)
    except KeyboardInterrupt:
        tell(f"archiver {args.command}: stopped; the archive is sound")
        return 128 + signal.SIGINT
    except Terminated:
        tell(f"archiver {args.command}: stopped; the archive is sound")
        return 128 + signal.SIGTERM
    except BrokenPipeError:  # whoever read our output has seen enough
        streams.hush()
        return status
    except Exception as error:
        tell(traceback.format_exc().rstrip())
        tell(f"archiver {args.command}: unexpected: {type(error).__name__}: {error}")
        return int(Exit.UNEXPECTED)


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    whole = argparse.ArgumentParser(
        prog="archiver",
        description="Work on the archive that ARCHIVER_OUTPUT names (default: output beside scrapy.cfg).",
        allow_abbrev=False,
    )
    whole.add_argument("--version", action="version", version=f"archiver {__version__}")
    subparsers = whole.add_subparsers(dest="command", required=True, title="commands")
    for command in COMMANDS:
        one = subparsers.add_parser(
            command.NAME,
            help=command.HELP,
            description=command.__doc__,
            epilog=getattr(command, "MORE", None),
            allow_abbrev=False,
        )
        command.arguments(one)
        one.set_defaults(run=command.run)
    return whole


@contextmanager
def _heeding_sigterm() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


if __name__ == "__main__":
    sys.exit(main())
