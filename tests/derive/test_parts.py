"""Of how many pages a post is, where themes link the further ones and where none does."""

from archiver.derive.settle import _parts


def _seen(*pages: tuple[int, int]) -> list[dict[str, int]]:
    return [{"part": part, "parts": parts} for part, parts in pages]


def test_the_last_page_that_links_further_ones_decides() -> None:
    assert _parts(_seen((1, 3), (2, 3), (3, 3))) == 3
    assert _parts(_seen((1, 3), (2, 3), (3, 3), (1, 2), (2, 2))) == 2


def test_without_links_every_page_that_was_seen_counts_whatever_the_order() -> None:
    assert _parts(_seen((2, 2), (3, 3), (1, 1))) == 3
    assert _parts(_seen((1, 1), (3, 3), (2, 2))) == 3
    assert _parts(_seen((1, 1))) == 1
    assert _parts([]) == 1
