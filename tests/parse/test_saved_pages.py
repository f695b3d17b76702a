"""Every saved page says what its JSON says, field by field; and the pages cover every field."""

import json
from typing import Any

import pytest

from tests.parse.saved import PAGES, names, plain, read


@pytest.fixture(params=names())
def saved(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    expected = json.loads((PAGES / f"{request.param}.json").read_text(encoding="utf-8"))["facts"]
    return plain(read(request.param)), expected


def test_kind_and_problems(saved: tuple[Any, Any]) -> None:
    got, expected = saved
    assert (got["kind"], got["problems"]) == (expected["kind"], expected["problems"])


def test_article(saved: tuple[Any, Any]) -> None:
    got, expected = saved
    assert (got["article"] or {}).keys() == (expected["article"] or {}).keys()
    for name, value in (expected["article"] or {}).items():
        assert (name, got["article"][name]) == (name, value)


def test_thread(saved: tuple[Any, Any]) -> None:
    got, expected = saved
    assert (got["thread"] is None) == (expected["thread"] is None)
    for name, value in (expected["thread"] or {}).items():
        if name != "comments":
            assert (name, got["thread"][name]) == (name, value)


def test_comments(saved: tuple[Any, Any]) -> None:
    got, expected = ((facts["thread"] or {"comments": []})["comments"] for facts in saved)
    assert [comment["comment_id"] for comment in got] == [comment["comment_id"] for comment in expected]
    for one, other in zip(got, expected, strict=True):
        assert one == other


def test_addresses(saved: tuple[Any, Any]) -> None:
    got, expected = saved
    assert got["addresses"] == expected["addresses"]


def test_every_page_has_its_facts_and_every_fact_its_page() -> None:
    assert {path.stem for path in PAGES.glob("*.html")} == set(names())


@pytest.mark.parametrize("layout", ["newspaper", "wordpress"])
def test_saved_pages_cover_every_field(layout: str) -> None:
    covered: set[str] = set()
    for name in names():
        facts = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))["facts"]
        thread = facts["thread"] or {}
        if thread.get("layout") != layout:
            continue
        covered |= {f"article.{key}" for key, value in facts["article"].items() if value}
        covered |= {f"thread.{key}" for key, value in thread.items() if value not in (None, "", [])}
        covered |= {f"comment.{key}" for each in thread["comments"] for key, value in each.items() if value}
    fields = {
        "article.title article.byline article.published article.categories article.tags article.text",
        "article.html article.image_url article.image_credit article.post_id article.parts article.quotes",
        "thread.number thread.claimed thread.older_url thread.newer_url thread.threaded thread.comments",
        "comment.author comment.author_url comment.published comment.text comment.html comment.parent_id",
        "comment.parent_known",
    }
    needed = set(" ".join(fields).split())
    if layout == "newspaper":
        needed |= {"article.subtitle", "article.modified", "article.links", "comment.links"}
    assert needed - covered == set()


def test_saved_pages_cover_every_answer() -> None:
    told = [json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))["facts"] for name in names()]
    threads = [facts["thread"] for facts in told if facts["thread"]]
    assert {facts["kind"] for facts in told} == {"article", "listing", "gone", "refused"}
    assert {"ascending", "descending", "single"} <= {thread["order"] for thread in threads}
    assert {thread["threaded"] for thread in threads} == {True, False, None}
    assert {"open", "closed", "unmarked"} <= {thread["state"] for thread in threads}
    assert {"comment", "pingback", "trackback"} == {
        each["kind"] for thread in threads for each in thread["comments"]
    }
    assert any(facts["problems"] for facts in told)
    assert any(facts["article"] and facts["article"]["protected"] for facts in told)
    for facts in told:  # what is not understood is never an empty thread
        assert not (facts["thread"] and any(each["kind"] == "unknown-markup" for each in facts["problems"]))
