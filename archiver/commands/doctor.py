"""Look at what an archive stands on and at what it holds: disk, clock, lock, permissions, names, versions, pywb, database, ledger,
stamps, and whether the site files still understand the newest pages. Changes nothing.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import asdict

from archiver.commands import holdings, surroundings
from archiver.commands.checks import Check
from archiver.commands.options import add_json
from archiver.commands.output import say, say_json
from archiver.commands.place import Place
from archiver.errors import Exit

NAME = "doctor"
HELP = "look at disk, clock, lock, names, versions, database, ledger, stamps, and whether new pages are understood"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    add_json(parser)


def run(args: argparse.Namespace, place: Place) -> int:
    """Look. Status 1: something is wrong (``fail``); a warning alone is none."""
    checks = [check for look in LOOKS for check in look(place)]
    if args.json:
        say_json([asdict(check) for check in checks])
    else:
        for check in checks:
            say(f"{check.level:4} {check.name}: {check.detail}")
    return Exit.FINDINGS if any(check.level == "fail" for check in checks) else Exit.DONE


LOOKS: tuple[Callable[[Place], Iterator[Check]], ...] = (
    surroundings.disk,
    surroundings.permissions,
    surroundings.clock,
    surroundings.lock,
    surroundings.names,
    surroundings.versions,
    surroundings.pywb,
    surroundings.contact,
    holdings.database,
    holdings.ledger,
    holdings.stamps,
    holdings.pages,
)
"""In the order of the answer."""
