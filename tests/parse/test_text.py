"""Text as a reader reads it, markup as it stands, links where they lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from archiver.parse.text import inner_html, line_of, links_in, name_of, text_of, words_of
from archiver.parse.tree import Element, compiled, html_tree
from tests.parse.saved import PAGES, read_text


def element(markup: str) -> Element:
    page = f'<html><body><div id="x">{markup}</div></body></html>'.encode("utf-8", "replace")
    return compiled("//*[@id='x']")(html_tree(page))[0]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<p>one<br />\ntwo</p>", "one\ntwo"),
        ("one<br><br>two", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("  leading \n and   <b> spaced </b>  out ", "leading and spaced out"),
        ("<b>a</b><i>b</i>", "ab"),
        ("<b>a</b> <i>b</i>", "a b"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>after", "a\nb\nc\n\nafter"),
        ("<pre>one\n  two\n\tthree</pre>", "one\n  two\n\tthree"),
        (
            "<table><tr><th>Year</th><th>Rate</th></tr><tr><td>2017</td><td>1</td></tr></table>",
            "Year\tRate\n2017\t1",
        ),
        (
            "<table><tr><th></th><th>2017</th><th>2018</th></tr><tr><td>Oil</td><td></td><td>9</td></tr><tr><td>Gas</td><td>1</td>"
            "<td></td></tr><tr><td></td><td></td></tr></table>after",
            "\t2017\t2018\nOil\t\t9\nGas\t1\n\nafter",
        ),
        ("<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table><p>c</p>", "a\n\nb\n\nc"),
        ("<p>Let <img class='latex' alt='x^2' src='x'>.</p>", "Let x^2."),
        ("a<!-- hidden -->b", "ab"),
        ("<script>x()</script><style>y</style>z", "z"),
        ("AT&amp;T &mdash; 5 &lt; 6 &#8364;20 caf&eacute; &amp;amp;", "AT&T — 5 < 6 €20 café &amp;"),
        ("zero\u200bwidth\u00a0nbsp\u00adshy", "zero\u200bwidth\u00a0nbsp\u00adshy"),
        ("cafe\u0301", "cafe\u0301"),
        ("Nice <img class='wp-smiley' alt=':)' src='x'> one", "Nice :) one"),
        ("<img alt='a chart' src='x'>", ""),
        (
            "<blockquote><blockquote><p>First</p></blockquote>Second</blockquote>Third",
            "First\n\nSecond\n\nThird",
        ),
        ("", ""),
        ("0", "0"),
    ],
)
def test_text(markup: str, text: str) -> None:
    assert text_of(element(markup)) == text


def test_a_very_deep_page_is_read() -> None:
    markup = "<blockquote>" * 3000 + "deep" + "</blockquote>" * 3000
    assert text_of(element(markup)) == "deep"
    page = (
        (PAGES / "newspaper-thread.html").read_text(encoding="utf-8").replace("<p>Third level.</p>", markup)
    )
    facts = read_text(page.replace("<p>The visitor", markup + "<p>The visitor"))
    assert facts.thread is not None
    assert [each.comment_id for each in facts.thread.comments if each.text == "deep"] == [1004]
    assert len(facts.thread.comments) == 12


def test_markup_stands_as_it_is() -> None:
    assert inner_html(element("\n<p>a &amp; b<br>c</p> tail ")) == "<p>a &amp; b<br>c</p> tail"
    assert inner_html(element("1 &lt; 2 &amp; 3")) == "1 &lt; 2 &amp; 3"


@given(st.text(alphabet="a<>&\"' \r\t\n\xa0\xad\u2028\ufeff\x7f\x85\U0001f600;#13", max_size=20))
def test_a_plain_paragraph_is_written_as_lxml_writes_it(text: str) -> None:
    block = etree.Element("div")
    paragraph = etree.SubElement(block, "p")
    paragraph.text, paragraph.tail = text, "\n"
    written = etree.tostring(paragraph, encoding="unicode", method="html").strip("\n")
    assert (inner_html(block), words_of(block, "").html) == (written, written)


def test_names_keep_their_own_spaces_and_lose_the_templates() -> None:
    assert name_of(element("\n\t\t<a>Name with   spaces</a>\n\t")) == "Name with   spaces"
    assert name_of(element("One\n\t\t\tTwo")) == "One Two"
    assert line_of(element("One\n\t\t\tTwo   Three")) == "One Two Three"


def test_links() -> None:
    markup = (
        '<a href="/a">1</a><a href="https://example.org/x?a=1&amp;b=2">2</a><a href="#here">3</a>'
        '<a href="javascript:x()">4</a><a href=" ../b ">5</a><a href="/a">6</a><a name="n">7</a><a href="mailto:a@b.c">8</a>'
        '<a href="http://[bad">9</a>'
    )
    assert links_in(element(markup), "https://here.example/one/two/") == (
        "https://here.example/a",
        "https://example.org/x?a=1&b=2",
        "https://here.example/one/b",
        "mailto:a@b.c",
        "http://[bad",
    )


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=80))
def test_any_words_come_back(words: str) -> None:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")
    assert text_of(element(f"<p>{escaped}</p>")) == " ".join(filter(None, words.split(" ")))
