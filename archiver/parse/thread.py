"""The part of a thread that one page shows, or why that can't be said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from archiver.items import Problem, ThreadPage
from archiver.parse import roles
from archiver.parse.addresses import comment_page_number
from archiver.parse.claims import claim_of
from archiver.parse.comments import ReadComments, comments_of
from archiver.parse.hidden_mail import revealed
from archiver.parse.nesting import uses_depth_classes
from archiver.parse.paging import pages_of
from archiver.parse.parts import words_beside
from archiver.parse.roots import PINGS, Root, is_in_widget, roots_of
from archiver.parse.site import Layout, Site, selectors
from archiver.parse.text import line_of
from archiver.parse.times import Clock, looks_dated
from archiver.parse.tree import Document, Element, html5_tree, is_within, items_misnest, tokens

_FORM_NAMES = frozenset({"#respond", "#commentform"})
_FORM = "wp-comments-post"
_SOMETHING = (
    "//li[contains(concat(' ', @class, ' '), ' comment ')] | //*[@id='disqus_thread' or @id='idc-container'"
    " or @id='IDCommentsHead' or @id='fb-comments' or @id='livefyre-comments' or @id='hyvor-talk-view']"
    " | //div[contains(concat(' ', @class, ' '), ' fb-comments ')]",
)
_NOTICES = (
    "li.pingback",
    "li.trackback",
    "li.ping",
    ".pinglist > li",
    "//li[div[contains(concat(' ', @class, ' '), ' pingback-comment ')]]",
)
_LISTED = (".commentlist > li.comment",)
_NO_COMMENTS = ReadComments(comments=(), threaded=None, order="single", problems=())

ThreadState = Literal["open", "closed", "protected", "unmarked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadThread:
    """What :func:`thread_of` gives."""

    thread: ThreadPage | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The page that a thread stands on: its address and what it calls its article's, its site's rules, its article's title
    and its clock.
    """

    url: str
    permalink: str
    site: Site
    layout: Layout
    title: str
    clock: Clock


def thread_of(page: Document, setting: Setting, body: Element | None) -> ReadThread:
    """The thread on an article's page. Nothing in the article's ``body`` is a comment."""
    layout = setting.layout
    roots = roots_of(page, body, layout)
    if roots and not uses_depth_classes(roots) and items_misnest(page.source):
        page = Document.of(revealed(html5_tree(page.source), page.source), page.source)
        body = next(iter(page.found(selectors(layout, "body"))), None)
        roots = roots_of(page, body, layout)
    hidden = {root.element for root in roots} | ({body} if body is not None else set())
    problems = _unread(roots)
    if any(problem.kind == "unknown-markup" for problem in problems):
        return ReadThread(thread=None, problems=tuple(problems))
    claimed, printed = claim_of(
        page, layout, hidden, setting.title, problems, roots[0].element if roots else None
    )
    unnumbered = _unnumbered(page, roots, hidden)
    problems += [*_without_number(unnumbered), *_cut(page)]
    form = bool(page.names & _FORM_NAMES) or any(
        _FORM in (each.get("action") or "") for each in page.index.tagged("form")
    )
    state = _state(page, layout, hidden, form=form)
    if not roots and not _is_empty(page, setting, hidden, claimed, state, problems):
        return ReadThread(thread=None, problems=tuple(problems))
    shown = _NO_COMMENTS
    if roots:
        shown = comments_of(roots, setting.clock, setting.permalink, form=form, unnumbered=set(unnumbered))
    thread = _shown(page, setting, shown, hidden, claim=(claimed, printed), state=state)
    return ReadThread(thread=thread, problems=(*problems, *shown.problems))


def _shown(
    page: Document,
    setting: Setting,
    shown: ReadComments,
    hidden: set[Element],
    *,
    claim: tuple[int | None, str],
    state: ThreadState,
) -> ThreadPage:
    url, site, layout = setting.url, setting.site, setting.layout
    beyond = not shown.comments and comment_page_number(url, site) is not None
    pages = pages_of(page, url, setting.permalink, site=site, layout=layout, hidden=hidden, empty=beyond)
    return ThreadPage(
        number=None if beyond else pages.number,
        lowest=None if beyond else pages.lowest,
        highest=None if beyond else pages.highest,
        older_url=pages.older,
        newer_url=pages.newer,
        claimed=claim[0],
        claimed_as_printed=claim[1],
        order=shown.order,
        threaded=shown.threaded,
        state=state,
        layout=layout.name,
        comments=shown.comments,
    )


def _is_empty(
    page: Document,
    setting: Setting,
    hidden: set[Element],
    claimed: int | None,
    state: ThreadState,
    problems: list[Problem],
) -> bool:
    """May a page without any comment we know be called an empty thread? What only looks so is a problem.

    It may if it prints 0, if it lies past the last page, or if its layout prints nothing where there is none.
    """
    strange = _strange(page, hidden) if claimed != 0 else ""
    beyond = comment_page_number(setting.url, setting.site) is not None
    if claimed and not beyond and not strange:
        strange = f"the page claims {claimed} comments and shows none that we know the markup of"
    if strange:
        problems.append(Problem(kind="unknown-markup", detail=strange))
        return False
    area = state != "unmarked" or bool(page.found(selectors(setting.layout, "area")))
    return claimed == 0 or beyond or (setting.layout.quiet and area)


def _unread(roots: list[Root]) -> list[Problem]:
    """What comments of the page lack, though they print more than was understood. A theme may print no author or no
    time, and Twenty Twenty-Three prints no element for a comment of "0"; but then nothing is left over.
    """
    for root in roots:
        parts = root.parts
        if not parts.content or parts.author is None or parts.clock is None:
            break
    else:
        return []  # as on most pages
    return list(_lacking([root for root in roots if root.classes.isdisjoint(PINGS)]))


def _lacking(told: list[Root]) -> Iterator[Problem]:
    for field, sign in (("content", r"\w"), ("author", r"[^\W\d_]{2}"), ("clock", r"\d")):
        lacking = [root for root in told if getattr(root.parts, field) in (None, ())]
        if not lacking or (field == "content" and len(lacking) < len(told)):
            continue
        left = [words_beside(root.element, root.number, root.parts) for root in lacking]
        left = [words for words in left if re.search(sign, words)]
        if not left and field == "clock":  # a date that no rule reads may stand where the author's name does
            left = [words_beside(root.element, root.number, root.parts, roles.META) for root in lacking]
            left = [words for words in left if looks_dated(words)]
        if not left:
            continue
        those = f"{len(told)} comments, no {field} of any"
        if len(lacking) < len(told):
            those = f"{len(left)} of {len(told)} comments, no {field}"
        detail = f"{those} in a markup that we know; left over: {' '.join(left)[:80]!r}"
        kind = "unknown-markup" if field == "content" else f"comment-{field}-unknown"
        yield Problem(kind=kind, detail=detail)


def _unnumbered(page: Document, roots: list[Root], hidden: set[Element]) -> list[Element]:
    """Pingbacks that a theme prints without a number (Twenty Ten, Hueman), and comments: they can't be kept."""
    found = dict.fromkeys(each for each in page.every(_NOTICES) if not is_within(each, hidden))
    listed = [each for each in page.every(_LISTED) if not (each in found or is_within(each, hidden))]
    if roots and listed:
        above = {each for root in roots for each in root.element.iterancestors()}
        sides = (each for each in listed if "recentcomments" in tokens(each) or is_in_widget(each))
        above.update(sides)
        found.update(dict.fromkeys(each for each in listed if each not in above))
    return [each for each in found if line_of(each)]


def _without_number(found: list[Element]) -> Iterator[Problem]:
    if found:
        detail = f"{len(found)} pingbacks without a number, the first: {line_of(found[0])[:120]!r}"
        yield Problem(kind="pingback-without-number", detail=detail)


def _cut(page: Document) -> list[Problem]:
    """Comments of which the page holds the first words alone: wpDiscuz fetches the others when a reader asks."""
    number = len(page.index.classed(roles.MORE))
    if not number:
        return []
    return [Problem(kind="comment-cut", detail=f'{number} comments are shown up to a "Read more"')]


def _strange(page: Document, hidden: set[Element]) -> str:
    """What looks like a thread in a markup that no rule knows; "" if nothing does."""
    for element in page.every(_SOMETHING):
        if not is_within(element, hidden) and "recentcomments" not in tokens(element):
            name = element.get("id") or element.get("class")
            text = line_of(element)[:80]
            return f"<{element.tag} {name}> looks like comments and has no number we can read: {text!r}"
    return ""


def _state(page: Document, layout: Layout, hidden: set[Element], *, form: bool) -> ThreadState:
    for element in page.every(selectors(layout, "closed")):
        if not is_within(element, hidden) and line_of(element):
            return "closed"
    return "open" if form else "unmarked"
