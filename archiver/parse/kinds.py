"""What a page *is*: by its status, its media type, and its own markup; not by its address alone."""

import re

from archiver.items import Page
from archiver.parse.sitemaps import LOOKED_AT, is_list
from archiver.parse.tree import Document, Element, compiled, tokens
from archiver.parse.xml import in_utf8

_GONE = frozenset({404, 410})
_REFUSED = frozenset({401, 403, 407, 418, 429, 451})
_LISTING = frozenset(
    {
        "home",
        "blog",
        "archive",
        "category",
        "tag",
        "author",
        "date",
        "search-results",
        "tax",
        "post-type-archive",
    }
)
_ARTICLE = frozenset({"single", "single-post", "page", "attachment", "singular"})
_LOGIN = b"/wp-login.php"
_CHALLENGES = re.compile(
    rb"cf-chl|challenge-form|cf_chl_opt|/cdn-cgi/challenge-platform/|cf-error-details|_Incapsula_Resource"
    rb"|sucuri_cloudproxy|Sucuri WebSite Firewall|wsidchk|sgcaptcha|ddos-guard|DDoS-Guard|awswaf|aws-waf-token"
    rb"|px-captcha|datadome|hcaptcha\.com|g-recaptcha|wordfence|Checking your browser|Just a moment\.\.\."
    rb"|Attention Required!|Access denied|Access Denied|Request unsuccessful|temporarily blocked|enable cookies",
    re.IGNORECASE,
)

_LOOKED_AT = 65536
_PROLOGUE = re.compile(rb"\A(?:[\xef\xbb\xbf \t\r\n]|<\?(?s:.*?)\?>|<!--(?s:.*?)-->)+")
_FEED = re.compile(rb"<(?:rss|rdf:rdf|feed)[\s>]")
_SITEMAP = re.compile(rb"<(?:[\w-]+:)?(?:urlset|sitemapindex)[\s>]")


def kind_by_status(page: Page) -> str | None:
    """``moved``, ``login``, ``gone``, ``refused``, ``outage`` or ``other`` where the status says so; None where
    the body must.
    """
    status = page.status
    if 300 <= status < 400:
        return "login" if _LOGIN in (page.header(b"location") or b"") else "moved"
    if page.header(b"cf-mitigated") or status in _REFUSED:
        return "refused"
    if status in _GONE:
        return "gone"
    if status == 503 and _CHALLENGES.search(page.body):
        return "refused"
    if status >= 500:
        return "outage"
    return None if 200 <= status < 300 else "other"


def kind_by_form(body: bytes, media: str, path: str) -> str:
    """``feed``, ``sitemap``, ``rest``, ``robots``, ``html`` or ``other``, by the first bytes, then the header."""
    begin = in_utf8(body[:_LOOKED_AT])
    start = _PROLOGUE.sub(b"", begin, count=1)[:1024]
    lower = start[:512].lower()
    is_html = lower.startswith((b"<!doctype html", b"<html"))
    if path.endswith("/robots.txt"):
        return "other" if is_html else "robots"
    if not is_html and _FEED.search(lower):
        return "feed"
    if not is_html and _SITEMAP.search(start):
        return "sitemap"
    if start[:2] == b"\x1f\x8b" and (path.endswith(".gz") or "sitemap" in path.rpartition("/")[2].lower()):
        return "sitemap"
    if ("text/plain" in media or path.endswith(".txt")) and is_list(begin[:LOOKED_AT]):
        return "sitemap"
    if "json" in media or (start[:1] in (b"{", b"[") and not ("html" in media and b"<html" in start.lower())):
        return "rest"
    if "html" in media or is_html or (not media and b"<" in start[:1]):
        return "html"
    return "other"


def kind_by_markup(page: Document, *, lists: bool) -> str:
    """``article``, ``listing``, ``gone``, ``refused``, ``login`` or ``other`` for an HTML page. ``lists`` says that its
    address has a listing's form: it decides where the markup tells nothing.
    """
    classes = frozenset().union(*(tokens(element) for element in compiled("/html/body")(page.root)))
    if "error404" in classes:
        return "gone"
    if "login" in classes and page.found(("form#loginform", "form[name=loginform]")):
        return "login"
    if "wp-embed-responsive" not in classes and page.found(("div.wp-embed",)):
        return "other"
    if "search" in classes or "search-results" in classes:
        return "other"
    if (
        classes & _LISTING
        and not classes & {"single", "attachment"}
        and not ("page" in classes and "home" not in classes and "blog" not in classes)
    ):
        return "listing"
    if classes & _ARTICLE:
        return "article"
    return _kind_without_classes(page.root, page.source, lists=lists)


def _kind_without_classes(tree: Element, body: bytes, *, lists: bool) -> str:
    """For pages whose ``body`` says nothing (themes before WordPress 2.8, and other software)."""
    entries = compiled(
        "//*[contains(concat(' ', @class, ' '), ' hentry ') or starts-with(@id, 'post-')]"
        "[not(ancestor::*[contains(concat(' ', @class, ' '), ' hentry ') or starts-with(@id, 'post-')])]"
    )(tree)
    thread = compiled(
        "//*[@id='comments' or @id='respond' or @id='commentform' or contains(@class, 'commentlist')"
        " or contains(@class, 'comment-list') or starts-with(@id, 'comment-')]"
    )(tree)
    said = compiled(
        "//meta[@property='og:type'][@content='article'] | //link[@rel='shortlink'][contains(@href, '?p=')]"
    )(tree)
    if not thread and (len(entries) > 1 or (lists and entries and not said)):
        return "listing"  # a day, or a section, may hold one post
    if thread or said or len(entries) == 1:
        return "article"
    return "refused" if _CHALLENGES.search(body[:65536]) else "other"
