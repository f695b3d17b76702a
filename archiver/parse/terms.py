"""An article's categories and tags: the links it prints, checked against its post classes.

A theme may print a category's parent beside it, or only one of several; the
classes that WordPress's ``post_class`` gives an article (``category-SLUG``) are the
post's own terms, all of them.
"""

import re
from collections.abc import Iterable
from unicodedata import normalize

from archiver.parse.linked_data import described, metas, strings
from archiver.parse.site import Layout, selectors
from archiver.parse.text import line_of
from archiver.parse.tree import Document, Element, is_within, tokens

_ESCAPES = re.compile(r"%[0-9A-Fa-f]{2}")
_OTHER = re.compile(r"[^A-Za-z0-9_-]")
_NUMBERED = re.compile(r"\d+")


def categories_of(
    page: Document, scope: Element, layout: Layout, closed: set[Element], post: Element
) -> tuple[str, ...]:
    """The names of the article's own categories, in the order printed within ``scope``; ``post`` bears its classes."""
    links = _links(page, scope, selectors(layout, "categories"), closed)
    own = own_terms(post, "category")
    if own and links:
        kept = {name: slug for name, slug in links.items() if _is_own(slug, own)}
        links = kept or links
        missing = own - {_as_class(slug) for slug in links.values()}
        links |= _elsewhere(page, missing, "category")
    told = tuple(links) or metas(page, "article:section") or strings(described(page), "articleSection")
    return told or tuple(_elsewhere(page, own, "category"))


def tags_of(
    page: Document, scope: Element, layout: Layout, closed: set[Element], post: Element
) -> tuple[str, ...]:
    """The names of the article's tags, in the order printed; ``post`` bears its classes."""
    links = _links(page, scope, selectors(layout, "tags"), closed)
    told = tuple(links) or metas(page, "article:tag") or strings(described(page), "keywords")
    return told or tuple(_elsewhere(page, own_terms(post, "tag"), "tag"))


def own_terms(scope: Element, taxonomy: str) -> set[str]:
    """The slugs in the article's post classes (``category-SLUG``), as WordPress writes them there."""
    prefix = f"{taxonomy}-"
    if "hentry" not in tokens(scope) and f"post-{_number(scope)}" not in tokens(scope):
        return set()
    return {token[len(prefix) :] for token in tokens(scope) if token.startswith(prefix)}


def _number(scope: Element) -> str:
    return (scope.get("id") or "").removeprefix("post-")


def _links(page: Document, scope: Element, paths: Iterable[str], closed: set[Element]) -> dict[str, str]:
    """Names of terms with the slugs that their links end in."""
    found: dict[str, str] = {}
    for path in paths:
        for link in page.every((path,), scope):
            name = line_of(link)
            if name and not is_within(link, closed):
                found.setdefault(name, _slug(link.get("href") or ""))
        if found:
            break
    return found


def _slug(href: str) -> str:
    return href.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]


def _as_class(slug: str) -> str:
    """A slug as ``sanitize_html_class`` leaves it."""
    return _OTHER.sub("", _ESCAPES.sub("", slug))


def _is_own(slug: str, own: set[str]) -> bool:
    plain = _as_class(slug)
    # A slug with nothing left, or only digits, stands in the classes as the term's number.
    unsure = not plain or bool(_NUMBERED.fullmatch(plain)) or not plain.strip("-")
    return plain in own or (unsure and any(_NUMBERED.fullmatch(each) for each in own))


def _elsewhere(page: Document, slugs: set[str], taxonomy: str) -> dict[str, str]:
    """Names for the post's own terms that it does not print, from links to their archives, in the order of those."""
    sought = {each for each in slugs if not _NUMBERED.fullmatch(each)}
    names: dict[str, str] = {}
    for link in page.index.tagged("a") if sought else ():
        href = link.get("href") or ""
        if f"/{taxonomy}/" not in href:
            continue
        slug, name = _as_class(_slug(href)), line_of(link)
        if slug in sought and name and (_is_like(name, slug) or "tag" in (link.get("rel") or "").split()):
            sought.remove(slug)
            names[name] = slug
    return names


def _is_like(name: str, slug: str) -> bool:
    """Can the slug have been made of the name? "View all" leads to an archive too."""
    plain = "".join(each for each in normalize("NFKD", name.casefold()) if each.isascii() and each.isalnum())
    return plain == "".join(filter(str.isalnum, slug.lower()))
