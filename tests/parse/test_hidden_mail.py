"""Mail addresses that Cloudflare hides anew in every answer: what is read is what was written."""

from dataclasses import asdict

import pytest

from archiver.parse.hidden_mail import revealed
from archiver.parse.text import inner_html, links_in
from archiver.parse.tree import html_tree
from tests.parse.saved import CARACAS, read_text

LINKED = '<a href="/cdn-cgi/l/email-protection#{0}">Write to <span class="__cf_email__" data-cfemail="{0}">[email&#160;protected]</span></a>'
BARE = (
    '<a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{0}">[email&#160;protected]</a>'
)


def hidden(address: str, key: int) -> str:
    return bytes([key, *(byte ^ key for byte in address.encode())]).hex()


def page(key: int, item: str = "<li") -> str:
    ana, rosa = (BARE.format(hidden(address, key)) for address in ("ana@example.org", "rosa@example.org"))
    bureau = LINKED.format(hidden("bureau@example.org", key))
    return (
        f'<html><body class="single postid-7"><article class="post-7 post hentry"><h1 class="entry-title">T</h1><div class='
        f'"entry-content"><p>{bureau}, today.</p></div></article><div id="comments"><ol class="comment-list"><li id="comment-5" '
        f'class="comment"><article id="div-comment-5"><b class="fn">{ana}</b><div class="comment-content"><p>Ask {rosa} or (me).'
        f'</p></div></article>{item} class="spare"></li></li></ol></div></body></html>'
    )


@pytest.mark.parametrize("item", ["<div></div><li", "<ol><li"])
def test_the_same_words_whatever_the_key(item: str) -> None:
    first, second = (read_text(page(key, item)) for key in (0x5A, 0xC3))
    assert first.article is not None
    assert (first.article.text, first.article.links) == (
        "Write to bureau@example.org, today.",
        ("mailto:bureau@example.org",),
    )
    assert first.thread is not None
    (comment,) = first.thread.comments
    assert (comment.author, comment.text, comment.html) == (
        "ana@example.org",
        "Ask rosa@example.org or (me).",
        "<p>Ask rosa@example.org or (me).</p>",
    )
    assert asdict(first.article) == asdict(second.article) if second.article else False
    assert first.thread == second.thread


@pytest.mark.parametrize("value", ["", "5a", "zz", "5a5", "5aff", hidden("a\nb@example.org", 1)])
def test_what_is_no_address_stays(value: str) -> None:
    source = f"<html><body>{BARE.format(value)}{LINKED.format(value)}</body></html>".encode()
    (body,) = html_tree(source).iter("body")
    before = inner_html(body)
    revealed(body, source)
    assert inner_html(body) == before
    assert len(links_in(body, CARACAS)) == 2


def test_an_address_behind_one_that_holds_markup() -> None:
    held = BARE.format(hidden("ana@example.org", 1)).replace("[email&#160;protected]", "<span>[email]</span>")
    source = f"<html><body>{held}, {BARE.format(hidden('rosa@example.org', 1))}</body></html>".encode()
    (body,) = html_tree(source).iter("body")
    assert inner_html(revealed(body, source)) == "ana@example.org, rosa@example.org"
