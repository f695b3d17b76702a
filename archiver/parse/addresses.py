"""A site's addresses: one canonical form each, and what they can be.

The same content stands at many addresses (tracking queries, ``amp/``, a reply
link for each comment, old hosts, with and without the last slash);
:func:`locate` gives them one form, and says what an address looks like. What a page *is*, the page decides.
Percent-encoding follows RFC 3986, section 6.2.2, but for the case of its digits, which is WordPress's: lower.
"""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

from archiver.items import LinkKind
from archiver.parse.numbers import whole_number
from archiver.parse.site import Site

_SPLIT = re.compile(r"(?:(https?):)?//([^/?#\\]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_SLASHES = re.compile(r"/{2,}")
_COMMENT_PAGE = re.compile(r"comment-page-0*(\d{1,9})")
_XML = re.compile(r"[\w.-]+\.xml(?:\.gz)?", re.IGNORECASE)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

# Queries that name content of their own on the site's front address; all others are another
# way to the same page (utm_…, share, replytocom, amp, print and whatever comes next).
_ROOT_QUERIES = frozenset(
    {
        "p",
        "page_id",
        "attachment_id",
        "cat",
        "tag",
        "author",
        "m",
        "s",
        "paged",
        "cpage",
        "feed",
        "rest_route",
    }
)
_NEVER = frozenset(
    {"wp-admin", "wp-content", "wp-includes", "cdn-cgi", ".well-known", "search", "go", "cgi-bin"}
)
_FEED_FORMATS = frozenset({"rss", "rss2", "atom", "rdf", "feed"})
_CALENDARS = frozenset({"events", "event", "calendar", "eventos", "calendario", "agenda"})
_NUMBERED = frozenset({"archives", "archive", "node", "p", "posts", "story", "article", "articles"})
_TRACKING_SEGMENTS = frozenset({"amp", "print"})
_NO_PAGE_OF_ITS_OWN = frozenset({"embed", "trackback"})

Path = tuple[str, ...]


@lru_cache(maxsize=256)
def _origin(base: str) -> str:
    """Scheme and authority of ``base``, as ``urljoin`` keeps them."""
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"


def absolute(href: str, base: str) -> str:
    """``href`` as found on the page at ``base``, made absolute; "" if it can't be."""
    href = href.strip(" \t\r\n\f")
    if href.startswith(("http://", "https://", "HTTP://", "HTTPS://")):
        return href
    try:
        if href[:1] == "/" and href[1:2] != "/" and "/." not in href:  # most of those that are not absolute
            return _origin(base) + href
        return urljoin(base, href)
    except ValueError:
        return ""


def canonical(url: str, site: Site) -> str:
    """The one form of an absolute address of this site; another site's only loses its fragment."""
    own = locate(url, site)
    return url.partition("#")[0] if own is None else own[0]


def article_address(url: str, site: Site) -> str | None:
    """The permalink that an address belongs to (the article's own, a comment page's, a
    page of the post), None if it has no article's form.
    """
    own = locate(url, site)
    if own is None or own[1] not in ("article", "comment-page", "post-page"):
        return None
    address, kind = own
    if kind == "article":
        return address
    if "?" in address:
        return address.partition("&")[0]
    return address.rstrip("/").rpartition("/")[0] + "/"


def comment_page_url(article: str, number: int) -> str:
    """The address of page ``number`` (from 1, the oldest) of the thread at ``article``."""
    return f"{article}&cpage={number}" if "?" in article else f"{article.rstrip('/')}/comment-page-{number}/"


def post_page_url(article: str, part: int) -> str:
    """The address of page ``part`` (from 1) of the post at ``article``."""
    if part == 1:
        return article
    return f"{article}&page={part}" if "?" in article else f"{article.rstrip('/')}/{part}/"


def comment_page_number(url: str, site: Site) -> int | None:
    """The N of ``/comment-page-N/`` or ``cpage=N`` in an address of this site, None if it has none."""
    own = locate(url, site)
    if own is None or own[1] != "comment-page":
        return None
    found = re.search(r"(?:comment-page-|[?&]cpage=)(\d+)/?$", own[0])
    return int(found[1]) if found else None


def part_number(url: str, site: Site) -> int | None:
    """The N of ``/slug/N/`` where the address has that form, else None."""
    own = locate(url, site)
    if own is None or own[1] != "post-page":
        return None
    last = own[0].rstrip("/").rpartition("/")[2]
    return whole_number(last.rpartition("&page=")[2])


@lru_cache(maxsize=16384)
def locate(url: str, site: Site) -> tuple[str, LinkKind] | None:
    """The one form of an absolute address and what it looks like; None if it is not of this site.

    ``other`` is never worth fetching. An undated path is called ``article``: only
    the page can tell.
    """
    found = _SPLIT.match(url)
    if found is None:
        return None
    scheme, host, path, query = found.groups()
    host = host.rpartition("@")[2].lower()
    if host.endswith(":80") and (scheme or "http").lower() == "http":
        host = host[:-3]
    elif host.endswith(":443") and (scheme or "https").lower() == "https":
        host = host[:-4]
    if host.rstrip(".") not in site.hosts:
        return None
    prefix = _prefix(site.base)
    path = _tidy(path)
    if prefix:
        if path != prefix and not path.startswith(prefix + "/"):
            return None
        path = path[len(prefix) :]
    return _canonical(path, query or "", site)


@lru_cache(maxsize=64)
def _prefix(base: str) -> str:
    found = _SPLIT.match(base)
    return found[3].rstrip("/") if found else ""


def _tidy(path: str) -> str:
    """A path with its escapes, doubled slashes and dots in one form."""
    if "%" in path:
        path = _ESCAPE.sub(_escape, path)
    if not path.isascii() or " " in path:
        path = quote(path, safe="/%:@!$&'()*+,;=~").replace("%25", "%")
        path = _ESCAPE.sub(_escape, path)
    if "//" in path:
        path = _SLASHES.sub("/", path)
    if "/." in path:
        path = urljoin("http://h/", path)[len("http://h") :]
    return path


def _escape(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else found[0].lower()


def _canonical(path: str, query: str, site: Site) -> tuple[str, LinkKind]:
    segments = tuple(segment for segment in path.split("/") if segment)
    if segments and segments[0] == "index.php":
        segments = segments[1:]
    fields = dict(parse_qsl(query.replace("&amp;", "&").replace("&#038;", "&"))) if query else {}
    if not segments:
        return _front(fields, site)
    if segments[0] == "wp-json":
        address = f"{site.base}/{'/'.join(segments)}"
        return (f"{address}?{query}" if query else address), "rest"
    segments = _without_duplicates(segments, fields)
    if not segments:
        return site.base + "/", "listing"
    kind = _kind(segments, site)
    address = _join(site, segments)
    paged = whole_number(fields.get("paged"))
    if kind == "feed" and paged is not None:
        address += f"?paged={paged}"
    asks = [(key, fields[key]) for key in ("s", "attachment_id") if key in fields]
    if asks:
        return f"{address}?{urlencode(asks)}", "other"
    return address, kind


def _join(site: Site, segments: Path) -> str:
    slash = "" if "." in segments[-1] else "/"
    return f"{site.base}/{'/'.join(segments)}{slash}"


def _without_duplicates(segments: Path, fields: dict[str, str]) -> Path:
    """The path without ``amp/`` and ``print/``, and with ``cpage=N`` in its usual form."""
    while len(segments) > 1 and segments[-1] in _TRACKING_SEGMENTS and not _is_date(segments[:-1]):
        segments = segments[:-1]
    if len(segments) > 1 and segments[-2:] == ("page", "1"):
        segments = segments[:-2]
    elif len(segments) > 4 and segments[-1] == "1" and _is_date(segments[:3]):
        segments = segments[:-1]
    if not segments:
        return segments
    page = _COMMENT_PAGE.fullmatch(segments[-1])
    if page:
        above = _without_duplicates(segments[:-1], {})
        return (*above, f"comment-page-{int(page[1])}") if int(page[1]) else above
    number = whole_number(fields.get("cpage"))
    if number and not _is_date(segments):
        return (*segments, f"comment-page-{number}")
    return segments


def _front(fields: dict[str, str], site: Site) -> tuple[str, LinkKind]:
    """The front address, with the queries that name content of their own."""
    kept = {key: fields[key] for key in sorted(fields) if key in _ROOT_QUERIES}
    if not kept:
        return site.base + "/", "listing"
    post = next((key for key in ("p", "page_id") if whole_number(kept.get(key)) is not None), None)
    if "rest_route" in kept:
        return f"{site.base}/?{urlencode(sorted(fields.items()))}", "rest"
    if "feed" in kept:
        return f"{site.base}/?{urlencode(kept)}", "feed"
    if post:
        return _plain(f"{site.base}/?{post}={whole_number(kept[post])}", fields, site)
    kind: LinkKind = "other" if "s" in kept or "attachment_id" in kept else "listing"
    return f"{site.base}/?{urlencode(kept)}", kind


def _plain(address: str, fields: dict[str, str], site: Site) -> tuple[str, LinkKind]:
    """``?p=ID``, a page of its thread or of the post, where that may be an article's own address."""
    kind: LinkKind = "article"
    comment_page, part = whole_number(fields.get("cpage")), whole_number(fields.get("page"))
    if comment_page:
        address, kind = f"{address}&cpage={comment_page}", "comment-page"
    elif part and part > 1:
        address, kind = f"{address}&page={part}", "post-page"
    return address, kind if site.plain_permalinks else "other"


def _kind(segments: Path, site: Site) -> LinkKind:
    first, last = segments[0], segments[-1]
    if first in _NEVER or last in ("xmlrpc.php", "wp-login.php") or first.startswith("wp-login"):
        return "other"
    if "." in last:
        return _file_kind(segments)
    if last in _FEED_FORMATS and (last == "feed" or "feed" in segments[:-1]):
        return "feed"
    if _COMMENT_PAGE.fullmatch(last):
        # WordPress has comment pages of articles alone, and none of the further pages of a post.
        return "comment-page" if len(segments) > 1 and _kind(segments[:-1], site) == "article" else "other"
    if first in site.listings or (len(segments) > 2 and segments[-2] == "page" and last.isdigit()):
        return "listing"
    if first.isdigit() and len(first) == 4:
        return _dated_kind(segments)
    return _undated_kind(segments)


def _file_kind(segments: Path) -> LinkKind:
    last = segments[-1]
    if _XML.fullmatch(last) and "sitemap" in last.lower():
        return "sitemap"
    if re.fullmatch(r"\d{4}_\d\d_\d\d_archive\.html", last):  # Blogger's weekly archives
        return "listing"
    return "article" if re.fullmatch(r"[^.]+\.html?", last) and not last.startswith("index.") else "other"


def _is_date(segments: Path) -> bool:
    """Is the whole path a year, a month or a day?"""
    bounds = ((1900, 2100), (1, 12), (1, 31))
    if not 1 <= len(segments) <= 3 or len(segments[0]) != 4:
        return False
    return all(
        part.isascii() and part.isdigit() and len(part) <= 4 and low <= int(part) <= high
        for part, (low, high) in zip(segments, bounds, strict=False)
    )


def _dated_kind(segments: Path) -> LinkKind:
    if _is_date(segments):
        return "listing"
    depth = (
        3 if _is_date(segments[:3]) else 2 if _is_date(segments[:2]) else 1 if _is_date(segments[:1]) else 0
    )
    rest = segments[depth:]
    if (
        depth == 0
        or (depth == 1 and rest[0].isdigit())
        or (depth == 2 and len(rest[0]) < 3 and rest[0].isdigit())
    ):
        return "other"  # the thirteenth month, the 32nd day
    return _post_kind(rest)


def _post_kind(rest: Path) -> LinkKind:
    if len(rest) == 1:
        return "article"
    if len(rest) == 2 and whole_number(rest[1]) is not None:
        return "post-page" if rest[1].lstrip("0") not in ("", "1") else "article"
    return "other"  # an attachment's page, embed/, trackback/


def _undated_kind(segments: Path) -> LinkKind:
    last = segments[-1]
    if segments[0] in _CALENDARS and len(segments) > 1:
        return "other"  # calendars go on for ever
    if len(segments) > 1 and (last in _NO_PAGE_OF_ITS_OWN or "attachment" in segments[:-1]):
        return "other"
    if len(segments) > 5:
        return "other"
    if last.isdigit() and len(segments) > 1 and segments[-2] not in _NUMBERED:
        return "post-page"
    return "article"
