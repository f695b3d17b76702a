"""An archive held against the ground truth of the site it was crawled from.

Markup is compared after one parse of both sides, since a page's HTML is read
as HTML and written again; words are compared with white space folded.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import lxml.etree
import lxml.html

from tests.wordpress.site import Truth

Row = sqlite3.Row


def rows(folder: Path, query: str) -> list[Row]:
    """What the archive's store in ``folder`` answers."""
    with closing(sqlite3.connect(f"file:{folder / 'archive.sqlite'}?mode=ro", uri=True)) as store:
        store.row_factory = sqlite3.Row
        return store.execute(query).fetchall()


def words(html: str) -> str:
    """The words of a fragment of HTML, white space folded."""
    if not html.strip():
        return ""
    return " ".join(lxml.html.fragment_fromstring(html, create_parent="div").text_content().split())


def markup(html: str) -> str:
    """A fragment of HTML as one parser writes it, white space folded."""
    if not html.strip():
        return ""
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    for picture in tree.iter("img"):  # WordPress adds it to pages alone
        picture.attrib.pop("decoding", None)
    lxml.etree.strip_tags(tree, lxml.etree.Comment)  # <!-- --> is shown to nobody, and not kept
    written = " ".join(lxml.html.tostring(tree, encoding="unicode").split())
    return "" if written == "<div></div>" else written


def different_posts(folder: Path, truth: Truth) -> Iterator[str]:
    """Each difference between the articles held and those there are, as a sentence."""
    held = {row["post_id"]: row for row in rows(folder, "SELECT * FROM v_articles")}
    there = {post["id"]: post for post in truth.posts}
    yield from (
        f"post {number} is missing: {there[number]['url']}" for number in sorted(set(there) - set(held))
    )
    yield from (f"post {number} is none" for number in set(held) - set(there))
    for number in sorted(set(held) & set(there)):
        row, post = held[number], there[number]
        expected = _expected_post(post)
        for column, value in expected.items():
            if _shown(row, column) != value:
                yield f"post {number} {column}: {_shown(row, column)!r} is not {value!r}"


def _expected_post(post: dict[str, Any]) -> dict[str, Any]:
    expected: dict[str, Any] = {"url": post["url"], "published_at": post["date_gmt"]}
    if post["type"] == "page":
        expected.pop("published_at")  # no theme prints a page's date
    elif not post["protected"]:
        expected |= {
            "title": post["title"],
            "byline": post["author"],
            "categories": sorted(post["categories"]),
            "tags": sorted(post["tags"]),
        }
    if not post["protected"]:
        expected["words"] = [words("\n".join(post["pages_html"]))]
        if post["type"] == "post":
            expected["image_url"] = bool(post["image"])
    return expected


def _shown(row: Row, column: str) -> object:
    if column in ("categories", "tags"):
        return sorted(json.loads(row[column] or "[]"))
    if column == "image_url":
        return bool(row["image_url"])
    if column == "words":
        return [words(row["html"] or "")]
    return row[column]


def different_comments(folder: Path, truth: Truth) -> Iterator[str]:
    """Each difference between the comments held and those that a page shows, as a sentence."""
    held = {
        row["comment_id"]: row for row in rows(folder, "SELECT * FROM v_comments WHERE state = 'present'")
    }
    urls = {post["id"]: post["url"] for post in truth.posts}
    there = {comment["id"]: comment for comment in truth.comments if comment["on_page"]}
    theme = truth.site["theme"]
    yield from (f"comment {number} is missing" for number in sorted(set(there) - set(held)))
    yield from (f"comment {number} is shown nowhere" for number in sorted(set(held) - set(there)))
    for number in sorted(set(held) & set(there)):
        row, comment = held[number], there[number]
        expected = {
            "article_url": urls[comment["post"]],
            "kind": comment["type"],
            "author": comment["author"].strip(" "),  # what surrounds a name on a page is the template's
            "author_url": comment["author_url"],
            "depth": comment["shown_depth"],
            "page": comment["page"],
        }
        if comment["type"] == "comment" or row["html"]:  # themes print of a pingback its author alone
            expected["published_at"] = comment["date_gmt"]
        if row["parent_known"]:
            expected["parent_id"] = comment["parent"] or None
        for column, value in expected.items():
            if row[column] != value:
                yield f"comment {number} {column}: {row[column]!r} is not {value!r}"
        shown = comment["html"] if comment["type"] == "comment" or row["html"] else ""
        if comment["content"] == "0" and theme == "twentytwentythree":
            shown = ""  # the block that prints comments takes "0" for no words, and prints no element
        if markup(row["html"]) != markup(shown):
            yield f"comment {number} html: {markup(row['html'])!r} is not {markup(shown)!r}"
