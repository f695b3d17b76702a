"""Processes that read, parse and compute for another one, which alone writes."""

import os
import signal
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import (
    active_children,
    connection,
    forkserver,
    get_context,
    parent_process,
    resource_tracker,
)
from threading import Thread
from types import TracebackType
from typing import Self, TypeVar

from archiver import garbage
from archiver.errors import WorkerLost

AHEAD = 2
"""Things in hand for each process: one under way, one waiting."""

_REFUSED = (OSError, EOFError, RuntimeError)
"""What comes of a machine that has no file or pipe left; no process, so that the server ended; no thread."""

_LONGEST_PLACE = 70
"""Bytes of a folder for a socket: its address has 104 on some systems, and Python takes 32 of them for names."""

_SHORT_PLACES = ("/tmp", "/var/tmp")  # noqa: S108 - a folder of a random name and for us alone is made there

_NOT_BEGUN = "processes beside this one can't be begun ({}); start it again with --jobs 1, it goes on"

Thing = TypeVar("Thing")
Result = TypeVar("Result")


class Workers:
    """``jobs`` processes beside this one; where it is 1 there are none, and all is done here. Leave it to end them.

    They are forked from a process that has imported what this one has of ours and opened nothing: imports cost half a
    second of CPU, and a fork of this process would share its database connection.
    """

    def __init__(self, jobs: int) -> None:
        """Raises WorkerLost."""
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None
        if jobs > 1:
            context = get_context("forkserver")
            context.set_forkserver_preload(_ours())
            try:
                _begin_server()
                self._pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)
            except OSError as problem:
                raise WorkerLost(_NOT_BEGUN.format(problem)) from problem

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def each(
        self, work: Callable[[Thing], Result], things: Iterable[Thing]
    ) -> Iterator[tuple[Thing, Result]]:
        """Each of ``things`` with what ``work`` makes of it, in their order; some are worked on ahead.

        Raises WorkerLost, and what ``work`` raises.
        """
        if self._pool is None:
            for thing in things:
                yield thing, work(thing)
            return
        waiting: deque[tuple[Thing, Future[Result]]] = deque()
        try:
            for thing in things:
                waiting.append((thing, self._submitted(self._pool, work, thing)))
                if len(waiting) > self._jobs * AHEAD:
                    first, done = waiting.popleft()
                    yield first, done.result()
            for first, done in waiting:
                yield first, done.result()
        except BrokenProcessPool as broken:
            raise WorkerLost(
                "one of its processes was killed (was there memory left?); start it again, it goes on; --jobs 1 needs least"
            ) from broken

    def _submitted(
        self, pool: ProcessPoolExecutor, work: Callable[[Thing], Result], thing: Thing
    ) -> Future[Result]:
        try:
            # A process half begun would be waited for by nobody.
            with _holding_back(signal.SIGINT, signal.SIGTERM):
                return pool.submit(work, thing)
        except BrokenProcessPool:
            raise
        except _REFUSED as problem:
            self._pool = None  # its end would wait for a thread that may not have begun
            for process in active_children():
                process.kill()
            raise WorkerLost(_NOT_BEGUN.format(str(problem) or type(problem).__name__)) from problem


def _ours() -> list[str]:
    """The modules of ours that are imported. Each process runs the imports of the program it is of, so of all commands."""
    return [name for name in sys.modules if name.partition(".")[0] == "archiver"]


@contextmanager
def _holding_back(*signals: signal.Signals) -> Iterator[None]:
    """These come when it is over."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_server() -> None:
    """Ctrl-C reaches every process of a terminal, but the one that writes ends the others. They are forked from a server
    that has it blocked from the first: a handler of its own comes too late for what is pressed while it imports.
    """
    resource_tracker.ensure_running()  # before: where it is begun from there it unblocks what it blocks for itself
    with _holding_back(signal.SIGINT), _socket_at(_socket_place()):
        forkserver.ensure_running()


@contextmanager
def _socket_at(place: str) -> Iterator[None]:
    """The server makes its socket in a new folder of the system's temporary one: of this one, here."""
    before, tempfile.tempdir = tempfile.tempdir, place
    try:
        yield
    finally:
        tempfile.tempdir = before


def _socket_place() -> str:
    """The temporary folder, or a shorter one where a socket in it would have a longer address than there can be."""
    place = tempfile.gettempdir()
    if len(os.fsencode(place)) <= _LONGEST_PLACE:
        return place
    return next((one for one in _SHORT_PLACES if os.access(one, os.W_OK | os.X_OK)), place)


def _begin() -> None:
    """A process ends with the one that it works for, be that killed."""
    garbage.spare()
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None  # noqa: S101 - a worker has one
    connection.wait([parent.sentinel])
    os._exit(1)  # the queue it waits at would never end: it holds both ends itself
