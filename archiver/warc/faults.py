"""Places where a test may stop the write order, so that it is proved at each of them.

Nothing happens at a place unless a test has installed a callable, or, for a process
that must really die there, has set ``ARCHIVER_TEST_FAULT`` to ``NAME`` or ``NAME:N``: then the
process kills itself at the N-th passing of NAME (first if N is not given); ``NAME:N=15`` sends itself that signal
instead. Several orders are separated by spaces.
"""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
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
    "ledger-torn-copied",  # half a line is in a file of its own
    "index-written",  # a new index file is whole, under another name
    "index-named",  # it has its name; those it was made of are still there
    "index-swept",  # they are gone
    "index-told",  # and how far the index goes is written down
    "caught-up",  # at a start, some of what was not in the store is
    "settling",  # within a transaction: an article is about to be computed again
    "folded",  # within a transaction: all is in it
    "committed",
    "undressed",  # a migration has dropped views and search
    "revised",  # one migration is done and written down; more may be due
    "migrated",  # the tables are those of the newest version
    "dressed",  # views and search are there again; nothing is committed yet
    "verify-kept",  # that a file is done is written down
    "rebuild-noted",  # what the rebuild reads is written down
    "rebuild-read",  # all files are
    "rebuild-settled",
    "rebuild-carried",  # what archivists made is in the new database
    "rebuild-copying",  # some pages are in the live file
    "rebuild-copied",
    "rebuild-discarded",
    "repair-copied",  # what is taken out of a file lies beside it, and the journal says so
    "repair-written",  # the mended file is whole, under another name
    "repair-named",  # it has the file's name; the ledger doesn't know yet
    "repair-vouched",  # the ledger does; index and store don't
)
"""All names: those of a file's life, in its order, then those of index, store, verify, rebuild and repair."""

_VARIABLE = "ARCHIVER_TEST_FAULT"


class _Dying:
    """Sends this process a signal at the N-th passing of one place."""

    def __init__(self, order: str) -> None:
        place, _, what = order.partition("=")
        self.name, _, number = place.partition(":")
        self.left = int(number or 1)
        self.signal = int(what or signal.SIGKILL)

    def __call__(self, name: str) -> None:
        if name == self.name:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), self.signal)


_hooks: list[Callable[[str], None]] = []


def arm(environment: Mapping[str, str]) -> None:
    """Install what ``ARCHIVER_TEST_FAULT`` says in ``environment``, as is done at import with the process's own."""
    _hooks.extend(_Dying(order) for order in environment.get(_VARIABLE, "").split())


arm(os.environ)


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
