"""One article and its thread, taken from the text of a page: what a reader sees is known word for word."""

import datetime
import pathlib
import re
from typing import Any

from tests.wordpress.phrases import ODD_BODIES

SLUG = "from-pyongyang-with-love-autocracies-befriend-autocracies"
PUBLISHED = datetime.datetime(2018, 12, 11, 9, 30)


def read_article(path: pathlib.Path) -> tuple[str, list[str], str, list[dict[str, Any]]]:
    """Split the page text of one real article into its parts.

    Comments are told apart by indentation: "  3. " opens the third thread,
    and a bullet at column 2n is a reply n levels down.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if re.match(r"  1\. ", line))
    above = [line.strip() for line in lines[:start] if line.strip()]
    comments: list[dict[str, Any]] = []
    for line in lines[start:]:
        if line.startswith("Please enter your"):
            break
        opening = re.match(r"( +)(?:\d+\.|•) (.*)", line)
        if opening and (opening[1] == "  " or "•" in line[: len(opening[1]) + 1]):
            comments.append({"depth": len(opening[1]) // 2, "lines": [opening[2]]})
        elif comments:
            comments[-1]["lines"].append(line.strip())
    for comment in comments:
        comment["text"] = "\n".join(comment.pop("lines")).strip()
    return above[0], above[1:-1], above[-1], comments


# Who wrote what is invented, but for the names that other comments use.
ARTICLE_VOICES = [
    "AndresF",
    "Poeta Criollo",
    "Ira",
    "Pilar",
    "Gringo in CCS",
    "Boludo Tejano",
    "Boludo Tejano",
    "Kathy",
    "NET",
    "Ulamog",
    "ElGuapo",
    "ElGuapo",
    "Crusader",
    "ElGuapo",
    "Kathy",
    "ElGuapo",
    "Kathy",
    "ASA",
    "Kathy",
    "ElGuapo",
    "Canucklehead",
]


def body(paragraphs: list[str]) -> str:
    """The post's content: a paragraph that repeats what the text says elsewhere is a pull quote."""
    blocks = []
    for paragraph in paragraphs:
        key = re.sub(r"\W+", " ", paragraph).strip()
        opening = " ".join(key.split()[:9])
        others = re.sub(r"\W+", " ", " ".join(p for p in paragraphs if p != paragraph))
        if len(key) < 200 and opening in others:
            blocks.append(f'<blockquote class="td_pull_quote td_pull_center"><p>{paragraph}</p></blockquote>')
        else:
            blocks.append(paragraph)
    return "\n\n".join(blocks)


def thread(comments: list[dict[str, Any]], post: str) -> list[dict[str, Any]]:
    """The comments under the post, each with its parent; a skipped level gets a comment of its own."""
    made: list[dict[str, Any]] = []
    line: list[str] = []
    moment = PUBLISHED
    for position, comment in enumerate(comments):
        moment += datetime.timedelta(minutes=17 + 7 * (position % 5))
        del line[comment["depth"] - 1 :]
        while len(line) < comment["depth"] - 1:
            # The page text skips a level: a comment without any text was here.
            lost = {
                "key": f"{post}/lost-{position}",
                "parent": line[-1],
                "author": "Marc",
                "content": ODD_BODIES["image-only"],
                "date": str(moment - datetime.timedelta(minutes=1)),
                "post": post,
            }
            made.append(lost)
            line.append(lost["key"])
        voice = ARTICLE_VOICES[position % len(ARTICLE_VOICES)]
        made.append(
            {
                "key": f"{post}/{position}",
                "parent": line[-1] if line else None,
                "author": voice,
                "url": "https://example.org/kathy" if voice == "Kathy" else "",
                "content": comment["text"],
                "date": str(moment),
                "post": post,
            }
        )
        line.append(made[-1]["key"])
    return made


def article(path: pathlib.Path, number: int) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any]]:
    """The post, its comments and its picture, from a file of page text."""
    credit, paragraphs, _appeal, comments = read_article(path)
    image = {
        "name": "miraflores-visit",
        "type": "jpg",
        "width": 1600,
        "height": 900,
        "caption": credit,
        "alt": "Two men shake hands",
    }
    post = {
        "key": f"post-{number}",
        "title": "From Pyongyang with Love—Autocracies Befriend Autocracies",
        "slug": SLUG,
        "date": str(PUBLISHED),
        "user": "jmartinez",
        "status": "publish",
        "content": body(paragraphs),
        "excerpt": "Kim Yong-nam came to Caracas. What does Pyongyang have that Maduro needs?",
        "categories": ["Diplomacy", "Politics"],
        "tags": ["North Korea", "Maduro", "Russia"],
        "image": image["name"],
        "kind": "article",
    }
    return post, thread(comments, f"post-{number}"), image
