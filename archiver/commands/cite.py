"""A citation that can be checked: the words' source, when it was captured, and the record that proves it."""

import argparse
import re

from archiver.commands.lookup import articles_named, comments_named
from archiver.commands.options import add_json, add_site, legible
from archiver.commands.output import say, say_json
from archiver.commands.place import Place
from archiver.errors import BadInput, Exit
from archiver.store import ask
from archiver.store.engine import Connection
from archiver.store.rows import Row

NAME = "cite"
HELP = "a citation with its evidence"

_AT_COMMENT = re.compile(r"#comment-([0-9]+)$")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    parser.add_argument(
        "id", type=legible, metavar="ID", help="a comment's number on its site, its address, or an article's"
    )
    add_site(parser)
    add_json(parser)


def run(args: argparse.Namespace, place: Place) -> int:
    """Cite it."""
    store = place.store()
    with store.reading() as connection:
        if args.id.isdecimal():
            told = [_comment(connection, row) for row in comments_named(connection, int(args.id), args.site)]
        elif (at := _AT_COMMENT.search(args.id)) is not None:
            told = [_comment(connection, row) for row in _comments_at(connection, args, int(at[1]))]
        else:
            told = [_article(connection, row) for row in articles_named(connection, args.id, args.site)]
    store.close()
    if args.json:
        say_json(told)
        return Exit.DONE
    for one in told:
        _say(one)
    return Exit.DONE


def _comments_at(connection: Connection, args: argparse.Namespace, number: int) -> list[Row]:
    """The comments with that number under the article that the address names: never the article instead."""
    under = {(row["site"], row["url"]) for row in articles_named(connection, args.id, args.site)}
    found = comments_named(connection, number, args.site)
    chosen = [row for row in found if (row["site"], row["article_url"]) in under]
    if not chosen:
        raise BadInput(f"comment {number} stands under another article: {found[0]['permalink']}")
    return chosen


def _comment(connection: Connection, row: Row) -> Row:
    return {
        "author": row["author"],
        "title": f"Comment {row['comment_id']} on “{row['article_title']}”",
        "published_at": row["published_at"],
        "published_as_printed": row["published_as_printed"],
        "url": row["permalink"],
        "site": row["site"],
        "state": row["state"],
        "text": row["text"],
        "evidence": _evidence(connection, row["evidence"]),
    }


def _article(connection: Connection, row: Row) -> Row:
    return {
        "author": row["byline"],
        "title": f"“{row['title']}”",
        "published_at": row["published_at"],
        "published_as_printed": None,
        "url": row["url"],
        "site": row["site"],
        "state": row["state"],
        "text": row["text"],
        "evidence": _evidence(connection, row["evidence"]),
    }


def _evidence(connection: Connection, record_id: str) -> Row:
    capture = ask.capture_of(connection, record_id)
    if capture is None:
        raise BadInput(f"the store does not know its evidence {record_id}: archiver verify")
    return capture


def _say(one: Row) -> None:
    proof = one["evidence"]
    printed = one["published_as_printed"] or one["published_at"] or "no date"
    exact = f" ({one['published_at']})" if one["published_at"] and one["published_as_printed"] else ""
    since = "; it has vanished since" if one["state"] == "vanished" else ""
    say(f"{one['author'] or '(no name)'}. {one['title']}. {printed}{exact}. {one['url']}")
    say(f"Captured {proof['captured_at']} from {proof['url']}{since}.")
    say(f"Evidence: WARC record {proof['record_id']}")
    say(f"  in {proof['warc']}, {proof['length']} bytes at byte {proof['offset']}")
    say(f"  block {proof['block_digest']}, payload {proof['payload_digest']}")
