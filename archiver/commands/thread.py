"""Print an article's conversation as the archive holds it: who said what, in answer to whom, and what became of it.

Whom a comment answers and when it was written the page tells; where REST or a feed does, that is said.

With --at, as it stood at an instant; with --diff, as it stood at the second of two, with marks for what changed since the
first: + appeared, - vanished, ~ edited, > moved.
"""

import argparse
import textwrap

from archiver.commands.lookup import articles_named, beside_the_page
from archiver.commands.options import add_json, add_site, legible
from archiver.commands.output import say, say_json
from archiver.commands.place import Place
from archiver.commands.then import compared, in_order
from archiver.commands.times import typed
from archiver.errors import Exit, UsageError
from archiver.store import ask
from archiver.store.past import article_then, past_of, stood_at
from archiver.store.rows import Row

NAME = "thread"
HELP = "the conversation under an article"

WIDTH = 100
UNTOLD = "the page does not tell whom it answers"
DEEPEST = 12
"""Replies below are printed no further to the right."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    parser.add_argument(
        "url", type=legible, metavar="URL", help="an address of the article, or of a comment on it"
    )
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--at", metavar="TIME", help="as it stood then (ISO 8601; UTC if no offset is given)")
    when.add_argument("--diff", nargs=2, metavar=("FROM", "TO"), help="what changed between two times")
    add_site(parser)
    add_json(parser)


def run(args: argparse.Namespace, place: Place) -> int:
    """Print it. Raises UsageError for what is no time."""
    if args.at or args.diff:
        return _then(args, place)
    store = place.store()
    with store.reading() as connection:
        told: list[Row] = [
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


def _then(args: argparse.Namespace, place: Place) -> int:
    """The thread at an instant, or what changed between two."""
    times = [typed("--at", args.at)] if args.at else [typed("--diff", one) for one in args.diff]
    if args.diff and times[0] > times[1]:
        raise UsageError("--diff: FROM is later than TO")
    store = place.store()
    told: list[Row] = []
    with store.reading() as connection:
        for article in articles_named(connection, args.url, args.site):
            past = past_of(connection, article["article_id"])
            comments = in_order(stood_at(past, times[0])) if args.at else compared(past, *times)
            told.append(
                {
                    "article": ask.public(article),
                    "times": times,
                    "article_then": [article_then(past, at) for at in times],
                    "comments": comments,
                }
            )
    store.close()
    if args.json:
        say_json(told)
        return Exit.DONE
    for one in told:
        say(one["article"]["title"] or "(no title)")
        say(f"{one['article']['url']} ({one['article']['site']})")
        say(f"as it stood {times[0]}" if args.at else f"from {times[0]} to {times[1]}")
        for at, mark in zip(times, one["article_then"], strict=True):
            if mark:
                say(
                    f"The article itself, {at}: {mark}; the comments are those that stand under it when it is there."
                )
        if not one["comments"]:
            say("No comment is known to have stood then.")
        for comment in one["comments"]:
            _say_then(comment)
    return Exit.DONE


def _say_then(comment: Row) -> None:
    indent = "  " * min(comment["depth"] or 1, DEEPEST)
    marks = [mark for mark in (comment["mark"], *comment.get("changes", ())) if mark]
    if not comment["parent_known"] and comment["parent_id"]:
        marks.append(UNTOLD)
    told = f" [{'; '.join(marks)}]" if marks else ""
    say()
    say(
        f"{comment.get('sign', ' ')}{indent}#{comment['comment_id']} {comment['author'] or '(no name)'},"
        f" {comment['published_at'] or '(no time)'}{told}"
    )
    words = comment.get("difference") or comment["text"] or ""
    _say_words(words, f" {indent}")


def _say_head(article: Row, thread: Row | None) -> None:
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


def _say_comment(comment: Row) -> None:
    indent = "  " * min(comment["depth"] or 1, DEEPEST)
    marks = [comment["state"]] if comment["state"] != "present" else []
    if comment["versions"] > 1:
        marks.append(f"{comment['versions']} wordings")
    if not comment["parent_known"] and comment["parent_id"]:
        marks.append(UNTOLD)
    marks += beside_the_page(comment)
    if comment["kind"] != "comment":
        marks.append(comment["kind"])
    told = f" [{'; '.join(marks)}]" if marks else ""
    at = comment["published_at"] or comment["published_as_printed"] or "(no time)"
    say()
    say(f"{indent}#{comment['comment_id']} {comment['author'] or '(no name)'}, {at}{told}")
    _say_words(comment["text"] or "", indent)


def _say_words(words: str, indent: str) -> None:
    for paragraph in words.splitlines():
        if paragraph.strip():
            say(textwrap.fill(paragraph, WIDTH, initial_indent=indent, subsequent_indent=indent))
