"""Rounds of changes to the real WordPress, a crawl after each: what is told is what happened, and nothing else.

A round is some 20 changes of every kind there is (``rounds.KINDS``). Where settings stay as they are, each
change that a page can show must be told, between the captures before and after it; where page size,
order, depth or theme change between crawls, nothing false may be.
"""

import random
from pathlib import Path

import pytest

from tests.wordpress.rounds import Chooser, Rounds, archiver
from tests.wordpress.site import WordPress
from tests.wordpress.test_crawl import ALL, PAIRWISE, Variant

pytestmark = pytest.mark.wordpress

CHANGES = 22
"""A round's: so three rounds hold each kind of change twice."""


def _settings(variant: Variant) -> dict[str, str | int]:
    theme, size, first, order, threaded = variant
    return {
        "theme": theme,
        "comments_per_page": size,
        "default_comments_page": first,
        "comment_order": order,
        "thread_comments": threaded,
    }


def _play(site: WordPress, folder: Path, variant: Variant, seed: int, rounds: int) -> tuple[Rounds, Chooser]:
    site.option(**_settings(variant))
    played, chooser = Rounds(site=site, folder=folder), Chooser(seed)
    truth = played.crawl()
    for _ in range(rounds):
        played.change(chooser.changes(truth, CHANGES))
        truth = played.crawl()
        assert list(played.other_facts(truth)) == []
    assert list(played.differences()) == []
    return played, chooser


def _is_sound(folder: Path) -> None:
    """The archive verifies, and the store made again from the log is the same to the byte."""
    archiver(folder, "verify", "--jobs", "1")
    live = archiver(folder, "export", "--canonical")
    for part in folder.glob("archive.sqlite*"):
        part.unlink()
    archiver(folder, "rebuild", "--jobs", "1")
    assert archiver(folder, "export", "--canonical") == live


def _name(variant: Variant) -> str:
    return "-".join(map(str, variant))


@pytest.mark.parametrize("variant", PAIRWISE, ids=_name)
def test_each_change_is_told_as_what_it_is(
    little_wordpress: WordPress, variant: Variant, tmp_path: Path
) -> None:
    place = PAIRWISE.index(variant)
    played, chooser = _play(little_wordpress, tmp_path, variant, seed=place, rounds=1)
    if place % 3 == 0:  # then, under the next settings, nothing false
        little_wordpress.option(**_settings(PAIRWISE[place + 1]), thread_comments_depth=3)
        played.change(chooser.changes(little_wordpress.truth(everything=True), CHANGES))
        truth = played.crawl()
        assert list(played.differences(strict=False)) == []
        assert list(played.other_facts(truth)) == []
    if place == 0:
        _is_sound(tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("variant", ALL, ids=_name)
def test_each_change_of_many_rounds_is_told_as_what_it_is(
    little_wordpress: WordPress, variant: Variant, tmp_path: Path
) -> None:
    played, _ = _play(little_wordpress, tmp_path, variant, seed=100 + ALL.index(variant), rounds=4)
    played.mutate(1)
    truth = played.crawl()
    assert list(played.differences()) == []
    assert list(played.other_facts(truth)) == []
    _is_sound(tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 5))
def test_under_changing_settings_nothing_false_is_told(
    little_wordpress: WordPress, seed: int, tmp_path: Path
) -> None:
    drawn, chooser = random.Random(seed), Chooser(seed)
    played = Rounds(site=little_wordpress, folder=tmp_path)
    truth = played.crawl()
    for _ in range(12):
        depth = drawn.choice((2, 3, 5, 10))
        little_wordpress.option(**_settings(drawn.choice(ALL)), thread_comments_depth=depth)
        played.change(chooser.changes(truth, CHANGES))
        truth = played.crawl()
        assert list(played.differences(strict=False)) == []
        assert list(played.other_facts(truth)) == []
    _is_sound(tmp_path)
