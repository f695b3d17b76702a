"""What a theme says beside a comment's words of one that waits for approval, in an element without a name of its own."""

import re

from archiver.parse.text import line_of
from archiver.parse.tree import Element, drop_all

_SAID = re.compile(
    r"\W*(?:(?:your |this )?(?:comment|response|reply|trackback|pingback)\b[^.]*(?:moderat|approv)"
    r"|(?:tu|su|este) (?:comentario|respuesta)\b[^.]*(?:modera|aproba)"
    r"|(?:o )?seu comentário\b[^.]*(?:modera|aprova)"
    r"|votre (?:commentaire|réponse)\b[^.]*(?:modér|valid|approb)"
    r"|(?:dein|ihr) kommentar\b[^.]*(?:moderat|moderier|freischalt|freigeschalt|geprüft)"
    r"|il tuo commento\b[^.]*(?:modera|approva)"
    r"|(?:je|uw) (?:reactie|bericht)\b[^.]*(?:moderat|goedkeur))[^.]*\.?(?:[^.]+\.?)?\s*",
    re.IGNORECASE,
)
_LONGEST = 200
_INLINE = frozenset({"em", "i", "strong", "b", "small", "span", "font"})
_BLOCKS = frozenset({"p", "div"})


def drop_notice(words: Element) -> None:
    """Take the notice out of a comment's ``words`` where it begins or ends them, in place.

    WordPress puts a commenter's words into paragraphs and leaves those no attributes: an element beside them, or a
    paragraph with attributes, is the theme's. A paragraph without any may quote the sentence, and stays.
    """
    if len(words) < 2:  # what stands alone is the words, or all of them
        return
    first, last = words[0], words[-1]
    if first.tag == last.tag == "p" and not first.attrib and not last.attrib:  # as in most comments
        return
    before = last.getprevious()
    if not (words.text or "").strip() and _is_notice(first):
        _drop(first, words)
    elif before is not None and not (before.tail or "").strip() and _is_notice(last):
        _drop(last, words)


def _is_notice(element: Element) -> bool:
    if element.tag not in _INLINE and not (element.tag in _BLOCKS and element.keys()):
        return False
    if any(not each.attrib for each in element.iter("p")):  # a frame around what the commenter wrote
        return False
    said = line_of(element)
    return len(said) < _LONGEST and _SAID.fullmatch(said) is not None and not (element.tail or "").strip()


def _drop(notice: Element, words: Element) -> None:
    after = notice.getnext()
    drop_all([notice, *([after] if after is not None and after.tag == "br" else [])], words)
