"""Say as JSON what the rules find on a saved page: articles, comments, problems. Needs no archive and changes none."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archiver.commands.output import say_json
from archiver.commands.place import Place
from archiver.commands.times import instant_typed
from archiver.derive.land import process, supposed
from archiver.errors import BadInput, Exit, UsageError
from archiver.items import Landed
from archiver.parse.site import Site
from archiver.sites import at_base, site_named
from archiver.store.times import moment

NAME = "parse"
HELP = "what the rules find on a saved page, as JSON"

_MEDIA = {
    ".xml": "application/xml",
    ".rss": "application/rss+xml",
    ".json": "application/json",
    ".txt": "text/plain",
}
_SITES = ("caracas",)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    parser.add_argument("file", metavar="FILE", help="the page's bytes: its body, or a whole HTTP response")
    parser.add_argument("--url", required=True, metavar="URL", help="the address it was saved from")
    parser.add_argument(
        "--site",
        metavar="NAME",
        help="whose rules (default: those of the site with that address, else those of any WordPress)",
    )
    parser.add_argument("--at", metavar="TIME", help="when it was saved (ISO 8601; default: now)")
    parser.add_argument("--json", action="store_true", help="this command always answers in JSON")


def run(args: argparse.Namespace, place: Place) -> int:
    """Parse it. Status 1: something was not understood."""
    try:
        data = Path(args.file).read_bytes()
    except OSError as problem:
        raise BadInput(f"{args.file}: {problem.strerror}") from None
    at = instant_typed("--at", args.at) if args.at else datetime.now(UTC)
    block = data if data[:5] == b"HTTP/" else _as_answer(data, Path(args.file).suffix.lower())
    item = process(supposed(args.url, block, at), block, _site(args.site, args.url))
    answer = _answer(item)
    say_json(answer)
    return Exit.FINDINGS if answer["problems"] else Exit.DONE


def _as_answer(body: bytes, suffix: str) -> bytes:
    media = _MEDIA.get(suffix, "text/html")
    return b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n%b" % (
        media.encode(),
        len(body),
        body,
    )


def _site(name: str | None, url: str) -> Site:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError(f"--url {url!r} is no http or https address")
    base = f"{parts.scheme}://{parts.netloc}"
    if name is not None:
        site = site_named(name)
        return site if parts.netloc.lower() in site.hosts or "@" in name else at_base(site, base)
    known = [site for site in map(site_named, _SITES) if parts.netloc.lower() in site.hosts]
    return known[0] if known else at_base(site_named("wordpress"), base)


def _answer(item: Landed) -> dict[str, Any]:
    facts = item.facts
    thread = facts.thread if facts else None
    shown = replace(thread, comments=()) if thread else None
    return {
        "site": item.site,
        "url": item.capture.url,
        "kind": item.page_kind,
        "permalink": item.page_url,
        "articles": [_plain(asdict(facts.article))] if facts and facts.article else [],
        "thread": {name: value for name, value in asdict(shown).items() if name != "comments"}
        if shown
        else None,
        "comments": [_plain(asdict(comment)) for comment in thread.comments] if thread else [],
        "testimonies": [_plain(asdict(one)) for one in facts.testimonies] if facts else [],
        "addresses": [_plain(asdict(address)) for address in facts.addresses] if facts else [],
        "problems": [asdict(problem) for problem in facts.problems] if facts else [],
    }


def _plain(value: object) -> Any:
    """What JSON can hold: instants as text."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value
