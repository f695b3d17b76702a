"""A thread's current state, from its looks and its comments."""

from collections.abc import Mapping, Sequence

from archiver.derive.looks import missing_pages
from archiver.derive.observations import CommentHistory, Snapshot, ThreadState
from archiver.derive.shown import Pages, Shown


def thread_state(
    comments: Sequence[CommentHistory], snapshots: Sequence[Snapshot], pages: Pages
) -> ThreadState:
    """The state as of the last look, or as of the last whole one while later ones agree with it."""
    whole = [look for look in snapshots if look.complete]
    shown = {page.page.record_id: page for page in pages.shown}
    standing = whole[-1] if whole else None
    later = snapshots[snapshots.index(standing) + 1 :] if standing else ()
    complete = standing is not None and all(_agrees(look, standing, shown) for look in later)
    unseen = _unseen(comments, [standing, *later], shown) if standing and complete else 0
    held = sum(comment.state == "present" for comment in comments)
    otherwise = snapshots[-1].reason if snapshots else "never looked at"
    return ThreadState(
        claimed=_last_claim(snapshots),
        held=held,
        vanished=len(comments) - held,
        pages=_number_of_pages(pages.shown),
        complete=complete,
        reason=_remark(whole, unseen) if complete else otherwise,
        looks=len(snapshots),
        last_complete_look=standing.look if standing else None,
    )


def _agrees(look: Snapshot, standing: Snapshot, shown: Mapping[str, Shown]) -> bool:
    """Whether a look at some pages only found there what the last whole look left. One that saw all pages there were, and
    is not whole, found comments gone and no proof of it.
    """
    held = [shown[record] for record in look.captures if record in shown]
    if missing_pages([page for page in held if page.page.whole]) == []:
        return False
    before = {_content(shown[record]) for record in standing.captures if record in shown}
    return bool(held) and len(held) == len(look.captures) and all(_content(page) in before for page in held)


def _content(page: Shown) -> tuple[object, ...]:
    """What tells that a page is as it was: its place, the count, and who stands on it."""
    told = page.page
    return (told.whole, told.number, told.highest, told.claimed, told.state, tuple(page.by_id))


def _remark(whole: Sequence[Snapshot], unseen: int) -> str:
    """What is known of a whole look: a claim that differs is a fact of its own, and so are ``unseen`` comments, which are
    not on its pages and not told as vanished either, since they stood under other settings of the thread.
    """
    last = whole[-1]
    told = [last.reason]
    surplus = _surplus(last)
    if surplus:
        words = f"claims {abs(surplus)} {'more' if surplus > 0 else 'fewer'} than it shows"
        known = len(whole) > 1 and _surplus(whole[-2]) == surplus
        told.append(f"{words}, known unshown" if known and surplus > 0 else words)
    if unseen:
        told.append(f"{unseen} held that it does not show")
    return "; ".join(part for part in told if part)


def _unseen(comments: Sequence[CommentHistory], looks: Sequence[Snapshot], shown: Mapping[str, Shown]) -> int:
    """How many comments are held as present and stand on no page of ``looks``."""
    here = {
        comment
        for look in looks
        for record in look.captures
        if record in shown
        for comment in shown[record].by_id
    }
    return sum(comment.state == "present" and comment.comment_id not in here for comment in comments)


def _surplus(look: Snapshot) -> int:
    return 0 if look.claimed is None else look.claimed - look.found


def _last_claim(snapshots: Sequence[Snapshot]) -> int | None:
    return next((look.claimed for look in reversed(snapshots) if look.claimed is not None), None)


def _number_of_pages(shown: Sequence[Shown]) -> int | None:
    """The number of the last page, as the last page captured tells it."""
    told = (page.page.highest or page.page.number for page in reversed(shown) if page.by_id)
    return next((number for number in told if number is not None), None)
