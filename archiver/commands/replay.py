"""Serve the captured pages as they were, by pywb, on this machine only unless told. Ctrl-C ends it."""

import argparse
import os
import socket
import sys
from pathlib import Path

from archiver import replay
from archiver.commands import place as places
from archiver.commands.place import Place
from archiver.errors import BadInput, UsageError

NAME = "replay"
HELP = "serve the captured pages as they were (pywb)"
MORE = (
    "It speaks Memento (RFC 7089): http://ADDRESS:PORT/SITE/URL is the TimeGate of URL, and"
    " http://ADDRESS:PORT/SITE/timemap/link/URL its TimeMap. With --frame the TimeGate is /SITE/mp_/URL."
)

PORT = 8080

SETTINGS = Path(replay.__file__).parent / "pywb.yaml"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    parser.add_argument("--port", type=int, default=PORT, metavar="N", help="default: %(default)s")
    parser.add_argument("--bind", default="127.0.0.1", metavar="ADDRESS", help="default: %(default)s")
    parser.add_argument("--frame", action="store_true", help="show each page in pywb's frame, with its date")


def run(args: argparse.Namespace, place: Place) -> int:
    """Become pywb's wayback. Raises BadInput where it isn't built or nothing is archived."""
    wayback = places.PROJECT / ".venv-pywb" / "bin" / "wayback"
    if not wayback.exists():
        raise BadInput("pywb is not built: make pywb")
    names = [collection.site for collection in place.archive.collections()]
    if not names:
        raise BadInput(f"{place.output} holds no collection to replay: scrapy crawl SITE")
    _free(args.bind, args.port)
    for name in names:
        print(f"http://{args.bind}:{args.port}/{name}/", file=sys.stderr)
    sys.stderr.flush()
    environment = dict(os.environ)
    if not args.frame:
        environment["PYWB_CONFIG_FILE"] = str(SETTINGS)
    os.chdir(place.output)
    command = [str(wayback), "--port", str(args.port), "--bind", args.bind]
    os.execve(wayback, command, environment)  # noqa: S606 - no shell is wanted


def _free(address: str, port: int) -> None:
    """Raises UsageError where nobody can listen there: pywb would end in a traceback."""
    why: Exception | None = None
    try:
        for family, kind, *_ in socket.getaddrinfo(address, port, type=socket.SOCK_STREAM):
            try:
                with socket.socket(family, kind) as tried:
                    tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    tried.bind((address, port))
                return
            except (OSError, OverflowError) as problem:
                why = why or problem
    except OSError as problem:
        why = problem
    raise UsageError(f"can't listen on {address}, port {port}: {getattr(why, 'strerror', None) or why}")
