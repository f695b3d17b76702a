"""Where a page stands in its thread when the article answers at an address that is not its own."""

import pytest

from archiver.items import ThreadPage
from tests.parse.saved import read_text

OWN, OLD = (
    "https://www.caracaschronicles.com/2018/12/11/new/",
    "https://www.caracaschronicles.com/2018/12/11/old/",
)


def _thread(address: str, links: str, canonical: str = "") -> ThreadPage:
    """The thread of a page with one comment, at ``address``, whose paging is ``links``."""
    called = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    facts = read_text(
        f'<html><head>{called}</head><body class="single single-post postid-7"><article id="post-7" class="post">'
        '<h1 class="entry-title">T</h1><div class="entry-content"><p>W</p></div></article>'
        '<div id="comments"><ol class="comment-list"><li class="comment depth-1" id="comment-9"><cite class="fn">A</cite>'
        f'<div class="comment-content"><p>x</p></div></li></ol>{links}<div id="respond"></div></div></body></html>',
        url=address,
    )
    assert facts.thread is not None
    return facts.thread


NEWER = '<a href="{}comment-page-2/#comments">Newer Comments</a>'
OLDER = '<a href="{}#comments">Older Comments</a>'


@pytest.mark.parametrize("address", [OWN, OLD])
def test_links_to_the_articles_own_address_are_its_paging(address: str) -> None:
    """At another address they were nobody's: the first page of several was then the whole thread, and all others had vanished."""
    first = _thread(address, NEWER.format(OWN), OWN)
    assert (first.highest, first.newer_url) == (2, f"{OWN}comment-page-2/")
    second = _thread(f"{address}comment-page-2/", OLDER.format(OWN), f"{OWN}comment-page-2/#comments")
    assert (second.number, second.lowest, second.highest) == (2, 1, 2)


def test_paging_that_leads_elsewhere_says_that_there_is_more() -> None:
    first = _thread(OLD, NEWER.format(OWN))
    assert (first.number, first.highest, first.newer_url) == (None, None, None)
    second = _thread(f"{OLD}comment-page-2/", OLDER.format(OWN))
    assert (second.number, second.highest) == (2, None)


def test_of_others_threads_links_say_nothing() -> None:
    other = "https://www.caracaschronicles.com/2018/12/10/other/"
    alone = _thread(OWN, f'<a href="{other}#comments">12 comments</a>', OWN)
    assert (alone.number, alone.highest) == (1, 1)
    beside = _thread(OWN, NEWER.format(OWN) + OLDER.format(other), OWN)
    assert (beside.highest, beside.older_url) == (2, None)
