"""Find words in articles and comments, in every wording that was captured; accents and case don't matter."""

import argparse
import shlex

from archiver.commands.options import add_json, legible
from archiver.commands.output import say, say_json, squeezed
from archiver.commands.place import Place
from archiver.errors import Exit, UsageError
from archiver.store import ask
from archiver.store.rows import Row

NAME = "search"
HELP = "find words in articles and comments"

MOST = 20
LONGEST = 300


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words."""
    parser.add_argument(
        "words",
        type=legible,
        nargs="+",
        metavar="WORDS",
        help='all of them must stand there; a "quoted phrase" as it is',
    )
    parser.add_argument("--in", dest="where", choices=("articles", "comments"), help="look only there")
    parser.add_argument(
        "--limit",
        type=int,
        default=MOST,
        metavar="N",
        help="at most so many of each (default: %(default)s; 0: all)",
    )
    add_json(parser)


def run(args: argparse.Namespace, place: Place) -> int:
    """Print what is found, best first."""
    kinds = [args.where.removesuffix("s")] if args.where else ["article", "comment"]
    words = [part for word in args.words for part in _phrases(word)]
    if not words:
        raise UsageError("there is no word to look for")
    store = place.store()
    with store.reading() as connection:
        found = [
            ask.public(row) for kind in kinds for row in ask.search(connection, words, kind, args.limit or -1)
        ]
    store.close()
    if args.json:
        say_json(found)
        return Exit.DONE
    for row in found:
        _say(row)
    if not found:
        say("Nothing found.")
    return Exit.DONE


def _phrases(word: str) -> list[str]:
    """The words and quoted phrases of one argument."""
    if '"' not in word:
        return word.split() if word.strip() else []
    lexer = shlex.shlex(word, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.quotes, lexer.escape, lexer.commenters = True, '"', "", ""
    try:
        return [part for part in lexer if part.strip()]
    except ValueError:  # a quote that is never closed
        return word.replace('"', " ").split()


def _say(row: Row) -> None:
    earlier = "" if row["current"] else ", an earlier wording"
    gone = ", vanished" if row.get("state") == "vanished" else ""
    name = (
        f"comment {row['comment_id']} on “{row['title']}”"
        if row["kind"] == "comment"
        else f"“{row['title']}”"
    )
    say(f"{name}, {row['author'] or '(no name)'}, {row['published_at'] or '(no time)'}{gone}{earlier}")
    say(f"  {row['permalink']}")
    say(f"  {squeezed(row['excerpt'], LONGEST)}")
