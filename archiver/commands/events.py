"""List what changed, newest first: comments that appeared, vanished, returned, were edited or moved; articles edited or gone."""

import argparse

from archiver.commands.lookup import articles_named
from archiver.commands.options import add_json, add_site, legible
from archiver.commands.output import say, say_json
from archiver.commands.place import Place
from archiver.commands.times import typed
from archiver.commands.wording import differing
from archiver.errors import BadInput, Exit
from archiver.store import ask
from archiver.store.engine import Connection
from archiver.store.rows import Row

NAME = "events"
HELP = "what changed, newest first"

KINDS = ("appeared", "vanished", "returned", "edited", "moved", "gone", "back")
MOST = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    parser.add_argument("--kind", choices=KINDS, help="only events of this kind")
    parser.add_argument("--article", type=legible, metavar="URL", help="only those of this article")
    parser.add_argument(
        "--author", type=legible, metavar="NAME", help="only those of what NAME wrote, in any case of letters"
    )
    parser.add_argument(
        "--since", metavar="TIME", help="only those proved since (ISO 8601; UTC if no offset is given)"
    )
    parser.add_argument("--until", metavar="TIME", help="only those proved until then")
    parser.add_argument(
        "--limit", type=int, default=MOST, metavar="N", help="at most so many (default: %(default)s; 0: all)"
    )
    add_site(parser)
    add_json(parser)


def run(args: argparse.Namespace, place: Place) -> int:
    """List them."""
    since = typed("--since", args.since) if args.since else None
    until = typed("--until", args.until) if args.until else None
    store = place.store()
    with store.reading() as connection:
        if args.site and args.site not in {name for name, _ in ask.names_of_sites(connection)}:
            raise BadInput(f"the archive has no site {args.site!r}")
        urls = (
            [row["url"] for row in articles_named(connection, args.article, args.site)]
            if args.article
            else [None]
        )
        found = [
            ask.public(row)
            for url in urls
            for row in ask.events(
                connection,
                site=args.site,
                kind=args.kind,
                article=url,
                author=args.author,
                since=since,
                until=until,
                most=args.limit or -1,
            )
        ]
        told = [] if args.json else [in_words(connection, event) for event in found]
    store.close()
    if args.json:
        say_json(found)
        return Exit.DONE
    for line in told or ["No such event."]:
        say(line)
    return Exit.DONE


def in_words(connection: Connection, event: Row) -> str:
    """An event as a line: what, where, between which instants."""
    what = f"comment {event['comment_id']}" if event["comment_id"] is not None else "the article"
    if event["not_before"]:
        when = f"between {event['not_before']} and {event['not_after']}"
    else:
        when = f"by {event['not_after']}"
    return f"{event['kind']}: {what}, {when}, {event['article_url']}{_detail(connection, event)}"


def _detail(connection: Connection, event: Row) -> str:
    """What changed, where the event's detail says it."""
    detail = event["detail"] or {}
    if "from_words" in detail and "to_words" in detail:
        before, after = ask.edited_of(connection, event)
        return f"\n    {differing(before, after) if before != after else 'only where its links lead'}"
    if "from_parent" in detail:
        return f"\n    from under {detail['from_parent'] or 'no comment'} to under {detail.get('to_parent') or 'no comment'}"
    return ""
