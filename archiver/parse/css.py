"""What a style sheet makes a browser fetch: imports, pictures, fonts.

Read by pattern, not by a parser: of a sheet, only ``url(…)``, ``@import "…"`` and the bare
strings of ``image-set(…)`` matter (CSS Values 4, CSS Cascade 5), wherever they stand.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from archiver.parse.addresses import absolute

LONGEST_ADDRESS = 2000
"""Characters; what is longer is data that stands where an address could."""

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_STRING = r"\"((?:[^\"\\\n]|\\.)*+)\"|'((?:[^'\\\n]|\\.)*+)'"
_URL = re.compile(
    rf"url\(\s*(?:{_STRING}|([^\s\"'()]*+))\s*\)|@import\s+(?:{_STRING})", re.IGNORECASE | re.DOTALL
)
_IMAGE_SET = re.compile(r"image-set\(((?:[^()]|\([^()]*\))*+)\)", re.IGNORECASE)
_BARE_STRING = re.compile(rf"(?:^|,)\s*(?:{_STRING})")
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_FETCHABLE = re.compile(
    r"https?://(?:[^/?#@\s]*@)?(?:[\w.~%!$&'()*+,;=-]+|\[[0-9a-f:.]+\])(?::\d{0,5})?(?=[/?]|$)", re.IGNORECASE
)
_LINE_ENDS = re.compile(r"[\n\r\t]")
_HIGHEST = 0x10FFFF


def css_requisites(text: str, base: str) -> tuple[str, ...]:
    """The http and https addresses that the style sheet or declarations ``text`` name, made absolute
    by ``base``; each once, in order.
    """
    found = (fetchable(address, base) for address in css_addresses(text))
    return tuple(dict.fromkeys(address for address in found if address))


def css_addresses(text: str) -> Iterator[str]:
    """The addresses in ``text`` as written, escapes undone."""
    if "/*" in text:
        text = _COMMENT.sub(" ", text)
    for found in _URL.finditer(text):
        yield _unescaped(next(filter(None, found.groups()), ""))
    if "image-set(" in text:
        for choice in _IMAGE_SET.finditer(text):
            for found in _BARE_STRING.finditer(choice[1]):
                yield _unescaped(found[1] or found[2] or "")


def fetchable(address: str, base: str) -> str:
    """``address`` absolute and without its fragment if it can be fetched by http or https, else ""."""
    if address.startswith(("http://", "https://")) and len(address) <= LONGEST_ADDRESS:
        return _alone(address)
    return _joined(address, base)


@lru_cache(maxsize=8192)  # theme files and sidebars recur on every page of a site
def _alone(address: str) -> str:
    return _joined(address, address)


def _joined(address: str, base: str) -> str:
    address = address.strip(" \t\r\n\f")
    if not address or address[0] == "#" or len(address) > LONGEST_ADDRESS:
        return ""
    address = _LINE_ENDS.sub("", address)  # the URL standard drops them
    found = absolute(address, base).partition("#")[0]
    return found if _FETCHABLE.match(found) else ""


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    if found[1] is None:
        return "" if found[2] == "\n" else found[2]
    code = int(found[1], 16)
    return chr(code) if 0 < code <= _HIGHEST and not 0xD800 <= code < 0xE000 else "\ufffd"
