"""What a heading claims: the number beside the title, whatever the title is; and nothing that is no number."""

import pytest

from archiver.parse.claims import count_in
from tests.parse.saved import CARACAS, read_text


@pytest.mark.parametrize(
    ("heading", "title", "count"),
    [
        ("22 COMMENTS", "T", 22),
        ("1 COMMENT", "T", 1),
        ("0 COMMENTS", "T", 0),
        ("NO COMMENTS", "T", 0),
        ("No responses yet", "T", 0),
        ("Sin comentarios", "T", 0),
        ("6 thoughts on “The Barrel”", "The Barrel", 6),
        ("One thought on “The Barrel”", "The Barrel", 1),
        ("One response to “Title 2018”", "Title 2018", 1),
        ("22 responses to “Title 2018”", "Title 2018", 22),
        ("22 responses to “Title 2018”", "", 22),
        ("1,003 COMMENTS", "T", 1003),
        ("12.345 comentarios", "T", 12345),
        ("2 Responses to 2018 in Review", "2018 in Review", 2),
        ("2018 in review: 3 comments", "2018 in review", 3),
        # a title may be a number that stands in the count
        ("22 COMMENTS", "2", 22),
        ("22 COMMENTS", "22", 22),
        ("121 COMMENTS", "121", 121),
        ("12 responses to “1”", "1", 12),
        ("1 response to “1”", "1", 1),
        ("2 Responses to 2", "2", 2),
        ("One response to “One”", "One", 1),
        ("One response to One", "One", 1),
        ("NO COMMENTS", "No", 0),
        ("3 responses to “He said “no””", "He said “no”", 3),
        ("Ein Kommentar", "T", 1),
        ("Eine Antwort auf „T“", "T", 1),
        ("12 Gedanken zu „T“", "T", 12),
        ("Keine Kommentare", "T", 0),
        ("Une réponse", "T", 1),
        ("Aucun commentaire", "T", 0),
        ("Um comentário", "T", 1),
        ("Nenhum comentário", "T", 0),
        ("Nessun commento", "T", 0),
        ("Geen reacties", "T", 0),
        ("تعليق واحد", "T", 1),
        ("١٢ تعليق", "T", 12),
        ("Showing 1-10 of 45 comments", "T", 45),
        ("Comentarios 11 – 20 de 1.045", "T", 1045),
        ("45 comments (page 2 of 5)", "T", 45),
        # no count
        ("Comments (page 2)", "T", None),
        ("50 / 120 comments", "T", None),
        ("2K Comments", "T", None),
        ("1.2 k comentarios", "T", None),
        ("Eine Zeitung für alle", "T", None),
        ("Uma conversa", "T", None),
        ("Keine Angst", "T", None),
        ("COMMENTS", "T", None),
        ("Join the conversation", "T", None),
        ("Comments on 2018 in review", "2018 in review", None),
        ("Comments on “22”", "22", None),
        ("Responses to “1984", "1984", None),
        ("LEAVE A REPLY", "T", None),
        ("", "T", None),
    ],
)
def test_count(heading: str, title: str, count: int | None) -> None:
    assert count_in(heading, title) == count


def test_a_heading_without_end_is_read_to_a_bound() -> None:
    assert count_in("22 responses to " + "“" * 1_000_000, "T") == 22
    assert count_in("“" * 1_000_000 + " 22 responses", "T") is None


@pytest.mark.parametrize(("printed", "claimed"), [("0", 0), ("22", 22), ("", None), ("many", None)])
def test_newspapers_other_count_prints_0(printed: str, claimed: int | None) -> None:
    page = (
        '<html><body class="single single-post postid-7"><article id="post-7" class="post-7 hentry"><header>'
        f'<div class="td-post-comments"><a href="#comments"><i></i>{printed}</a></div></header>'
        '<div class="td-post-content"><p>Words.</p></div></article><div id="comments"><div id="respond"></div></div>'
    )
    facts = read_text(page, url=f"{CARACAS}/2018/12/11/slug/")
    if claimed:  # 22 are claimed and none is shown: no empty thread
        assert facts.thread is None
        assert [problem.kind for problem in facts.problems] == ["unknown-markup"]
    else:
        assert facts.thread is not None
        assert (facts.thread.claimed, facts.thread.comments, facts.problems) == (claimed, (), ())


@pytest.mark.parametrize(
    ("heading", "claimed"),
    [
        ("14 Responses to “Slug”", 14),
        ("There are 14 comments", 14),
        ("Comments (14)", 14),
        ("Top 10 comments", None),
        ("Comments of 2018", None),
        ("Join the conversation", None),
    ],
)
def test_a_heading_that_no_rule_names_counts_if_its_words_say_so(heading: str, claimed: int | None) -> None:
    page = (
        '<html><body class="single single-post postid-7"><article id="post-7" class="post-7 hentry"><h1 class="entry-title">Slug</h1>'
        f'<div class="entry-content"><p>Words.</p></div></article><div id="talk"><h4>{heading}</h4><ol class="list"><li class="comment" '
        'id="comment-5"><b class="fn">Ann</b><div class="comment-content">Well said.</div></li></ol><div id="respond"></div></div>'
    )
    facts = read_text(page, url=f"{CARACAS}/2018/12/11/slug/")
    assert facts.thread is not None
    assert facts.thread.claimed == claimed
