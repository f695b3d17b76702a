"""Every error this project raises: its sentence and its exit status.

A command prints the sentence of an :class:`ArchiverError` and exits with its
status; anything else that escapes is a bug and exits with ``Exit.UNEXPECTED``.
The statuses are public (README, "Exit status").
"""

from enum import IntEnum


class Exit(IntEnum):
    """Exit statuses of ``archiver`` and of ``scrapy crawl``."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    BAD_INPUT = 3
    LOCKED = 4
    STORAGE = 5
    UNREACHABLE = 6
    REFUSED = 7
    UNEXPECTED = 8


# If several hold for one run, the first of these is its status.
PRECEDENCE = (Exit.STORAGE, Exit.LOCKED, Exit.REFUSED, Exit.UNREACHABLE, Exit.FINDINGS)


class ArchiverError(Exception):
    """The base of every declared error. ``str()`` is the sentence for people."""

    exit_status = Exit.UNEXPECTED


class UsageError(ArchiverError):
    """The call's words are wrong: an unknown option, argument or spider."""

    exit_status = Exit.USAGE


class BadInput(ArchiverError):
    """What was given can't be used; the sentence names the file, URL or record."""

    exit_status = Exit.BAD_INPUT


class WireError(BadInput):
    """A peer's bytes break HTTP's rules so far that no message can be read."""


class LimitExceeded(WireError):
    """A message is larger than the limits allow (see ``archiver.wire.limits``)."""


class TooDeep(BadInput):
    """A page's elements are nested so deep that it is not read; the sentence says how deep."""


class RecordError(BadInput):
    """A WARC record or gzip member can't be read; names file and offset."""

    def __init__(self, problem: str, *, warc: str, offset: int) -> None:
        super().__init__(f"{warc} at byte {offset}: {problem}")
        self.problem = problem
        self.warc = warc
        self.offset = offset


class TornRecord(RecordError):
    """The file ends inside a member: what a kill or a full disk leaves behind."""


class ArchiveLocked(ArchiverError):
    """Another process holds the lock; the sentence says which."""

    exit_status = Exit.LOCKED


class AuthorityUnreachable(ArchiverError):
    """The time-stamp authority gave no answer; the sentence names it and says why."""

    exit_status = Exit.UNREACHABLE


class AuthorityRefused(ArchiverError):
    """The time-stamp authority answered that it will not stamp; the sentence has its words."""

    exit_status = Exit.REFUSED


class StampError(BadInput):
    """A time stamp does not hold, or can't be read; the sentence says what is wrong with it."""


class StorageFailed(ArchiverError):
    """The disk or the database refused a write; the sentence names the path."""

    exit_status = Exit.STORAGE


class WorkerLost(ArchiverError):
    """A process that worked for this one was killed; nothing is lost."""


class ViewsOutdated(StorageFailed):
    """The database's tables are of this version, its views are not: whoever may write it renews them by opening it."""
