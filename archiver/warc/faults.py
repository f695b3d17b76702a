"""Places where a test may stop the write order, so that it is proved at each of them.

Nothing happens at a place unless a test has installed a callable, or, for a process
that must really die there, has set ``ARCHIVER_TEST_FAULT`` to ``NAME`` or ``NAME:N``: then the
process kills itself at the N-th passing of NAME (first if N is not given).
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

POINTS = (
    "marked",  # NAME.open is there
    "born",  # the file is there, empty
    "before-write",
    "half-written",  # passed only while something is installed: half of a group is in the file
    "written",
    "synced",
    "indexed",
    "resolved",  # whoever waited has been told
    "file-synced",  # at a file's end: all of it is on disk
    "ledger",  # its line is in the ledger
    "closed",  # its marker is gone
    "torn-copied",  # a torn tail is in a file of its own
    "torn-cut",  # and no more in the WARC file
)
"""All names, in the order of a file's life."""

_VARIABLE = "ARCHIVER_TEST_FAULT"


class _Dying:
    """Kills this process at the N-th passing of one place."""

    def __init__(self, order: str) -> None:
        self.name, _, number = order.partition(":")
        self.left = int(number or 1)

    def __call__(self, name: str) -> None:
        if name == self.name:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


_hooks: list[Callable[[str], None]] = [_Dying(os.environ[_VARIABLE])] if os.environ.get(_VARIABLE) else []


def at(name: str) -> None:
    """The place ``name`` (one of ``POINTS``) is passed."""
    for hook in _hooks:
        hook(name)


def armed() -> bool:
    """Whether anything is installed."""
    return bool(_hooks)


@contextmanager
def installed(hook: Callable[[str], None]) -> Iterator[None]:
    """Within the context, ``hook`` is called with the name of each place passed; it may raise."""
    _hooks.append(hook)
    try:
        yield
    finally:
        _hooks.remove(hook)
