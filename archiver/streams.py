"""The process's own streams: stdin, stdout and stderr. For whoever owns a process: a command's start and its end.

A run is as good as what it archived, whether or not somebody hears of it: what its summary is told to may be full, or gone.
"""

import io
import logging
import os
import sys
from typing import Protocol, TextIO

logger = logging.getLogger(__name__)


class Out(Protocol):
    """What words are written on."""

    def write(self, text: str, /) -> object:
        """Say ``text``."""

    def flush(self) -> object:
        """Say now what was written."""


def make_whole() -> None:
    """Have three streams, whatever the process was started with. What can't be said in a stream's charset is escaped.

    A number that is closed goes to the next file that is opened, an archive's own: what Python, a library or a child then says
    on stderr would go into that file.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, which is this one
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - as long as the process
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def hush(stream: TextIO | None = None) -> None:
    """Nothing more is said on ``stream`` (stdout if not given), nor at the process's end what still waits to be said there."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), (stream or sys.stdout).fileno())


class Heard:
    """stdout as long as it can be written. Once it can't, the log says so and nothing more is said there; nothing is raised."""

    def write(self, text: str, /) -> None:
        """Say ``text`` at once."""
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:  # whoever read it has seen enough
            hush()
        except OSError as problem:
            hush()
            logger.error("stdout can't be written (%s): the summary ends here", problem.strerror or problem)

    def flush(self) -> None:
        """Each word is said at once."""
