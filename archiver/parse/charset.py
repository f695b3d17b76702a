"""The one place where a page's character encoding is decided.

Header, byte order mark, ``meta``, then UTF-8 if the bytes are valid, else
windows-1252: the WHATWG's order as w3lib implements it. What was mojibake when
it was published stays so.
"""

from w3lib.encoding import html_to_unicode

from archiver.items import Page, Problem

_REPLACED = b"\xef\xbf\xbd"
_MARK = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # its byte order marks


def utf8_body(page: Page) -> bytes:
    """The body re-encoded to UTF-8; bytes that fit no encoding become U+FFFD."""
    body = page.body
    declared = page.header(b"content-type")
    if b"\0" in body:
        body = body if body.startswith(_UTF_16) else body.replace(b"\0", _REPLACED)
    header = declared.decode("latin-1") if declared else None
    if header and "utf-8" in header.lower() and _valid(body):
        return body.removeprefix(_MARK)
    _, text = html_to_unicode(header, body, auto_detect_fun=_guess, default_encoding="cp1252")
    return text.encode("utf-8", "replace")


def _valid(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guess(body: bytes) -> str:
    return "utf-8" if _valid(body) else "cp1252"


def undecodable(page: Page, shown: bytes) -> Problem | None:
    """A problem where the bytes of ``page`` are not in the encoding that it declares; ``shown`` is :func:`utf8_body`."""
    if shown == page.body.removeprefix(_MARK):  # as on nearly every page; to count in it is 4 % of a parse
        return None
    lost = shown.count(_REPLACED) - page.body.count(_REPLACED) - page.body.count(b"\0")
    if not page.whole and shown.endswith(_REPLACED):  # cut off inside a character
        lost -= 1
    if lost > 0 and not page.body.startswith(_UTF_16):
        return Problem(
            kind="charset-wrong", detail=f"{lost} places hold bytes that the declared encoding has not"
        )
    if not page.body.isascii() and b"\0" not in page.body and _valid(page.body):
        return Problem(
            kind="charset-wrong", detail="the bytes are UTF-8, and the page declares another encoding"
        )
    return None
