"""How commands answer: JSON on request, tables and sentences else; a file in place of stdout."""

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from archiver.errors import StorageFailed

# C0 and C1 controls but tab and line feed, and the marks that turn text around: what a comment
# holds may not steer the terminal it is read on.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def say_json(value: object, *, indent: int | None = 2) -> None:
    """``value`` as JSON on stdout; what would steer a terminal is written as JSON's escapes, so it stays what it is."""
    print(_STEERING.sub(_escaped, json.dumps(value, ensure_ascii=False, indent=indent)))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def say(text: str = "") -> None:
    """A line for people on stdout, with what would steer their terminal shown as ``\ufffd``."""
    print(_STEERING.sub("\ufffd", text))


def tell(text: str) -> None:
    """A line for people on stderr: how an answer comes about, not the answer."""
    print(_STEERING.sub("\ufffd", text), file=sys.stderr)


def hush() -> None:
    """Whoever read stdout has seen enough: nothing more is said there."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def written_to(file: str | None) -> Iterator[TextIO]:
    """stdout, or ``file`` if it is given: it appears whole, or not at all. Raises StorageFailed."""
    if file is None or file == "-":
        yield sys.stdout
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


def counted(number: int, noun: str) -> str:
    """``1 article``, ``2,000 articles``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
