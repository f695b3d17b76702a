"""Mail addresses that Cloudflare hides from robots, as its script gives them back to readers.

It writes each anew in every answer: a key of one byte, then the address's bytes, each xor the key, all in hex. Left
so, the same comment would have other words and links at every look.
"""

from archiver.parse.tree import STAND_IN, Element, drop_stand_ins, tokens

_MARK = b"email-protection"
_HREF = "/cdn-cgi/l/email-protection#"


def revealed(root: Element, source: bytes) -> Element:
    """The tree of the page ``source``, its hidden addresses put back in place; what can't be read as one stays as it is."""
    if _MARK not in source:
        return root
    shown = False
    for element in list(root.iter("a", "span")):  # first, since what stands in one may be taken out
        hidden = (element.get("href") or "").partition(_HREF)[2]
        address = _address(hidden) if hidden else None
        if address is not None:
            element.set("href", f"mailto:{address}")
        address = _address(element.get("data-cfemail") or "") if "__cf_email__" in tokens(element) else None
        if address is not None:
            del element[:]
            element.text = address
            element.tag = STAND_IN
            shown = True
    if shown:
        drop_stand_ins(root)
    return root


def _address(hidden: str) -> str | None:
    try:
        key, *coded = bytes.fromhex(hidden)
        address = bytes(each ^ key for each in coded).decode()
    except ValueError:
        return None
    return address if address and address.isprintable() else None
