"""What one page says twice is said once; that it differed is a problem.

Pure. Whether the *store* knows a wording already is the fold's matter.
"""

from collections.abc import Iterable, Sized
from dataclasses import replace
from operator import attrgetter

from archiver.items import Comment, Landed, Problem

_URL_OF, _NUMBER_OF = attrgetter("url"), attrgetter("comment_id")


def dedupe(item: Landed) -> Landed:
    """``item`` with each comment and each address once: the first of its kind stays."""
    facts = item.facts
    if facts is None:
        return item
    if not _differ(map(_URL_OF, facts.addresses), facts.addresses):
        addresses = {address.url: address for address in reversed(facts.addresses)}
        kept = tuple(address for address in facts.addresses if addresses.pop(address.url, None) is not None)
        facts = replace(facts, addresses=kept)
    if facts.thread is not None and not _differ(
        map(_NUMBER_OF, facts.thread.comments), facts.thread.comments
    ):
        comments, problems = _comments(facts.thread.comments)
        facts = replace(
            facts,
            thread=replace(facts.thread, comments=comments),
            problems=(*facts.problems, *problems),
        )
    return item if facts is item.facts else replace(item, facts=facts)


def _differ(keys: Iterable[object], values: Sized) -> bool:
    """Whether the keys of ``values`` all differ, as on nearly every page."""
    return len(set(keys)) == len(values)


def _comments(comments: tuple[Comment, ...]) -> tuple[tuple[Comment, ...], list[Problem]]:
    first: dict[int, Comment] = {}
    problems = []
    for comment in comments:
        known = first.setdefault(comment.comment_id, comment)
        if known is not comment and (known.text, known.author) != (comment.text, comment.author):
            problems.append(
                Problem(
                    kind="comment-twice",
                    detail=f"comment {comment.comment_id} stands twice with different words",
                )
            )
    return tuple(first.values()), problems
