"""Pieces of HTML that stand in feeds and REST answers: their words and their markup."""

from archiver.parse.text import inner_html, line_of, text_of
from archiver.parse.tree import Element, html_tree


def fragment(html: str) -> tuple[str, str]:
    """The markup and the text of a piece of HTML, as a page's own comments are read."""
    body = _body(html)
    return ("", "") if body is None else (inner_html(body), text_of(body))


def words(html: str) -> str:
    """The words of a name that comes escaped, white space folded."""
    body = _body(html)
    return "" if body is None else line_of(body)


def _body(html: str) -> Element | None:
    if not html.strip():
        return None
    tree = html_tree(f"<html><body>{html}</body></html>".encode("utf-8", "replace"))
    return next(iter(tree.iter("body")), None)
