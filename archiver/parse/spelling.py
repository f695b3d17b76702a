"""How an address that a page names is spelled when it is asked for."""

import re

from w3lib.url import safe_url_string

_PLAIN = re.compile(r"[\w:/.?=&%+,~@-]*", re.ASCII)


def spelled(url: str) -> str:
    """``url`` as a request spells it, so that each is asked for once; "" if it can't be one."""
    if _PLAIN.fullmatch(url):
        return url
    try:
        return safe_url_string(url)
    except ValueError:
        return ""
