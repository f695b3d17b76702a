"""How many comments a page claims: the number in its heading, read whatever its words."""

import re
from collections.abc import Iterator

from archiver.items import Problem
from archiver.parse.numbers import whole_number
from archiver.parse.site import Layout, selectors
from archiver.parse.text import read_line
from archiver.parse.tree import Document, Element, is_within

_INTEGER = re.compile(r"\d{1,3}(?:[,.\u00a0\u202f’']\d{3})+(?!\d)|\d+(?![,.]?\d*\s?[kKmM]\b)")
"""Not "2K" or "1.2 k": how many that are is not told."""
_PAGE = re.compile(
    r"\b(?:page|página|pagina|seite)\s+\d+(?:\s*(?:of|de|von|sur|di|van|/)\s*\d+)?", re.IGNORECASE
)
_PART = re.compile(r"\d+\s*(?:[-–—]\s*\d+\s*(of|de|von|sur|di|van)|/)\s*(?=\d)", re.IGNORECASE)
_OPENING, _CLOSING = re.compile(r"[“\"«‘]"), re.compile(r"[”\"»’]")
_ONE = re.compile(
    r"(?:one|un|una|uno|single)\b|(?:eine?|uma?|une|e[eé]n|één)\s+(?:kommentar|antwort|gedanke|reaktion|coment|resposta"
    r"|ideia|pensamento|réponse|réaction|réflexion|pensée|reactie|gedachte|antwoord)|(?:تعليق|رد) واحد",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"(?:no|zero|be the first|sin|ning[uú]n|todav[ií]a no|a[uú]n no|(?:noch )?keine?|aucune?|pas (?:encore )?de|nenhuma?|sem"
    r"|nessun|(?:nog )?geen|لا توجد|لا يوجد)\b.*\b(?:comment|response|repl(?:y|ies)|thought|comentario|respuesta|kommentar"
    r"|antwort|réponse|réaction|comentário|resposta|commento|reactie|تعليق)",
    re.IGNORECASE,
)

_WORDS = (
    r"(?:comment|response|repl(?:y|ies)|thought|reaction|coment[áa]rio|respuesta|resposta|kommentar|antwort|commentaire"
    r"|réponse|réaction|commenti|reacties|تعليق)"
)
_COUNTED = re.compile(
    rf"^\W*(?:\d[\d.,]*|one|no)\s+(?:\w+\s+)?{_WORDS}|\b(?:is|are|has)\s+(?:\w+\s+)?\d+\s+{_WORDS}|^{_WORDS}\w*\W*\d+\W*$|{_WORDS}\w*\s*\(\d+\)\W*$",
    re.IGNORECASE,
)
"""A heading that counts comments, where only its words can tell: "Top 10 comments" does not."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LEVELS = 3
"""From the first comment up: its list, the list's frame, and one more."""

_EDGES = " \u00a0"
_HEADING = 2000
"""Characters of a heading that are read: a title and some words are never longer."""


def claim_of(
    page: Document,
    layout: Layout,
    hidden: set[Element],
    title: str,
    problems: list[Problem],
    first: Element | None,
) -> tuple[int | None, str]:
    """The count that the heading prints, else the one beside the article's date, and its words.

    ``first`` is the page's first comment: above it a heading is looked for that no rule names. ``title`` may stand in the heading and hold digits. A heading whose digits can't be read is a problem.
    """
    for element in page.every(selectors(layout, "heading")):
        printed = read_line(element)
        if printed and not is_within(element, hidden):
            number = count_in(printed, title)
            if number is not None:
                return number, printed
            if re.search(r"\d", printed.replace(title, "") if title else printed):
                problems.append(Problem(kind="count-unreadable", detail=printed[:200]))
                return None, printed
    for element in page.every(selectors(layout, "count")):
        printed = element.get("content") or read_line(element)
        number = count_in(printed, title) if printed and not is_within(element, hidden) else None
        if number is not None:
            return number, printed
    return next(_told_above(page, layout, hidden, title, first), (None, ""))


def _told_above(
    page: Document, layout: Layout, hidden: set[Element], title: str, first: Element | None
) -> Iterator[tuple[int, str]]:
    """What the headings nearest above the thread count, if that is comments."""
    for element in _headings(page, layout, first):
        printed = read_line(element)
        if printed == title or is_within(element, hidden):
            continue
        if _COUNTED.search(_untitled(_unquoted(printed[:_HEADING]), title)):
            number = count_in(printed, title)
            if number is not None:
                yield number, printed


def _headings(page: Document, layout: Layout, first: Element | None) -> Iterator[Element]:
    if first is None:
        for area in page.found(selectors(layout, "area")):
            yield from area.iter(*_HEADINGS)
    step = first
    for _ in range(_LEVELS):
        if step is None:
            return
        found = [each for before in step.itersiblings(preceding=True) for each in before.iter(*_HEADINGS)]
        if found:
            yield from found
            return
        step = step.getparent()


def count_in(printed: str, title: str) -> int | None:
    """The number in a heading ("22 COMMENTS", "One response to “TITLE 2018”", "NO COMMENTS"),
    None if it tells none. What stands in the title is no number of comments.
    """
    rest = _unquoted(printed[:_HEADING])
    number = _count_in(_untitled(rest, title))
    begins = _INTEGER.match(rest) or _ONE.match(rest) or _NONE.match(rest)
    if number is None and begins and title and not re.search(r"\s", title):
        # A title that is a number, or "One", stands for the count itself, and once more at the end if at all.
        number = _count_in(rest[: -len(title)] if rest.endswith(f" {title}") else rest)
    return number


def _unquoted(printed: str) -> str:
    """A heading without what it quotes: from the first opening mark to the last closing one."""
    opening = _OPENING.search(printed)
    if opening is None:
        return printed.strip(_EDGES)
    closing = max((found.end() for found in _CLOSING.finditer(printed, opening.end())), default=None)
    return (f"{printed[: opening.start()]} {printed[closing:]}" if closing else printed).strip(_EDGES)


def _untitled(printed: str, title: str) -> str:
    if title not in printed or not title:
        return printed
    return re.sub(rf"(?<!\w){re.escape(title)}(?!\w)", " ", printed).strip(_EDGES)


def _count_in(words: str) -> int | None:
    words = _PAGE.sub(" ", words)
    part = _PART.search(words)
    if part:  # "1 - 50 of 120"; of "50/120" nothing tells which is meant
        words = words[part.end() :] if part[1] else ""
    found = _INTEGER.search(words)
    if found:
        return whole_number("".join(str(int(digit)) for digit in found[0] if digit.isdecimal()))
    if _ONE.match(words):
        return 1
    return 0 if _NONE.match(words) else None
