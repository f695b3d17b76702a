"""Processes that read or parse for another one, which alone writes."""

import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from archiver import garbage


def pool(jobs: int) -> ProcessPoolExecutor:
    """``jobs`` such processes. They are started afresh: a forked copy would share our database connection."""
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """Ctrl-C reaches every process of a terminal; the one that writes ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    garbage.spare()
