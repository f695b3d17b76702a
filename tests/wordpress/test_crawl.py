"""A crawl of the real WordPress equals its ground truth: every post and comment a page shows, nothing else."""

from itertools import product
from pathlib import Path

import pytest

from tests.crawling import crawl_caracas
from tests.wordpress.compare import different_comments, different_posts, rows
from tests.wordpress.site import WordPress

pytestmark = pytest.mark.wordpress

Variant = tuple[str, int, str, str, int]
"""Theme, page size, the page shown first, the order on it, and whether replies are nested."""

ALL: list[Variant] = list(
    product(
        ("twentytwentyone", "twentytwentytwo", "twentytwentythree"),
        (50, 20),
        ("newest", "oldest"),
        ("asc", "desc"),
        (1, 0),
    )
)
# Each pair of values of any two settings stands in at least one of these.
PAIRWISE: list[Variant] = [
    ("twentytwentyone", 50, "newest", "asc", 1),
    ("twentytwentyone", 20, "oldest", "desc", 0),
    ("twentytwentytwo", 20, "newest", "desc", 1),
    ("twentytwentytwo", 50, "oldest", "asc", 0),
    ("twentytwentythree", 20, "oldest", "asc", 1),
    ("twentytwentythree", 50, "newest", "desc", 0),
]


def test_the_variants_are_pairwise() -> None:
    for one in range(5):
        for other in range(one + 1, 5):
            pairs = {(variant[one], variant[other]) for variant in ALL}
            assert {(variant[one], variant[other]) for variant in PAIRWISE} == pairs, (one, other)


def _set(site: WordPress, variant: Variant) -> None:
    theme, size, first, order, threaded = variant
    site.option(
        theme=theme,
        comments_per_page=size,
        default_comments_page=first,
        comment_order=order,
        thread_comments=threaded,
    )


def _check(site: WordPress, variant: Variant, folder: Path) -> None:
    _set(site, variant)
    done = crawl_caracas(site.base_url, folder)
    assert done.status == 0, done.said
    truth = site.truth()
    assert list(different_posts(folder, truth)) == []
    assert list(different_comments(folder, truth)) == []
    # Whom a page can't tell, REST does; it lists no pingbacks.
    assert rows(folder, "SELECT * FROM v_comments WHERE parent_known = 0 AND kind = 'comment'") == []
    unshown = {row[0] for row in rows(folder, "SELECT comment_id FROM v_unshown")}
    assert unshown == {comment["id"] for comment in truth.comments if not comment["on_page"]}
    assert rows(folder, "SELECT * FROM problems") == []
    (hidden,) = rows(folder, "SELECT count(*) FROM v_comments WHERE text LIKE '%HIDDEN-%'")
    assert hidden[0] == 0


@pytest.mark.parametrize("variant", PAIRWISE, ids=lambda v: "-".join(map(str, v)))
def test_a_crawl_equals_the_truth(wordpress: WordPress, variant: Variant, tmp_path: Path) -> None:
    _check(wordpress, variant, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize(
    "variant", [v for v in ALL if v not in PAIRWISE], ids=lambda v: "-".join(map(str, v))
)
def test_a_crawl_equals_the_truth_in_every_variant(
    wordpress: WordPress, variant: Variant, tmp_path: Path
) -> None:
    _check(wordpress, variant, tmp_path)


KEPT = ("articles", "article_versions", "comments", "comment_versions")


def _counts(folder: Path, *tables: str) -> dict[str, int]:
    return {table: rows(folder, f"SELECT count(*) FROM {table}")[0][0] for table in tables}


def test_a_second_crawl_adds_captures_and_sightings_alone(wordpress: WordPress, tmp_path: Path) -> None:
    first = crawl_caracas(wordpress.base_url, tmp_path)
    assert first.status == 0, first.said
    before, seen = _counts(tmp_path, *KEPT), _counts(tmp_path, "captures", "sightings")
    second = crawl_caracas(wordpress.base_url, tmp_path, "-a", "mode=all")
    assert second.status == 0, second.said
    assert _counts(tmp_path, *KEPT) == before
    after = _counts(tmp_path, "captures", "sightings")
    assert after["captures"] > seen["captures"]
    assert after["sightings"] >= 2 * seen["sightings"] - seen["sightings"] // 10
    assert {row["kind"] for row in rows(tmp_path, "SELECT DISTINCT kind FROM v_events")} == {"appeared"}
    again = rows(
        tmp_path,
        "SELECT sum(kind = 'revisit') AS same, count(*) AS pages FROM captures WHERE mime = 'text/html'"
        " AND status = 200 AND run = (SELECT run FROM runs ORDER BY started_at DESC LIMIT 1)",
    )[0]
    assert again["same"] > again["pages"] / 2  # chunks may fall otherwise
