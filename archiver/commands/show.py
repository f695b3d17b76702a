"""Show one comment: where it stands, every wording of it, what happened to it, and the captures that prove it."""

import argparse

from archiver.commands.events import in_words
from archiver.commands.lookup import WITNESSES, comments_named
from archiver.commands.options import add_json, add_site
from archiver.commands.output import say, say_json
from archiver.commands.place import Place
from archiver.errors import Exit
from archiver.store import ask
from archiver.store.engine import Connection
from archiver.store.rows import Row

NAME = "show"
HELP = "one comment: its wordings, its history, its evidence"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    parser.add_argument("id", type=int, metavar="ID", help="the comment's number on its site")
    add_site(parser)
    add_json(parser)


def run(args: argparse.Namespace, place: Place) -> int:
    """Show it."""
    store = place.store()
    with store.reading() as connection:
        told = [_told(connection, row) for row in comments_named(connection, args.id, args.site)]
        if args.json:
            say_json(told)
        else:
            for one in told:
                _say(connection, one)
    store.close()
    return Exit.DONE


def _told(connection: Connection, comment: Row) -> Row:
    number, site = comment["comment_id"], comment["site"]
    return {
        "comment": ask.public(comment),
        "wordings": [ask.public(row) for row in ask.versions_of(connection, comment)],
        "events": [ask.public(row) for row in ask.events(connection, site=site, comment=number)],
        "evidence": ask.sightings_of(connection, comment),
        "testimonies": ask.testimonies_of(connection, comment),
    }


def _say(connection: Connection, one: Row) -> None:
    comment = one["comment"]
    say(f"Comment {comment['comment_id']} ({comment['kind']}, {comment['state']}), {comment['site']}")
    say(f"on “{comment['article_title']}”, {comment['permalink']}")
    answers = _answers(comment)
    if answers:
        say(answers)
    if comment["published_source"] in WITNESSES:
        say(f"published {comment['published_at']}, as {WITNESSES[comment['published_source']]} tells")
    for number, wording in enumerate(one["wordings"], 1):
        say()
        say(
            f"Wording {number} of {len(one['wordings'])}, seen from {wording['first_seen']} to {wording['last_seen']}"
        )
        say(f"{wording['author'] or '(no name)'}, {wording['published_at'] or '(no time)'}")
        say(wording["text"])
    say()
    for event in one["events"]:
        say(in_words(connection, event))
    for sight in one["evidence"]:
        say(f"seen {sight['captured_at']}, {sight['record_id']}, {sight['warc']} at byte {sight['offset']}")
    for one_told in one["testimonies"]:
        witness = WITNESSES[one_told["witness"]]
        place = f"{one_told['warc']} at byte {one_told['offset']}"
        say(f"told of by {witness} {one_told['captured_at']}, {one_told['record_id']}, {place}")


def _answers(comment: Row) -> str:
    """Whom it answers, and who tells; "" where nobody is named and no second witness says that there is none."""
    witness = comment["parent_witness"]
    if comment["parent_id"]:
        tells = (
            f"as {WITNESSES[witness]} tells" if witness else "printed under it; nobody tells whom it answers"
        )
        return f"in answer to {comment['parent_id']}, {comment['parent_author'] or '(no name)'} ({tells})"
    return "" if witness in (None, "page") else f"in answer to nobody (as {WITNESSES[witness]} tells)"
