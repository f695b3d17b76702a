"""List what changed, newest first: comments that appeared, vanished, returned, were edited or moved; articles edited or gone."""

import argparse
from datetime import UTC, datetime

from archiver.commands.asking import add_json, add_site, articles_named
from archiver.commands.output import say, say_json
from archiver.commands.place import Place
from archiver.errors import Exit, UsageError
from archiver.store import ask
from archiver.store.times import moment

NAME = "events"
HELP = "what changed, newest first"

KINDS = ("appeared", "vanished", "returned", "edited", "moved", "gone", "back")
MOST = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    parser.add_argument("--kind", choices=KINDS, help="only events of this kind")
    parser.add_argument("--article", metavar="URL", help="only those of this article")
    parser.add_argument(
        "--since", metavar="TIME", help="only those proved since (ISO 8601; UTC if no offset is given)"
    )
    parser.add_argument(
        "--limit", type=int, default=MOST, metavar="N", help="at most so many (default: %(default)s; 0: all)"
    )
    add_site(parser)
    add_json(parser)


def run(args: argparse.Namespace, place: Place) -> int:
    """List them."""
    since = _instant(args.since) if args.since else None
    store = place.store()
    with store.reading() as connection:
        urls = (
            [row["url"] for row in articles_named(connection, args.article, args.site)]
            if args.article
            else [None]
        )
        found = [
            ask.public(row)
            for url in urls
            for row in ask.events(
                connection, site=args.site, kind=args.kind, article=url, since=since, most=args.limit or -1
            )
        ]
    store.close()
    if args.json:
        say_json(found)
        return Exit.DONE
    for event in found:
        say(in_words(event))
    if not found:
        say("No such event.")
    return Exit.DONE


def in_words(event: ask.Row) -> str:
    """An event as a line: what, where, between which instants."""
    what = f"comment {event['comment_id']}" if event["comment_id"] is not None else "the article"
    if event["not_before"]:
        when = f"between {event['not_before']} and {event['not_after']}"
    else:
        when = f"by {event['not_after']}"
    return f"{event['kind']}: {what}, {when}, {event['article_url']}"


def _instant(text: str) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--since {text!r} is no time (2018-12-31 or 2018-12-31T12:00:00Z)") from None
    return moment(at if at.tzinfo else at.replace(tzinfo=UTC))
