"""What may not enter the store as it came: each breach becomes a problem, never a loss.

Pure: a landed capture in, the same capture with its facts made sound out.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from archiver.items import Comment, Instant, Landed, PageFacts, Problem, ThreadPage

CLOCK_LEEWAY = timedelta(hours=26)
"""How far a printed time may lie after its capture: a wrong zone or clock, at the most."""


def validate(item: Landed) -> Landed:
    """``item`` with every impossible value set aside and a problem in its place."""
    facts = item.facts
    if facts is None:
        return item
    problems: list[Problem] = []
    thread = None if facts.thread is None else _thread(item, facts.thread, problems)
    if not problems:
        return item
    changed: PageFacts = replace(facts, thread=thread, problems=(*facts.problems, *problems))
    return replace(item, facts=changed)


def _thread(item: Landed, thread: ThreadPage, problems: list[Problem]) -> ThreadPage:
    latest = item.capture.captured_at + CLOCK_LEEWAY
    comments = tuple(
        [sound for comment in thread.comments if (sound := _comment(comment, latest, problems)) is not None]
    )
    claimed = thread.claimed
    if claimed is not None and claimed < 0:
        problems.append(Problem(kind="count-impossible", detail=f"the page claims {claimed} comments"))
        claimed = None
    return replace(thread, comments=comments, claimed=claimed) if problems else thread


def _comment(comment: Comment, latest: datetime, problems: list[Problem]) -> Comment | None:
    """``comment`` made sound, None if nothing is left of it. What it prints as its time may be ``latest`` at most."""
    if comment.comment_id <= 0:
        problems.append(Problem(kind="comment-without-id", detail=comment.text[:200]))
        return None
    if comment.parent_id == comment.comment_id:
        problems.append(Problem(kind="comment-its-own-parent", detail=f"comment {comment.comment_id}"))
        comment = replace(comment, parent_id=None, parent_known=False)
    published = comment.published
    if published and published.at and published.at > latest:
        problems.append(
            Problem(kind="time-in-the-future", detail=f"comment {comment.comment_id}: {published.printed}")
        )
        source = f"{published.source}, refused: after the capture"
        comment = replace(comment, published=Instant(at=None, printed=published.printed, source=source))
    return comment
