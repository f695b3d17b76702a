"""Comments that are hung elsewhere while their parent stands: REST lets editors do it, and plugins do."""

import pytest

from archiver.derive.history import tell
from archiver.derive.observations import Observation
from tests.derive.saying import look, page, said, told

REPLIES = [said(5, 4), said(6, 5, depth=3)]


def before(when: float) -> list[Observation]:
    """A look: 5 answers 4, on the second page."""
    return [
        page(when, [said(1), said(2)], highest=2, run=f"at {when}"),
        page(when + 0.1, [said(3), said(4), *REPLIES], number=2, highest=2, run=f"at {when}"),
    ]


def after(when: float) -> list[Observation]:
    """A look: 5 answers 1, on the first page."""
    return [
        page(when, [said(1), said(5, 1), said(6, 5, depth=3), said(2)], highest=2, run=f"at {when}"),
        page(when + 0.1, [said(3), said(4)], number=2, highest=2, run=f"at {when}"),
    ]


@pytest.mark.parametrize(
    "pages",
    [
        [*before(1), *before(2), *after(3)],
        [*after(1), *after(2), *before(3)],
        [*before(1), *after(2), *before(3), *after(4)],
    ],
)
def test_they_were_there_all_the_time(pages: list[Observation]) -> None:
    """They and what hangs below them were told as vanished wherever the parent of another day stood without them."""
    marks = [look(each.captured_at.hour - 0.01, each.run) for each in pages[::2]]
    assert told(tell(pages, marks)) == []


def test_that_one_of_them_is_gone_is_not_told_and_said_to_be_open() -> None:
    pages = [*before(1), *after(2), *[page(3, [said(1), said(2)], highest=2, run="last")]]
    pages.append(page(3.1, [said(3), said(4)], number=2, highest=2, run="last"))
    history = tell(pages, [])
    assert told(history) == []
    assert not history.thread.complete
    assert history.thread.reason == "2 comments neither seen nor proved absent"


def test_the_whole_thread_on_one_page_proves_it_all_the_same() -> None:
    thread = [page(1, [said(1), said(2), said(3, 2)]), page(2, [said(1), said(3, 1), said(2)])]
    thread.append(page(3, [said(1), said(2)]))
    assert told(tell(thread, [])) == [("vanished", 3)]


def test_a_parent_that_is_deleted_hangs_nobody_elsewhere() -> None:
    first, purged = page(1, [said(1), said(2, 1), said(3, 2, depth=3)]), page(2, [said(1), said(3, 1)])
    history = tell([first, purged, page(3, [said(1)])], [])
    assert sorted(told(history)) == [("moved", 3), ("vanished", 2), ("vanished", 3)]


def test_what_is_printed_below_a_comment_has_a_parent() -> None:
    """Hung below another at the nesting limit, it kept "nobody" for its parent, and that was called known."""
    first = page(1, [said(1), said(2, 1), said(3)])
    limit = page(2, [said(1), said(2, 1, known=False), said(3, 1, known=False)])
    (third,) = (one for one in tell([first, limit], []).comments if one.comment_id == 3)
    assert (third.parent_id, third.parent_known) == (1, False)
    flat = page(2, [said(1, known=False), said(3, known=False)], threaded=False)
    (third,) = (one for one in tell([first, flat], []).comments if one.comment_id == 3)
    assert (third.parent_id, third.parent_known) == (None, True)
