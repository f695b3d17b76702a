"""How many comments a page claims: the number in its heading, read whatever its words."""

import re

from archiver.items import Problem
from archiver.parse.site import Layout, selectors
from archiver.parse.text import line_of
from archiver.parse.tree import Document, Element, is_within

_INTEGER = re.compile(r"\d{1,3}(?:[,.\u00a0\u202f’']\d{3})+(?!\d)|\d+")
_QUOTED = re.compile(r"[“\"«‘].*[”\"»’]")
_ONE = re.compile(r"(?:one|un|una|uno|single)\b", re.IGNORECASE)
_NONE = re.compile(
    r"(?:no|zero|be the first|sin|ning[uú]n|todav[ií]a no|a[uú]n no)\b.*\b(?:comment|response|repl(?:y|ies)|thought|comentario|respuesta)",
    re.IGNORECASE,
)


def claim_of(
    page: Document, layout: Layout, hidden: set[Element], title: str, problems: list[Problem]
) -> tuple[int | None, str]:
    """The count that the heading prints, else the one beside the article's date, and its words.

    ``title`` may stand in the heading and hold digits. A heading whose digits can't be read is a problem.
    """
    for element in page.every(selectors(layout, "heading")):
        printed = line_of(element)
        if printed and not is_within(element, hidden):
            number = count_in(printed, title)
            if number is not None:
                return number, printed
            if re.search(r"\d", printed.replace(title, "") if title else printed):
                problems.append(Problem(kind="count-unreadable", detail=printed[:200]))
                return None, printed
    for element in page.every(selectors(layout, "count")):
        printed = element.get("content") or line_of(element)
        number = count_in(printed, title) if printed and not is_within(element, hidden) else None
        if number is not None:
            return number, printed
    return None, ""


def count_in(printed: str, title: str) -> int | None:
    """The number in a heading ("22 COMMENTS", "One response to “TITLE 2018”", "NO COMMENTS"),
    None if it tells none. What stands in the title is no number of comments.
    """
    rest = printed.replace(title, " ") if title else printed
    rest = _QUOTED.sub(" ", rest).strip(" \u00a0")
    found = _INTEGER.search(rest)
    if found:
        return int(re.sub(r"\D", "", found[0]))
    if _ONE.match(rest):
        return 1
    return 0 if _NONE.match(rest) else None
