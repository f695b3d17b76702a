"""What differs between two wordings, word by word, for people to read."""

from collections import Counter
from difflib import SequenceMatcher
from itertools import takewhile

AROUND = 6
"""Unchanged words shown on each side of a change."""

MOST_PAIRS = 5_000_000
"""Pairs of equal words that are compared, about a second: one word a thousand times over is a million of them."""

Step = tuple[str, int, int, int, int]
"""As :meth:`difflib.SequenceMatcher.get_opcodes` has them."""


def differing(old: str, new: str) -> str:
    """Both wordings in one line: ``[-taken out-]`` and ``{+put in+}``, long unchanged stretches as ``…``."""
    before, after = old.split(), new.split()
    told: list[str] = []
    for what, a, b, c, d in _steps(before, after):
        if what == "equal":
            told.extend(_shortened(before[a:b], first=a == 0, last=b == len(before)))
            continue
        if b > a:
            told.append(f"[-{' '.join(before[a:b])}-]")
        if d > c:
            told.append(f"{{+{' '.join(after[c:d])}+}}")
    return " ".join(told)


def _steps(before: list[str], after: list[str]) -> list[Step]:
    """From one to the other; where too many words are alike to compare them all, all between the first and the last difference."""
    here, there = Counter(before), Counter(after)
    if sum(count * there[word] for word, count in here.items()) <= MOST_PAIRS:
        return [*SequenceMatcher(None, before, after, autojunk=False).get_opcodes()]
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    b, d = len(before) - tail, len(after) - tail
    return [
        ("equal", 0, head, 0, head),
        ("replace", head, b, head, d),
        ("equal", b, len(before), d, len(after)),
    ]


def _alike(one: list[str], other: list[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _shortened(words: list[str], *, first: bool, last: bool) -> list[str]:
    head, tail = (0 if first else AROUND), (0 if last else AROUND)
    if len(words) <= head + tail + 1:
        return words
    return [*words[:head], "…", *words[len(words) - tail :]]
