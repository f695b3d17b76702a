"""Themes that nobody here has seen, under odd content: what the parser makes of each page equals the database's truth.

The themes are in ``themes/``; the option ``testbed`` chooses their markup.
"""

from itertools import product
from pathlib import Path

import pytest

from tests.crawling import crawl_caracas
from tests.wordpress.compare import different_comments, different_posts, rows
from tests.wordpress.seen import differences
from tests.wordpress.site import WordPress

pytestmark = pytest.mark.wordpress

Options = dict[str, str | int]
SPANISH: Options = {"testbed_language": "es", "date_format": "j \\d\\e F \\d\\e Y", "time_format": "H:i"}
DIVS = "callback end shape=header list=div plugins numbered wraps"

FEW: dict[str, Options] = {
    "core-loose": {"theme": "testbed-classic", "testbed": "html5=0 count=spanish pings=short", **SPANISH},
    "divs": {
        "theme": "testbed-classic",
        "testbed": DIVS,
        "comment_order": "desc",
        "thread_comments_depth": 10,
    },
    "frame": {
        "theme": "testbed-classic",
        "testbed": "callback shape=inside form=between recent when=words",
    },
    "blocks": {"theme": "testbed-blocks", "testbed": "words-first", "page_comments": 0, "show_avatars": 0},
}
CALLBACKS = [
    f"callback shape={shape} list={tag} {end}{more}"
    for shape, tag, end, more in product(
        ("header", "inside", "post-like", "linked"),
        ("ol", "ul", "div"),
        ("", "end "),
        ("", "plugins numbered wraps"),
    )
]
COUNTS = ("thoughts", "responses", "bare", "spanish", "so-far", "before", "none")
LISTS = (
    "form=before",
    "form=between",
    "pings=short",
    "recent",
    "nav=numbers",
    "html5=0",
    "html5=0 list=div",
    "area=talk class=discussion-list",
)
DATES = (("Y-m-d", "H:i:s"), ("M jS, Y", "g:i A"), ("j. F Y", "H.i"), ("l, F jS, Y", "g:ia"))
ONE_WORD: list[Options] = [
    {"testbed": each} for each in (*CALLBACKS, *LISTS, *(f"count={count}" for count in COUNTS))
]
CLASSIC: list[Options] = [
    *ONE_WORD,
    *[
        Options(testbed="callback when=words date=words", date_format=day, time_format=time)
        for day, time in DATES
    ],
    *[Options(testbed=each, **SPANISH) for each in ("html5=0", "callback when=time-words count=spanish")],
    *[Options(thread_comments_depth=depth, testbed="callback") for depth in (2, 10)],
]
BLOCKS = ("", "words-first", "form-first", "untitled", "legacy")
ORDERS: list[Options] = [
    {"comment_order": "desc", "default_comments_page": "oldest", "comments_per_page": 3},
    {"thread_comments": 0},
    {"page_comments": 0},
]
ALL: list[Options] = [
    *({"theme": "testbed-classic", **each} for each in CLASSIC),
    *({"theme": "testbed-blocks", "testbed": each, **more} for each, more in product(BLOCKS, ({}, *ORDERS))),
    *(
        {"theme": "testbed-newspaper", "testbed": each, **more}
        for each, more in product(("", "old"), ({}, *ORDERS))
    ),
]


@pytest.mark.parametrize("name", FEW)
def test_every_page_equals_the_truth(wild_wordpress: WordPress, name: str) -> None:
    wild_wordpress.option(**FEW[name])
    assert list(differences(wild_wordpress)) == []


def test_a_date_that_says_ago_alone_is_no_instant(wild_wordpress: WordPress) -> None:
    wild_wordpress.option(theme="testbed-classic", testbed="callback when=ago", show_avatars=0)
    assert list(differences(wild_wordpress, dated=False)) == []


def test_a_crawl_of_the_first_sites_markup_equals_the_truth(
    wild_wordpress: WordPress, tmp_path: Path
) -> None:
    wild_wordpress.option(theme="testbed-newspaper", comments_per_page=10)
    done = crawl_caracas(wild_wordpress.base_url, tmp_path)
    assert done.status == 0, done.said
    truth = wild_wordpress.truth()
    assert list(different_posts(tmp_path, truth)) == []
    assert list(different_comments(tmp_path, truth)) == []
    assert rows(tmp_path, "SELECT * FROM problems") == []


@pytest.mark.long
@pytest.mark.parametrize("wild_wordpress", range(10, 16), indirect=True)
@pytest.mark.parametrize("options", ALL, ids=lambda options: "-".join(map(str, options.values())))
def test_every_page_equals_the_truth_in_every_theme(wild_wordpress: WordPress, options: Options) -> None:
    wild_wordpress.option(**options)
    assert list(differences(wild_wordpress)) == []
