"""Open captures in Chromium through pywb, with every other way out closed, and say what was replayed, what was missing,
what leaked to the live web, and whether article and thread read as the database has them.
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archiver import settings
from archiver.commands import place as places
from archiver.commands.options import add_json, add_site
from archiver.commands.output import counted, say, say_json
from archiver.commands.place import Place
from archiver.errors import BadInput, Exit, StorageFailed, UsageError
from archiver.replay.browser import chromium
from archiver.replay.check import OUTCOMES, Check, Part, Replayed, by_kind
from archiver.store.engine import Connection
from archiver.store.replay import PageCapture, latest_page, said_then, some_pages

NAME = "check-replay"
HELP = "open captures in Chromium through pywb: what is missing, what leaks, whether the text is the same"
MORE = (
    "Replayed: it came out of the archive, be it with an error that the site gave. Missing: the archive has no answer for it."
    " Leaked: the page asked another host for it (and was refused). Status 1: a page is not whole, or reads otherwise."
)

SAMPLE = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    parser.add_argument(
        "url", nargs="*", metavar="URL", help="pages: the latest capture of each (default: a sample)"
    )
    parser.add_argument(
        "--sample",
        type=int,
        metavar="N",
        help=f"N captures of articles' pages, drawn by chance (default without URL: {SAMPLE})",
    )
    add_site(parser)
    parser.add_argument("--run", metavar="ID", dest="of_run", help="draw the sample from this run alone")
    parser.add_argument("--screenshots", metavar="DIR", help="keep a picture of each page there (PNG)")
    parser.add_argument(
        "--chromium",
        metavar="PROGRAM",
        help="the browser (default: ARCHIVER_CHROMIUM, else the Chromium or Chrome on the path)",
    )
    add_json(parser)


def run(args: argparse.Namespace, place: Place) -> int:
    """Check. Status 1 with findings; 3 where Chromium or pywb is missing."""
    if args.sample is not None and (args.sample < 1 or args.url):
        raise UsageError("--sample takes a number from 1 on, and no URL beside it")
    browser = chromium(args.chromium or settings.ARCHIVER_CHROMIUM or None)
    pywb = places.PROJECT / ".venv-pywb" / "bin" / "wayback"
    store = place.store()
    try:
        with store.reading() as connection:
            pages = [(page, said_then(connection, page)) for page in _chosen(connection, args)]
    finally:
        store.close()
    if not pages:
        raise BadInput("the archive holds no page of an article to check")
    pictures = _folder(args.screenshots)
    found: list[Replayed] = []
    with Check(place.output, pywb=pywb, chromium=browser, screenshots=pictures) as check:
        for page, held in pages:
            found.append(check.open(page, held))
            if not args.json:
                _say(found[-1])
    parts = [part for one in found for part in one.parts]
    if args.json:
        say_json({"pages": [_plain(one) for one in found], "by_kind": by_kind(parts)})
    else:
        _say_all(found, parts)
    return Exit.DONE if all(one.is_whole for one in found) else Exit.FINDINGS


def _chosen(connection: Connection, args: argparse.Namespace) -> Iterator[PageCapture]:
    """Raises BadInput for an address without a capture."""
    if not args.url:
        chance = random.random()  # noqa: S311 - no secret hangs on it
        most = args.sample or SAMPLE
        yield from some_pages(connection, site=args.site, run=args.of_run, most=most, chance=chance)
    for url in args.url:
        page = latest_page(connection, url, args.site)
        if page is None:
            raise BadInput(f"the archive holds no whole capture of {url} with status 200")
        yield page


def _folder(named: str | None) -> Path | None:
    if named is None:
        return None
    folder = Path(named).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StorageFailed(f"{folder}: {problem.strerror}") from problem
    return folder


def _say(one: Replayed) -> None:
    counts = {outcome: sum(part.outcome == outcome for part in one.parts) for outcome in OUTCOMES}
    text = "text differs" if one.differences else "text equal"
    told = ", ".join(f"{number} {outcome}" for outcome, number in counts.items())
    say(f"{one.page.url} of {one.page.captured_at}: {told}, {text}")
    if not one.loaded:
        say("  the page did not load")
    for part in one.parts:
        if part.outcome != "replayed":
            say(f"  {part.outcome} {part.kind} {part.url}")
    for sentence in one.differences:
        say(f"  {sentence}")
    if one.screenshot is not None:
        say(f"  {one.screenshot}")


def _say_all(found: list[Replayed], parts: list[Part]) -> None:
    for kind, counts in by_kind(parts).items():
        say(f"{kind:<10} " + ", ".join(f"{number} {outcome}" for outcome, number in counts.items()))
    whole, equal = sum(one.is_whole for one in found), sum(not one.differences for one in found)
    say(f"{counted(len(found), 'page')} looked at: {whole} whole, {equal} with the text of the database")


def _plain(one: Replayed) -> dict[str, Any]:
    return {
        "url": one.page.url,
        "site": one.page.site,
        "captured_at": one.page.captured_at,
        "evidence": one.page.record_id,
        "whole": one.is_whole,
        "loaded": one.loaded,
        "by_kind": by_kind(one.parts),
        "parts": [{"url": part.url, "kind": part.kind, "outcome": part.outcome} for part in one.parts],
        "differences": list(one.differences),
        "screenshot": str(one.screenshot) if one.screenshot else None,
    }
