"""The article on a page: what it says of itself, and its body without the page's furniture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from archiver.items import Article, Instant
from archiver.parse.addresses import absolute, article_address, canonical, locate, part_number
from archiver.parse.body import body_of
from archiver.parse.linked_data import described, meta, people, string
from archiver.parse.numbers import whole_number
from archiver.parse.site import Layout, Site, selectors
from archiver.parse.terms import categories_of, tags_of
from archiver.parse.text import line_of, name_of, read_line
from archiver.parse.times import (
    Clock,
    from_both,
    from_element,
    from_machine,
    from_words,
    looks_dated,
    printed_day,
    printed_wall,
    tells_one_day,
)
from archiver.parse.titles import repeated_title, title_of
from archiver.parse.tree import Document, Element, compiled, is_within, tokens

_POST_CLASS = re.compile(r"(?:^|\s)(?:postid|page-id|attachmentid)-(\d+)(?:\s|$)")
_POST_ELEMENT = re.compile(r"post-(\d+)")
_IS_POST = re.compile(r"hentry|type-post")
_SHORT = re.compile(r"[?&](?:p|page_id)=(\d+)")
_BY = re.compile(r"^(?:by|por|written by|posted by)[:\s]+", re.IGNORECASE)
_LOCKS = (("class", "post-password-form"), ("action", "action=postpass"))
_LOCKED = b"postpass"
_ELSEWHERE = (".widget", ".widget-area", ".sidebar", "#sidebar", "#secondary", ".author-box")
"""Where other posts are named, and their authors and dates: asked where no element is known that holds this post alone."""
_OTHERS = (
    ".related-posts",
    "#related-posts",
    ".related_posts",
    "#related_posts",
    ".yarpp-related",
    ".post-navigation",
)
_DATED = re.compile(r"(?:^|[\s_-])(?:date|byline|meta|info|posted)(?:$|[\s_-])")
_LINE = 60
"""Characters of a date; a line that tells sections and counts too is longer."""
_PUBLISHED = "article:published_time"
_DATES = frozenset({"published", "entry-date", "date", "post-date"})
_HERO = (
    "h1.entry-title",
    "h1.post-title",
    "h1.page-title",
    "h1.wp-block-post-title",
    "h1[itemprop=headline]",
)
"""A title that stands above its post's own element, with author and date beside it (Kadence, Astra)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What :func:`article_of` gives: the article, and the element of its body (None if none is known)."""

    article: Article
    body: Element | None


def article_of(
    page: Document, url: str, *, site: Site, layout: Layout, clock: Clock, comments: Sequence[Element]
) -> Read:
    """The article on the page at ``url``. ``comments`` are elements that are not the article's own."""
    tree = page.root
    number = post_number(page)
    kind = _kind(tree)
    scope = _scope(page, number)
    if kind == "page" and scope is page.root:
        scope = _around(page, layout)
    closed = {*comments, *page.every(_OTHERS)}
    if scope is page.root or scope.tag == "main":
        closed.update(page.every(_ELSEWHERE))
    closed.update(_nested_posts(page, scope, number))
    protected = _is_locked(page)
    permalink, part = permalink_of(page, url, site)
    image, credit = _image(page, scope, layout, url, closed)  # before the body is cleared of it
    body, parts = body_of(page, scope, site, layout, permalink)
    if body.element is not None:
        closed.add(body.element)
    post, title = scope, title_of(page, scope, layout, closed)
    if not title and scope is not page.root and not page.found(selectors(layout, "title"), scope):
        scope = _with_hero(page, post)
        closed.update(page.every(_ELSEWHERE))
        title = title_of(page, scope, layout, closed) or repeated_title(page, post, body.element)
    byline, byline_url = _byline(page, scope, layout, closed, url)
    article = Article(
        url=permalink,
        post_id=number,
        kind=kind,
        title=title,
        subtitle=_text(page, scope, layout, "subtitle", closed),
        byline=byline,
        byline_url=byline_url,
        published=_published(page, scope, layout, clock, closed),
        modified=_modified(page, scope, layout, clock),
        categories=categories_of(page, scope, layout, closed, post),
        tags=tags_of(page, scope, layout, closed, post),
        html="" if protected else body.html,
        text="" if protected else body.text,
        quotes=() if protected else body.quotes,
        image_url=image,
        image_credit=credit,
        links=() if protected else body.links,
        protected=protected,
        part=part if part > 1 else parts[0],
        parts=max(parts[1], part),
    )
    return Read(article=article, body=body.element)


def _is_locked(page: Document) -> bool:
    """Does the page ask for the post's password?"""
    forms = page.index.tagged("form")
    return (
        any(sign in form.get(name, "") for form in forms for name, sign in _LOCKS) and _LOCKED in page.source
    )


def post_number(page: Document) -> int | None:
    """WordPress's number of the post or page that the page shows, None if it tells none."""
    for body in compiled("/html/body")(page.root):
        found = _POST_CLASS.search(body.get("class") or "")
        if found:
            return whole_number(found[1])
    for link in page.tagged("link", rel="shortlink"):
        short = _SHORT.search(link.get("href") or "")
        if short:
            return whole_number(short[1])
    for field in page.tagged("input", name="comment_post_ID"):
        number = whole_number(field.get("value"))
        if number is not None:
            return number
    named = {
        found[1]
        for each, identity in page.index.identified
        if each.tag in ("article", "div") and (found := _POST_ELEMENT.fullmatch(identity))
    }
    return whole_number(named.pop()) if len(named) == 1 else None


def permalink_of(page: Document, url: str, site: Site) -> tuple[str, int]:
    """The article's canonical address and the part of the post that ``url`` asks for.

    The page's own canonical link decides for addresses that are no permalink (an old
    address, ``?p=ID``); where ``url`` has an article's form and agrees, it stands.
    """
    part = part_number(url, site) or 1
    own = article_address(url, site)
    for link in page.tagged("link", rel="canonical"):
        said = locate(absolute(link.get("href") or "", url), site)
        if said is not None and said[1] in ("article", "comment-page", "post-page"):
            permalink = article_address(said[0], site)
            if permalink is not None and part > 1 and own is not None and permalink != own:
                break  # /slug/2/ may call itself canonical as it is
            return permalink or said[0], part
    return own or canonical(url, site), part


def _scope(page: Document, number: int | None) -> Element:
    """The smallest element that surely holds the article's own parts."""
    if number is not None:
        found = page.found((f"article#post-{number}", f"#post-{number}"))
        if found:
            return found[0]
        found = page.found((f".post-{number}",))
        if len(found) == 1:
            return found[0]
    articles = [each for each in page.index.tagged("article") if _IS_POST.search(each.get("class") or "")]
    if len(articles) == 1:
        return articles[0]
    return next(iter(page.index.tagged("main")), page.root)


def _nested_posts(page: Document, scope: Element, number: int | None) -> list[Element]:
    """Other posts inside the element of this one (BeTheme lists what is related there), with their pictures and dates."""
    own = f"post-{number}"
    if number is None or (scope.get("id") != own and own not in tokens(scope)):
        return []
    return [
        each
        for each in page.index.classed("hentry")
        if own not in tokens(each)
        and any(map(_POST_ELEMENT.fullmatch, tokens(each)))
        and is_within(each, {scope})
    ]


def _with_hero(page: Document, post: Element) -> Element:
    """``post``, or the smallest element around it and its title where that stands above it."""
    for title in page.found(_HERO):
        above = set(title.iterancestors())
        if line_of(title):
            return next((each for each in post.iterancestors() if each in above), post)
    return post


def _around(page: Document, layout: Layout) -> Element:
    """The smallest element with the page's title and body: beside it other posts stand, with their authors and dates."""
    title, body = (page.found(selectors(layout, field)) for field in ("title", "body"))
    if not title or not body:
        return page.root
    above = set(title[0].iterancestors())
    return next((each for each in body[0].iterancestors() if each in above), page.root)


def _kind(tree: Element) -> Literal["post", "page", "attachment"]:
    classes = frozenset().union(*(tokens(body) for body in compiled("/html/body")(tree)))
    if "attachment" in classes:
        return "attachment"
    if "page" in classes and not classes & {"single", "single-post"}:
        return "page"
    return "post"


def _outside(page: Document, scope: Element, paths: tuple[str, ...], closed: set[Element]) -> list[Element]:
    return [each for each in page.found(paths, scope) if not is_within(each, closed)]


def _text(
    page: Document, scope: Element, layout: Layout, field: Literal["title", "subtitle"], closed: set[Element]
) -> str:
    for path in selectors(layout, field):
        for element in _outside(page, scope, (path,), closed):
            return read_line(element)
    return ""


def _byline(
    page: Document, scope: Element, layout: Layout, closed: set[Element], url: str
) -> tuple[str, str]:
    for path in selectors(layout, "byline"):
        found = _outside(page, scope, (path,), closed)
        for element in found:
            name = _author(element)
            if name:
                others = [_author(each) for each in found if _is_beside(each, element)]
                return ", ".join(dict.fromkeys([name, *filter(None, others)])), _author_link(
                    element, scope, url
                )
    name = meta(page, "author") or people(described(page))
    return name, ""


def _author(element: Element) -> str:
    return _BY.sub("", name_of(element))


def _is_beside(element: Element, first: Element) -> bool:
    """Does the element name another author in the line of the ``first``? A line of authors may name sections too."""
    one, other = first.getparent(), element.getparent()
    if element is first or one is None or other is None:
        return False
    twins = one.getparent() is other.getparent() and tokens(one) == tokens(other)
    if one is not other and not twins:
        return False
    link = element if element.tag == "a" else next(element.iter("a"), None)
    led = link is not None and (
        "/author/" in (link.get("href") or "") or "author" in (link.get("rel") or "").split()
    )
    return led or "fn" in tokens(element)


def _author_link(element: Element, scope: Element, url: str) -> str:
    link = element if element.tag == "a" else next(element.iter("a"), None)
    above = element.getparent()
    if link is None and above is not None and above.tag == "a":
        link = above
    if link is None and above is not None:
        link = next((each for each in above.iter("a") if "author" in (each.get("rel") or "").split()), None)
    return absolute(link.get("href") or "", url) if link is not None else ""


def _published(
    page: Document, scope: Element, layout: Layout, clock: Clock, closed: set[Element]
) -> Instant | None:
    shown = _printed_time(page, scope, layout, clock, closed)
    if shown is not None and shown.at is not None:
        return shown
    return _stated(page, (_PUBLISHED,), "datePublished", clock, shown)


def _printed_time(
    page: Document, scope: Element, layout: Layout, clock: Clock, closed: set[Element]
) -> Instant | None:
    """The article's date as it prints it: the first that can be read as one, else the first that looks like one."""
    unread = None
    for element in page.every(selectors(layout, "published"), scope):
        printed = line_of(element)
        machine = element.get("datetime") or element.get("content") or element.get("title") or ""
        if is_within(element, closed) or (_is_change(element) and meta(page, _PUBLISHED)):
            continue
        if machine and machine[:4].isdigit():
            return from_both(element, machine, printed, clock)
        if printed_day(printed):
            whole = _with_hour(element, printed)
            return from_element(element, clock) if whole == printed else from_words(whole, clock)
        if unread is None and len(printed) < _LINE and looks_dated(printed):
            unread = Instant(at=None, printed=printed, source="unread")
    return unread or _dated_line(page, scope, clock, closed)


def _dated_line(page: Document, scope: Element, clock: Clock, closed: set[Element]) -> Instant | None:
    """The day in a line of the post's that is named for dates in a way of the theme's own (Enfold, Hueman, iNove)."""
    if scope is page.root:
        return None
    for element in scope.iter("time", "span", "p", "div", "li", "small"):
        if element.tag != "time" and not _DATED.search(element.get("class") or ""):
            continue
        printed = line_of(element)
        if len(printed) < 2 * _LINE and tells_one_day(printed) and not is_within(element, closed):
            return from_words(printed, clock)
    return None


def _is_change(element: Element) -> bool:
    """May the element tell when the post was changed last? Some themes name so when it was published, if no other does."""
    return "updated" in tokens(element) and tokens(element).isdisjoint(_DATES)


def _with_hour(element: Element, printed: str) -> str:
    """Twenty Ten and its kind print the day, and the hour in the title of its link."""
    above = element.getparent()
    title = (above.get("title") or "") if above is not None and above.tag == "a" else ""
    return (
        f"{printed} {title}"
        if printed_wall(printed) is None and printed_wall(f"{printed} {title}")
        else printed
    )


def _modified(page: Document, scope: Element, layout: Layout, clock: Clock) -> Instant | None:
    for element in page.found(selectors(layout, "modified"), scope):
        machine = element.get("datetime") or element.get("content") or ""
        if machine:
            return from_machine(machine, line_of(element), clock)
    return _stated(page, ("article:modified_time", "dateModified"), "dateModified", clock, None)


def _stated(
    page: Document, names: Sequence[str], key: str, clock: Clock, shown: Instant | None
) -> Instant | None:
    """A time told to machines only, where the page prints none that can be read."""
    value = next((said for name in names if (said := meta(page, name))), "") or string(described(page), key)
    if not value:
        return shown
    read = from_machine(value, shown.printed if shown else "", clock, offset_holds=True)
    return read if read.at or shown is None else shown


def _image(page: Document, scope: Element, layout: Layout, url: str, closed: set[Element]) -> tuple[str, str]:
    """The featured image at its full size as far as the page tells, and what is printed beneath it."""
    for element in _outside(page, scope, selectors(layout, "image"), closed):
        address = _pictured(element)
        if address:
            return absolute(address, url), _credit(page, scope, layout, closed)
    return "", ""


def _credit(page: Document, scope: Element, layout: Layout, closed: set[Element]) -> str:
    for element in _outside(page, scope, selectors(layout, "credit"), closed):
        return element.get("data-caption") or read_line(element)
    return ""


def _pictured(element: Element) -> str:
    """What a link, an image, or an element with a picture behind it shows."""
    if element.tag == "a":
        return element.get("href") or ""
    before, found, after = (element.get("style") or "").partition("url(")
    if found and "background" in before.lower():
        return after.partition(")")[0].strip(" \t\r\n'\"")
    return _largest(element)


def _largest(image: Element) -> str:
    """The widest of an image's ``srcset``, else its ``src``."""
    sizes: list[tuple[float, str]] = []
    for candidate in (image.get("srcset") or image.get("data-srcset") or "").split(", "):
        address, _, size = candidate.strip().rpartition(" ")
        if address and size[-1:] in ("w", "x") and size[:-1].replace(".", "", 1).isdigit():
            sizes.append((float(size[:-1]), address))
    if sizes:
        return max(sizes, key=lambda each: each[0])[1]
    return image.get("data-src") or image.get("data-lazy-src") or image.get("src") or ""
