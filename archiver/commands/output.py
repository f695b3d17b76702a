"""How commands answer: JSON on request, tables and sentences else; a file in place of stdout."""

import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from archiver.errors import StorageFailed
from archiver.streams import hush

# C0 and C1 controls but tab and line feed, and the marks that turn text around: what a comment
# holds may not steer the terminal it is read on.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@contextmanager
def _stdout() -> Iterator[TextIO]:
    """The stream stdout. Raises StorageFailed where it can't be written, and BrokenPipeError where whoever read it has seen enough."""
    try:
        yield sys.stdout
    except BrokenPipeError:
        raise
    except OSError as problem:
        hush()
        raise StorageFailed(f"stdout: {problem.strerror or problem}") from problem


def flush() -> None:
    """Say now what was said. Raises StorageFailed and BrokenPipeError."""
    with _stdout() as out:
        out.flush()


def say_json(value: object, *, indent: int | None = 2) -> None:
    """``value`` as JSON on stdout; what would steer a terminal, or what its charset lacks, is written as JSON's escapes, so it stays what it is.

    Raises StorageFailed and BrokenPipeError, as the others here do.
    """
    with _stdout() as out:
        text = json.dumps(value, ensure_ascii=not _has_all(out), indent=indent)
        print(_STEERING.sub(_escaped, text), file=out)


def _has_all(out: TextIO) -> bool:
    return out.encoding.lower().replace("-", "") == "utf8"


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def say(text: str = "") -> None:
    """A line for people on stdout, with what would steer their terminal shown as ``\ufffd``."""
    with _stdout() as out:
        print(_STEERING.sub("\ufffd", text), file=out)


def tell(text: str) -> None:
    """A line for people on stderr: how an answer comes about, not the answer. Where that can't be written, the status alone tells."""
    try:
        print(_STEERING.sub("\ufffd", text), file=sys.stderr, flush=True)
    except OSError:  # there is nobody left to tell, of this least of all
        hush(sys.stderr)


@contextmanager
def written_to(file: str | None) -> Iterator[TextIO]:
    """stdout, or ``file`` if it is given: it appears whole, or not at all. In UTF-8, wherever it goes. Raises StorageFailed."""
    if file is None or file == "-":
        with _stdout() as out:
            if isinstance(out, io.TextIOWrapper):
                out.reconfigure(encoding="utf-8")
            yield out
        return
    path = Path(file)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as out:
            yield out
        part.rename(path)
    except OSError as problem:
        raise StorageFailed(f"{path}: {problem.strerror or problem}") from problem
    finally:
        part.unlink(missing_ok=True)


def squeezed(text: str, longest: int) -> str:
    """The text on one line, cut at ``longest`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def counted(number: int, noun: str) -> str:
    """``1 article``, ``2,000 articles``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
