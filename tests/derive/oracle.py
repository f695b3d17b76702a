"""What is true of the replica's past: whether an event happened within its interval, and which were missed."""

from collections.abc import Callable, Iterator, Sequence

from archiver.derive.observations import Event, History
from tests.derive.replica import Moment, Thread, at, words

State = Callable[[Moment], object]


def falsehoods(history: History, thread: Thread) -> list[str]:
    """Every event that did not happen within its interval, or is told twice."""
    told = [str(event) for event in history.events if not _is_true(event, thread)]
    return told + list(_twice(history, thread))


def _is_true(event: Event, thread: Thread) -> bool:
    number = event.comment_id
    if number is None:
        return False
    if event.kind == "appeared":
        return _appeared(event, thread, number)
    within = list(_during(event, thread))
    if event.kind in ("vanished", "returned"):
        first, last = (True, False) if event.kind == "vanished" else (False, True)
        return any(_passes(within, state, first, last) for state in _presences(number))
    if event.kind == "edited":
        texts: State = lambda moment: words(number, moment.texts[number]) if number in moment.texts else None  # noqa: E731 - a one-line state reads best where it is used
        before, after = (str(event.detail[side]).split(" in ")[0] for side in ("from_words", "to_words"))
        return _passes(within, texts, before, after)
    if event.kind == "moved":
        parents: State = lambda moment: moment.parents.get(number, "none")  # noqa: E731 - a one-line state reads best where it is used
        return _passes(within, parents, event.detail["from_parent"], event.detail["to_parent"])
    return False


def _presences(number: int) -> tuple[State, State]:
    return (lambda moment: number in moment.visible, lambda moment: number in moment.approved)


def _appeared(event: Event, thread: Thread, number: int) -> bool:
    """It came into view between the two captures. The replica's dates say nothing of its ticks."""
    if event.before_evidence is None:
        first = next((moment for moment in thread.moments if number in moment.approved), None)
        return first is not None and at(first.tick) <= event.not_after
    return _passes(list(_during(event, thread)), lambda moment: number in moment.printed, False, True)


def _during(event: Event, thread: Thread) -> Iterator[Moment]:
    """What was so from the beginning to the end of the event's interval."""
    begin = event.not_before or at(0)
    before: Moment | None = None
    for moment in thread.moments:
        when = at(moment.tick)
        if when <= begin:
            before = moment
        elif when <= event.not_after:
            if before is not None:
                yield before
                before = None
            yield moment
    if before is not None:
        yield before


def _passes(moments: Sequence[Moment], state: State, first: object, last: object) -> bool:
    held = [state(moment) for moment in moments]
    return first in held and last in held[held.index(first) :]


def _twice(history: History, thread: Thread) -> Iterator[str]:
    """One change may be told once: events of one kind must each find a change of their own."""
    used: dict[tuple[int | None, str], int] = {}
    for event in sorted(history.events, key=lambda event: event.not_after):
        key = (event.comment_id, event.kind)
        begin = event.not_before or at(0)
        changes = (
            tick
            for tick in _changes(event, thread)
            if begin < at(tick) <= event.not_after and tick > used.get(key, 0)
        )
        if event.kind == "appeared":
            if key in used:
                yield f"told twice: {event}"
            used[key] = 1
            continue
        tick = next(changes, None)
        if tick is None:
            yield f"told twice: {event}"
        else:
            used[key] = tick


def _changes(event: Event, thread: Thread) -> Iterator[int]:
    number = event.comment_id
    before: object = None
    for moment in thread.moments:
        if event.kind == "edited":
            state: object = moment.texts.get(number or 0)
        elif event.kind == "moved":
            state = moment.parents.get(number or 0)
        else:
            state = (number in moment.visible, number in moment.approved)
        if state != before:
            yield moment.tick
        before = state


def settled(history: History, thread: Thread, since: int) -> tuple[int, int]:
    """Of the comments seen once and gone since before ``since`` (a tick): how many are said
    to have vanished, and how many there are.
    """
    after = [moment for moment in thread.moments if moment.tick > since]
    before = [moment for moment in thread.moments if moment.tick <= since][-1:]
    there = frozenset[int]().union(*(moment.visible | moment.printed for moment in (*before, *after)))
    gone = [comment for comment in history.comments if comment.comment_id not in there]
    return sum(comment.state == "vanished" for comment in gone), len(gone)
