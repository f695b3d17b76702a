"""XML from strangers: no entity is resolved, nothing is fetched, faults are mended."""

import re
import zlib
from typing import cast

from lxml import etree

from archiver.parse.tree import Element

MAX_UNPACKED = 64_000_000
"""A sitemap may hold 50,000 addresses in 50 MB (sitemaps.org); more is no sitemap."""

_UTF_16 = {
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_ROOTS = rb"(?:[\w-]+:)?(?:urlset|sitemapindex|rss|feed|RDF)"
_BEGINS = re.compile(rb"<\?xml\s|<" + _ROOTS + rb"[\s>]")
# No "<" within a tag, which XML 1.0, 2.3, forbids in a value too: else each "<rss" that is not closed has the rest looked through.
_ENDS = re.compile(rb"</" + _ROOTS + rb"\s*>|<" + _ROOTS + rb"[^<>]*/>")
_SAID_16 = re.compile(rb"\A(<\?xml\b[^>]{,200}?)\sencoding\s*=\s*(['\"])utf-?16(?:[bl]e)?\2", re.IGNORECASE)
_CUT_TEXT = re.compile(rb"<(?:[^/!?][^>]*(?<!/)>|!\[CDATA\[)[^<]+\Z")


def is_cut(body: bytes) -> bool:
    """Does a feed or sitemap end before its root does?"""
    return _ENDS.search(body) is None


def in_utf8(body: bytes) -> bytes:
    """``body`` without its byte order mark; in UTF-8 where that, or the first "<", shows that it is in UTF-16."""
    for begin, encoding in _UTF_16.items():
        if body.startswith(begin):
            return body.decode(encoding, "replace").removeprefix("\ufeff").encode("utf-8", "replace")
    return body.removeprefix(b"\xef\xbb\xbf")


def xml_tree(body: bytes) -> Element | None:
    """The root of a document that :func:`in_utf8` has seen, None if there is none to be had. What stands before a feed or
    sitemap (a warning of PHP's) is passed over, and so is its word that it is in UTF-16; a text that the end of the bytes
    cuts off is none.
    """
    begins = _BEGINS.search(body)
    body = _SAID_16.sub(rb"\1", body[begins.start() :] if begins else body, count=1)
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        load_dtd=False,
    )
    try:
        root = cast("Element | None", etree.fromstring(body.lstrip(b" \t\r\n"), parser))
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is not None and _CUT_TEXT.search(body, max(0, body.rfind(b"<"))):
        last = root
        while len(last):
            last = last[-1]
        last.text = None
    return root


def unpacked(body: bytes) -> bytes:
    """``body`` without gzip, if it is a gzip file; what was readable of a damaged one."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflater = zlib.decompressobj(wbits=31)
    try:
        return inflater.decompress(body, MAX_UNPACKED)
    except zlib.error:
        return b""


def name(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def text(element: Element, *names: str) -> str:
    """The text of the first child with one of these names, in the order of ``names``; "" if none."""
    for wanted in names:
        for child in element:
            if name(child) == wanted:
                return (child.text or "").strip()
    return ""
