"""When Python looks for garbage: set in one place, for every command that works long.

What modules hold lives as long as the process, and Python's cyclic collector looks through all of it again and again. In a
crawl of 450 pages that was a fifth of all CPU (docs/decisions.md, "Speed"). It is the process that is set, so
this is for whoever owns one: a command, or a worker's start, never a component.
"""

import gc

YOUNG = 10_000
"""New objects before the youngest are looked through (Python's own: 700): about what a page leaves behind, so that
what dies with its page is mostly dead by then. More saves nothing more.
"""


def spare() -> None:
    """What is held now, modules above all, is looked through no more; what comes is, more seldom. Can be called again."""
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])


def leave() -> None:
    """The process is about to end: what it holds goes with it, and Python need not look through it once more."""
    gc.disable()
    gc.freeze()
