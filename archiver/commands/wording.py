"""What differs between two wordings, word by word, for people to read."""

from difflib import SequenceMatcher

AROUND = 6
"""Unchanged words shown on each side of a change."""


def differing(old: str, new: str) -> str:
    """Both wordings in one line: ``[-taken out-]`` and ``{+put in+}``, long unchanged stretches as ``…``."""
    before, after = old.split(), new.split()
    told: list[str] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            told.extend(_shortened(before[a:b], first=a == 0, last=b == len(before)))
            continue
        if b > a:
            told.append(f"[-{' '.join(before[a:b])}-]")
        if d > c:
            told.append(f"{{+{' '.join(after[c:d])}+}}")
    return " ".join(told)


def _shortened(words: list[str], *, first: bool, last: bool) -> list[str]:
    head, tail = (0 if first else AROUND), (0 if last else AROUND)
    if len(words) <= head + tail + 1:
        return words
    return [*words[:head], "…", *words[len(words) - tail :]]
