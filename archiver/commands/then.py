"""A thread at two instants, compared: pure, from what stood at each."""

from collections.abc import Mapping

from archiver.commands.wording import differing
from archiver.store.past import Past, happened, stood_at
from archiver.store.rows import Row

_SIGNS = {"appeared": "+", "vanished": "-", "edited": "~", "moved": ">"}


def in_order(stood: Mapping[int, Row]) -> list[Row]:
    """The comments as pages have them: by page and place, those whose place was taken since by number."""
    return sorted(stood.values(), key=lambda one: (one["page"] or 0, one["position"], one["comment_id"]))


def compared(past: Past, since: str, until: str) -> list[Row]:
    """Every comment that stood at either instant, as it stood at the later one it stood at: ``changes`` has what became of
    it between them (``appeared``, ``vanished``, ``edited``, ``moved``), ``sign`` the first of them as a mark,
    ``difference`` the words of an edit. Other markup or nesting alone is no change: only events are.
    """
    before, after = stood_at(past, since), stood_at(past, until)
    told = {
        number: _changed(before.get(number), after.get(number), happened(past, number, since, until))
        for number in {**before, **after}
    }
    return in_order(told)


def _changed(old: Row | None, new: Row | None, kinds: set[str]) -> Row:
    changes: list[str] = []
    difference = None
    if old is None:
        changes.append("appeared")
    elif new is None:
        changes.append("vanished")
    else:
        changes = [kind for kind in ("edited", "moved") if kind in kinds]
        if "edited" in kinds:
            difference = differing(old["text"] or "", new["text"] or "")
    sign = _SIGNS[changes[0]] if changes else " "
    return {**(new or old or {}), "changes": changes, "sign": sign, "difference": difference}
