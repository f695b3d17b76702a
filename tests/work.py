"""Work is counted, not timed: lines of ours that run are the same on every machine, however busy.

What the interpreter does in C within one line is not seen (a pattern that goes back over its input): tests give such code inputs
of a length at which the square would take minutes.
"""

import sys
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

T = TypeVar("T")


def lines_run(call: Callable[[], T], room: str) -> tuple[int, T]:
    """How many lines of the files whose path holds ``room`` the call runs, and what it gives."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> object:
        nonlocal count
        if room not in frame.f_code.co_filename.replace("\\", "/"):
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]  # typeshed wants the function's own type back
    try:
        given = call()
    finally:
        sys.settrace(before)
    return count, given
