"""One page in, all that it says out: the same function for live pages and stored ones."""

from collections.abc import Callable
from dataclasses import replace

from archiver.errors import TooDeep
from archiver.items import Address, Page, PageFacts, Problem, Testimony
from archiver.parse.addresses import locate
from archiver.parse.article import article_of
from archiver.parse.charset import undecodable, utf8_body
from archiver.parse.feeds import feed_addresses, feed_testimonies
from archiver.parse.hidden_mail import revealed
from archiver.parse.kinds import kind_by_form, kind_by_markup, kind_by_status
from archiver.parse.named import addresses_of, addresses_on
from archiver.parse.rest import rest_addresses, rest_testimonies
from archiver.parse.robots import robots_addresses
from archiver.parse.site import Layout, Site, selectors, zone_of
from archiver.parse.sitemaps import sitemap_addresses
from archiver.parse.thread import Setting, thread_of
from archiver.parse.times import Clock
from archiver.parse.tree import Document, html_tree

_Addresses = Callable[[Page, Site], tuple[tuple[Address, ...], tuple[Problem, ...]]]
_MACHINE: dict[str, _Addresses] = {
    "feed": feed_addresses,
    "sitemap": sitemap_addresses,
    "rest": rest_addresses,
    "robots": robots_addresses,
}
_WITNESSES: dict[str, Callable[[Page, Site], tuple[Testimony, ...]]] = {
    "feed": feed_testimonies,
    "rest": rest_testimonies,
}
_FIRST_EXACT_VERSION = (5, 3)


def parse_page(page: Page, site: Site) -> PageFacts:
    """What ``page`` says, by the rules of ``site``. Pure: no I/O, no clock; the page's own
    time is its capture's. What is not understood is a problem; no page raises.
    """
    try:
        return _read(page, site)
    except TooDeep as problem:  # what stands on it is not known, and nothing of it may be taken for whole
        return PageFacts(
            kind="unparsed", page=page, problems=(Problem(kind="nested-too-deep", detail=str(problem)),)
        )


def _read(page: Page, site: Site) -> PageFacts:
    kind = kind_by_status(page)
    if kind is not None:
        return PageFacts(kind=kind, page=page, addresses=_location(page, site))
    media = (page.header(b"content-type") or b"").decode("latin-1").lower()
    form = kind_by_form(page.body, media, page.url.partition("?")[0].partition("#")[0])
    if form in _MACHINE:
        addresses, problems = _MACHINE[form](page, site)
        told = _WITNESSES[form](page, site) if form in _WITNESSES else ()
        return PageFacts(kind=form, page=page, addresses=addresses, problems=problems, testimonies=told)
    if form != "html":
        return PageFacts(kind="other", page=page)
    return _html(page, site)


def _location(page: Page, site: Site) -> tuple[Address, ...]:
    target = page.header(b"location")
    if target is None:
        return ()
    return addresses_of([target.decode("utf-8", "replace")], page.url, site)


def _html(page: Page, site: Site) -> PageFacts:
    source = utf8_body(page)
    document = Document.of(revealed(html_tree(source), source), source)
    located = locate(page.url, site)
    kind = kind_by_markup(document, lists=located is not None and located[1] == "listing")
    if kind in ("refused", "gone", "login"):
        return PageFacts(kind=kind, page=page)
    addresses = addresses_on(document, page.url, site)
    if kind != "article":
        return PageFacts(kind=kind, page=page, addresses=addresses)
    facts = _article(page, site, document, addresses)
    wrong = undecodable(page, source)
    return facts if wrong is None else replace(facts, problems=(wrong, *facts.problems))


def _article(page: Page, site: Site, document: Document, addresses: tuple[Address, ...]) -> PageFacts:
    layout = layout_of(document, site)
    clock = Clock(
        zone=zone_of(site), zero_is_meant=False if layout.zero_offset_lies else _zero_is_meant(document)
    )
    area = document.found(selectors(layout, "area"))
    read = article_of(document, page.url, site=site, layout=layout, clock=clock, comments=area)
    article = read.article
    problems: list[Problem] = []
    if read.body is None and not article.protected:
        problems.append(Problem(kind="unknown-markup", detail="no rule finds the article's body"))
    if article.published is not None and article.published.source == "unread":
        problems.append(
            Problem(kind="date-unreadable", detail=f"the article's: {article.published.printed!r}")
        )
    if article.protected:
        return PageFacts(
            kind="article", page=page, article=article, addresses=addresses, problems=tuple(problems)
        )
    setting = Setting(
        url=page.url, permalink=article.url, site=site, layout=layout, title=article.title, clock=clock
    )
    told = thread_of(document, setting, read.body)
    return PageFacts(
        kind="article",
        page=page,
        article=article,
        thread=told.thread,
        addresses=addresses,
        problems=(*problems, *told.problems),
    )


def layout_of(document: Document, site: Site) -> Layout:
    """The first layout whose marks the page bears; the last one fits any page."""
    for layout in site.layouts[:-1]:
        if document.found(layout.marks):
            return layout
    return site.layouts[-1]


def _zero_is_meant(document: Document) -> bool | None:
    """Can ``+00:00`` be true? WordPress says so since 5.3; None if the page does not tell its version."""
    for generator in document.tagged("meta", name="generator"):
        name, _, version = (generator.get("content") or "").partition(" ")
        numbers = version.split(".")[:2]
        if name == "WordPress" and len(numbers) == 2 and all(number.isdigit() for number in numbers):
            return (int(numbers[0]), int(numbers[1])) >= _FIRST_EXACT_VERSION
    return None
