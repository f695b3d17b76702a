"""Print an article's conversation as the archive holds it: who said what, in answer to whom, and what became of it."""

import argparse
import textwrap

from archiver.commands.asking import add_json, add_site, articles_named
from archiver.commands.output import say, say_json
from archiver.commands.place import Place
from archiver.errors import Exit
from archiver.store import ask

NAME = "thread"
HELP = "the conversation under an article"

WIDTH = 100
DEEPEST = 12
"""Replies below are printed no further to the right."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    parser.add_argument("url", metavar="URL", help="an address of the article, or of a comment on it")
    add_site(parser)
    add_json(parser)


def run(args: argparse.Namespace, place: Place) -> int:
    """Print it."""
    store = place.store()
    with store.reading() as connection:
        told: list[ask.Row] = [
            {
                "article": ask.public(article),
                "thread": ask.thread_of(connection, article),
                "comments": [ask.public(row) for row in ask.comments_of(connection, article)],
            }
            for article in articles_named(connection, args.url, args.site)
        ]
    store.close()
    if args.json:
        say_json(told)
        return Exit.DONE
    for one in told:
        _say_head(one["article"], one["thread"])
        for comment in one["comments"]:
            _say_comment(comment)
    return Exit.DONE


def _say_head(article: ask.Row, thread: ask.Row | None) -> None:
    say(article["title"] or "(no title)")
    say(f"{article['url']} ({article['site']})")
    say(f"by {article['byline'] or '(no name)'}, published {article['published_at'] or '(no time)'}")
    if thread is None:
        say("No thread was seen here.")
        return
    claimed = "claims no number" if thread["claimed"] is None else f"claims {thread['claimed']}"
    whole = "whole" if thread["complete"] else "not whole"
    reason = f" ({thread['reason']})" if thread["reason"] else ""
    say(f"{thread['held']} comments held, {thread['vanished']} vanished; the page {claimed}; {whole}{reason}")


def _say_comment(comment: ask.Row) -> None:
    indent = "  " * min(comment["depth"] or 1, DEEPEST)
    marks = [comment["state"]] if comment["state"] != "present" else []
    if comment["versions"] > 1:
        marks.append(f"{comment['versions']} wordings")
    if not comment["parent_known"] and comment["parent_id"]:
        marks.append("the page does not tell whom it answers")
    if comment["kind"] != "comment":
        marks.append(comment["kind"])
    told = f" [{'; '.join(marks)}]" if marks else ""
    at = comment["published_at"] or comment["published_as_printed"] or "(no time)"
    say()
    say(f"{indent}#{comment['comment_id']} {comment['author'] or '(no name)'}, {at}{told}")
    for paragraph in (comment["text"] or "").splitlines():
        if paragraph.strip():
            say(textwrap.fill(paragraph, WIDTH, initial_indent=indent, subsequent_indent=indent))
