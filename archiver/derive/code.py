"""Which code derives: a digest of all of it, so that nobody has to remember to count up a number when a rule changes."""

import hashlib
import os
from functools import cache
from importlib.metadata import version
from pathlib import Path

import archiver

_LIBRARIES = ("lxml", "parsel", "html5lib", "cssselect", "orjson")


@cache
def code() -> str:
    """A digest of everything that decides what a page becomes."""
    root = Path(archiver.__file__).parent
    found = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        found.update(os.fsencode(path.relative_to(root)) + b"\0" + path.read_bytes() + b"\0")
    for library in _LIBRARIES:
        found.update(f"{library} {version(library)}\n".encode())
    return found.hexdigest()


def signature() -> int:
    """The same as a number from 1 to 2^31 - 1, for ``archiver.store.sqlite.sign``."""
    return int(code()[:8], 16) & 0x7FFFFFFF or 1
