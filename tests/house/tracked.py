"""The files that the house checks look at: those in git."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file in git that is on disk, and new ones that git does not ignore."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = sorted({name for name in listing.stdout.decode().split("\0") if name})
    return tuple(ROOT / name for name in names if (ROOT / name).is_file())


def python() -> tuple[Path, ...]:
    """The Python files among them."""
    return tuple(path for path in tracked() if path.suffix == ".py")


def texts() -> tuple[tuple[Path, str], ...]:
    """Those that are text, with what they say."""
    found = []
    for path in tracked():
        try:
            found.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue  # a picture, a WARC, a page in another encoding
    return tuple(found)


def name(path: Path) -> str:
    """How a finding names a file."""
    return str(path.relative_to(ROOT))
