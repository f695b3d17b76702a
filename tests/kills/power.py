"""What a power cut would have left of an archive, worked out from the trace of every call that changed it.

The strictest reading of POSIX: what a file holds is there only up to its last sync, and a name only if its
folder was synced since. Of what was not synced, any number of the first calls may have reached the disk.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar

T = TypeVar("T")

_HEAD = struct.Struct("<cIIQQ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One line of the trace: ``kind`` is the shim's letter."""

    kind: str
    path: str
    other: str
    offset: int
    data: bytes


def calls(trace: Path) -> Iterator[Call]:
    """The calls in a trace, in their order."""
    raw, at = trace.read_bytes(), 0
    while at < len(raw):
        kind, first, second, offset, size = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        path, at = raw[at : at + first].decode(), at + first
        other, at = raw[at : at + second].decode(), at + second
        data = raw[at : at + size] if kind == b"w" else b""
        at += len(data)
        yield Call(kind=kind.decode(), path=path, other=other, offset=offset, data=data)


@dataclass(slots=True, eq=False)
class File:
    """What a file holds now, and what it held at each call since its last sync (the first is what is certain)."""

    content: bytearray = field(default_factory=bytearray)
    states: list[bytes] = field(default_factory=lambda: [b""])


class Folder(dict[str, "File | Folder"]):
    """Names now; ``states`` as of a file."""

    def __init__(self) -> None:
        super().__init__()
        self.states: list[dict[str, File | Folder]] = [{}]


class Disk:
    """The folder ``root``, which is certain itself, as the calls change it."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._top = Folder()

    def apply(self, call: Call) -> None:
        """Do what ``call`` did."""
        folder, name = self._place(call.path)
        match call.kind:
            case "c":
                folder[name] = File()
            case "d":
                folder[name] = Folder()
            case "u":
                folder.pop(name, None)
            case "r":
                target, new = self._place(call.other)
                target[new] = folder.pop(name)
                if target is not folder:
                    target.states.append(dict(target))
            case "w" | "t":
                self._change(call, folder.get(name))
                return
            case "s":
                _sync(folder[name] if name else self._top)
                return
        folder.states.append(dict(folder))

    def _change(self, call: Call, file: "File | Folder | None") -> None:
        if not isinstance(file, File):  # its name is gone: nobody will see it again
            return
        if call.kind == "t":
            del file.content[call.offset :]
            file.content.extend(bytes(call.offset - len(file.content)))
        else:
            file.content.extend(bytes(max(0, call.offset - len(file.content))))
            file.content[call.offset : call.offset + len(call.data)] = call.data
        file.states.append(bytes(file.content))

    def _place(self, path: str) -> tuple[Folder, str]:
        *above, name = path.removeprefix(self._root).lstrip("/").split("/")
        folder = self._top
        for one in above:
            inner = folder[one]
            assert isinstance(inner, Folder), path
            folder = inner
        return folder, name

    def cut(self, target: Path, random: Random | None) -> None:
        """Write what is left after a power cut into the new folder ``target``: what is certain, or more by chance."""
        _write(self._top, target, random)


def _sync(found: "File | Folder") -> None:
    if isinstance(found, File):
        found.states = [bytes(found.content)]
    else:
        found.states = [dict(found)]


def _write(folder: Folder, target: Path, random: Random | None) -> None:
    target.mkdir()
    for name, found in _chosen(folder.states, random).items():
        if isinstance(found, Folder):
            _write(found, target / name, random)
        elif not name.endswith("-shm"):  # SQLite makes it anew
            (target / name).write_bytes(_chosen(found.states, random))


def _chosen(states: list[T], random: Random | None) -> T:
    return states[0] if random is None else random.choice(states)
