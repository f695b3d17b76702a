"""Have an authority stamp the ledger's last line (RFC 3161): proof by somebody else that all it vouches for was there."""

import argparse
from pathlib import Path

from archiver.commands.options import add_json
from archiver.commands.output import say, say_json
from archiver.commands.place import Place
from archiver.errors import ArchiverError, Exit, UsageError
from archiver.warc.ledger import Head, check_chain, head_of
from archiver.warc.locks import archive_shared
from archiver.warc.stamp import trust
from archiver.warc.stamp.authority import ask, named
from archiver.warc.stamp.kept import Kept, Stamped, check_kept, newest, stamp_head

NAME = "stamp"
HELP = "have an authority's time stamp put on the ledger"
MORE = (
    "Only the sha256 of one line goes out. Query, reply and certificates are kept in stamps/LINE/ of the archive, once"
    " the reply was checked; 'archiver verify' checks them again, offline. See docs/operator.md, 'Time stamps'."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    parser.add_argument("--url", help="the authority's address (default: ARCHIVER_STAMP_URL)")
    parser.add_argument(
        "--roots",
        metavar="FILE",
        help="certificates (PEM) of the authority: its root, and those between if it sends none"
        " (default: ARCHIVER_STAMP_ROOTS, else what this system trusts)",
    )
    parser.add_argument(
        "--again", action="store_true", help="also where the last line has a stamp already: one more"
    )
    add_json(parser)


def run(args: argparse.Namespace, place: Place) -> int:
    """Stamp. Status 6: no answer; 7: refused; 3: an answer that does not hold; 1: the chain is broken before its head."""
    url = args.url or place.stamp_url
    if not url:
        raise UsageError("name an authority: --url, or ARCHIVER_STAMP_URL")
    named(url)
    place.need_archive()
    roots = args.roots or place.stamp_roots
    believed = trust.from_file(Path(roots)) if roots else trust.of_system()
    with archive_shared(place.archive):
        last = newest(place.archive)
        head = head_of(place.archive.ledger)
        if last is not None and last.line == head.line and not args.again and _holds(last, head):
            _nothing_new(args, last.folder, head.line)
            return Exit.DONE
        got = stamp_head(place.archive, lambda query: ask(url, query), believed)
        broken = check_chain(place.archive.ledger)
    _say(args, got, believed.source, [f"line {one.line}: {one.detail}" for one in broken])
    return Exit.FINDINGS if broken else Exit.DONE


def _holds(last: Kept, head: Head) -> bool:
    try:
        check_kept(last, head.sha256, None)
    except ArchiverError:  # verify tells what is wrong with it
        return False
    return True


def _nothing_new(args: argparse.Namespace, folder: Path, line: int) -> None:
    if args.json:
        say_json({"stamped": False, "line": line, "folder": f"stamps/{folder.name}"})
    else:
        say(f"Line {line}, the ledger's last, has a stamp already: stamps/{folder.name}")


def _say(args: argparse.Namespace, got: Stamped, source: str, broken: list[str]) -> None:
    at = got.stamp.at.isoformat().replace("+00:00", "Z")
    if args.json:
        say_json(
            {
                "stamped": True,
                "line": got.head.line,
                "head": got.head.sha256,
                "at": at,
                "authority": got.stamp.authority,
                "folder": f"stamps/{got.folder.name}",
                "checked_with": got.stamp.checked_with,
                "against": source,
                "broken": broken,
            }
        )
        return
    say(f"Ledger line {got.head.line}, head {got.head.sha256}")
    say(f"stamped at {at} by {got.stamp.authority}: stamps/{got.folder.name}")
    say(f"checked with {got.stamp.checked_with} against {source}")
    for one in broken:
        say(f"the chain is broken, so what stands before is not vouched for: {one}")
