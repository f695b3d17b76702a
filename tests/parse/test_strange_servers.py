"""Answers of servers that are not as ours: wrong or no encodings, warnings before XML, what a broken line cut off."""

import gzip

import pytest

from archiver.items import PageFacts
from tests.parse.saved import CARACAS, read_text

PAGE = (
    '<!doctype html><html><head>{}</head><body class="single postid-7"><article id="post-7" class="post hentry">'
    '<h1 class="entry-title">Mérida — “año”</h1><div class="entry-content">Niño</div></article></body></html>'
)
POST = f"{CARACAS}/2018/12/11/slug/"
SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    f"<url><loc>{POST}</loc></url><url><loc>{CARACAS}/2018/12/12/other/</loc></url></urlset>"
)
FEED = (
    f'<?xml version="1.0"?><rss version="2.0"><channel><item><link>{POST}</link></item>'
    f"<item><link>{CARACAS}/2018/12/12/other/</link></item></channel></rss>"
)
BOTH = [POST, f"{CARACAS}/2018/12/12/other/"]


def told(facts: PageFacts) -> tuple[str, list[str], list[str]]:
    return facts.kind, [each.url for each in facts.addresses], [each.kind for each in facts.problems]


@pytest.mark.parametrize(
    ("body", "media", "title", "wrong"),
    [
        (PAGE.encode(), "text/html; charset=utf8", "Mérida — “año”", False),
        (PAGE.encode(), "text/html; charset=unheard-of", "Mérida — “año”", False),
        (b"\xef\xbb\xbf" + PAGE.encode(), "text/html; charset=ISO-8859-1", "Mérida — “año”", False),
        (PAGE.encode("cp1252"), "text/html", "Mérida — “año”", False),
        # A browser shows the page so, and so it is kept; that it is no writer's meaning is said.
        (PAGE.encode(), "text/html; charset=ISO-8859-1", "MÃ©rida â€” â€œaÃ±oâ€", True),
        (PAGE.encode("cp1252"), "text/html; charset=UTF-8", "M\ufffdrida \ufffd \ufffda\ufffdo\ufffd", True),
    ],
)
def test_what_is_not_in_the_encoding_it_declares_is_told(
    body: bytes, media: str, title: str, wrong: bool
) -> None:
    facts = read_text(body, media=media)
    assert facts.article is not None
    assert facts.article.title.startswith(title)
    assert ("charset-wrong" in told(facts)[2]) is wrong


def test_a_page_that_is_cut_off_inside_a_character_is_in_its_encoding() -> None:
    cut = PAGE.encode().partition("é".encode())[0] + "é".encode()[:1]
    assert told(read_text(cut, media="text/html; charset=UTF-8", whole=False))[2].count("charset-wrong") == 0
    assert told(read_text(cut, media="text/html; charset=UTF-8"))[2].count("charset-wrong") == 1


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"\n\n",
        b"\xef\xbb\xbf",
        b"<br />\n<b>Warning</b>: x in y.php\n",
        b"<!-- " + b"x" * 3000 + b" -->",
    ],
)
def test_what_stands_before_the_xml_is_passed_over(before: bytes) -> None:
    assert told(read_text(before + SITEMAP.encode(), url=f"{CARACAS}/sitemap.xml")) == ("sitemap", BOTH, [])
    assert told(read_text(before + FEED.encode(), url=f"{CARACAS}/feed/")) == ("feed", BOTH, [])


def test_an_address_that_was_cut_off_is_none_and_the_cut_is_told() -> None:
    cut = SITEMAP[: SITEMAP.index("/12/other")]
    assert told(read_text(cut, url=f"{CARACAS}/sitemap.xml")) == ("sitemap", [POST], ["sitemap-cut"])
    cut = FEED[: FEED.index("ther/")]
    assert told(read_text(cut, url=f"{CARACAS}/feed/")) == ("feed", [POST], ["feed-cut"])
    whole = SITEMAP.removesuffix("</loc></url></urlset>") + "</lo"
    assert told(read_text(whole, url=f"{CARACAS}/sitemap.xml")) == ("sitemap", BOTH, ["sitemap-cut"])


def test_a_cut_is_looked_for_once_however_many_tags_are_not_closed() -> None:
    """2 MB: to look from each to the end takes ten minutes."""
    cut = FEED[: FEED.index("</channel>")] + "<rss" * 500_000
    assert told(read_text(cut, url=f"{CARACAS}/feed/")) == ("feed", BOTH, ["feed-cut"])


def test_an_empty_sitemap_in_one_tag_is_whole() -> None:
    assert told(read_text('<?xml version="1.0"?><urlset/>', url=f"{CARACAS}/sitemap.xml"))[1:] == ([], [])


@pytest.mark.parametrize("path", ["sitemap.xml", "post-sitemap.xml", "sitemap.xml.gz"])
def test_a_packed_sitemap_under_any_name(path: str) -> None:
    packed = gzip.compress(SITEMAP.encode())
    assert told(read_text(packed, url=f"{CARACAS}/{path}", media="application/xml")) == ("sitemap", BOTH, [])


def test_a_sitemap_whose_names_have_a_prefix() -> None:
    prefixed = SITEMAP.replace("<urlset xmlns=", "<s:urlset xmlns:s=").replace("</urlset", "</s:urlset")
    for tag in ("url>", "loc>"):
        prefixed = prefixed.replace(f"<{tag}", f"<s:{tag}").replace(f"</{tag}", f"</s:{tag}")
    assert told(read_text(prefixed, url=f"{CARACAS}/sitemap.xml", media="text/xml")) == ("sitemap", BOTH, [])


def test_a_page_that_begins_with_a_bracket_is_a_page() -> None:
    for before in ("[caption]", "{php: notice} "):
        facts = read_text(before + PAGE, media="text/html; charset=UTF-8")
        assert (facts.kind, facts.article is not None) == ("article", True)


def test_json_that_a_warning_spoils_is_told() -> None:
    facts = read_text(
        '<br />Warning: x [{"id": 7}]', url=f"{CARACAS}/wp-json/wp/v2/posts", media="application/json"
    )
    assert told(facts) == ("rest", [], ["rest-unreadable"])
