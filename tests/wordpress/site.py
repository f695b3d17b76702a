"""The real WordPress of this folder, as tests see it: start, seed, ask for the truth, change.

Each site lives in a folder of its own under ``.wordpress`` in the checkout and
belongs to the process that holds the folder's lock, so test workers and whole
test runs side by side never share one.
"""

import fcntl
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).parent
ARTICLE = HERE / "article.txt"
SITES = HERE.parents[1] / ".wordpress"
AT_MOST = 16  # sites at once in one checkout

DEFAULTS = {
    "comments_per_page": "50",
    "default_comments_page": "newest",
    "comment_order": "asc",
    "thread_comments": "1",
    "thread_comments_depth": "5",
    "page_comments": "1",
    "posts_per_page": "10",
    "show_avatars": "1",
    "theme": "twentytwentyone",
    "date_format": "F j, Y",
    "time_format": "g:i a",
    "testbed": "",
    "testbed_language": "",
}


def missing() -> str:
    """The reason why no site can be started on this machine; empty if one can."""
    if shutil.which("dpkg-query") is None:
        return "the WordPress testbed needs Debian's packages"
    check = subprocess.run([HERE / "up", "--check"], capture_output=True, text=True, check=False)
    if check.returncode:
        return f"the WordPress testbed lacks packages (tests/wordpress/up --install gets them): {check.stdout.strip()}"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What the site's database says a visitor can see; the fields are in this folder's README."""

    site: dict[str, Any]
    posts: tuple[dict[str, Any], ...]
    comments: tuple[dict[str, Any], ...]


class WordPress:
    """One running site. ``base_url`` ends with a slash; ``folder`` holds its log and data."""

    def __init__(self, folder: Path, port: int, lock: IO[str]) -> None:
        self.folder = folder
        self.base_url = f"http://127.0.0.1:{port}/"
        self._lock = lock
        self._environment = {**os.environ, "WP_DIR": str(folder), "WP_PORT": str(port)}
        self._options: dict[str, str] = {}
        self._content: tuple[str, ...] | None = None

    def _script(self, name: str, *arguments: str, given: str = "") -> str:
        done = subprocess.run(
            [HERE / name, *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            input=given,
        )
        if done.returncode:
            raise RuntimeError(
                f"tests/wordpress/{name} failed ({done.returncode}):\n{done.stdout}{done.stderr}"
            )
        return done.stdout

    def start(self) -> None:
        """Create the site if need be, and start it. A run that was killed may have left options behind."""
        self._script("up")
        self.option(**DEFAULTS)

    def stop(self) -> None:
        """Stop the site and give its folder free."""
        self._script("down")
        self._lock.close()

    def seed(self, *arguments: str) -> None:
        """Fill the site anew, unless it holds just this. ``arguments`` are those of the script ``seed``."""
        wanted = (
            arguments if {"--little", "--wild"} & set(arguments) else ("--article", str(ARTICLE), *arguments)
        )
        if wanted != self._content:
            self._content = None
            self._script("seed", *wanted)
            self._content = wanted

    def option(self, **options: str | int) -> None:
        """Set WordPress options; ``theme`` is one too. :meth:`reset` takes them back."""
        words = [word for name, value in options.items() for word in (name, str(value))]
        self._options.update((name, str(value)) for name, value in options.items())
        self._script("option", *words)

    def reset(self, *arguments: str) -> None:
        """Bring back the content (``arguments`` are those of ``seed``) and the options that every test begins with."""
        changed = [name for name, value in self._options.items() if DEFAULTS.get(name) != value]
        if unknown := [name for name in changed if name not in DEFAULTS]:
            raise RuntimeError(f"no default is written down for {', '.join(unknown)}")
        if changed:
            self.option(**{name: DEFAULTS[name] for name in changed})
        self._options.clear()
        self.seed(*arguments)  # last: how pictures are cut depends on the theme

    def truth(self, *, everything: bool = False) -> Truth:
        """What is public under the present options; with ``everything``, what is hidden too."""
        lines = self._script("truth", *(["--all"] if everything else [])).splitlines()
        records: list[dict[str, Any]] = [json.loads(line) for line in lines]
        return Truth(
            site=next(record for record in records if record["kind"] == "site"),
            posts=tuple(record for record in records if record["kind"] == "post"),
            comments=tuple(record for record in records if record["kind"] == "comment"),
        )

    def mutate(self, round_number: int = 1) -> Mapping[str, Any]:
        """Let time pass: edits, deletions, an unapproval, new comments and posts; what was done."""
        self._content = None
        changes: dict[str, Any] = json.loads(self._script("mutate", str(round_number)))
        return changes

    def change(self, changes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Make these changes (``do`` names the kind, see change.php), in this order.

        Each comes back with ``made`` (the new id, if something was made) and with the instants
        ``not_before`` and ``not_after`` that it lies between.
        """
        self._content = None
        lines = "".join(json.dumps(change) + "\n" for change in changes)
        return [json.loads(line) for line in self._script("mutate", "--these", given=lines).splitlines()]

    def requests(self) -> list[str]:
        """The lines of the server's access log (time, duration, status, bytes, method, path, agent)."""
        return (self.folder / "log" / "access.log").read_text(encoding="utf-8").splitlines()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _claim() -> tuple[Path, IO[str]]:
    """A folder for a site that no other process uses, and the lock that says so."""
    SITES.mkdir(exist_ok=True)
    for number in range(AT_MOST):
        lock = (SITES / f"{number}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        return SITES / str(number), lock
    raise RuntimeError(f"{AT_MOST} WordPress sites are in use in {SITES}")


def claim() -> WordPress:
    """A site of this process's own, not yet started. Its port is kept from run to run where it still can be."""
    folder, lock = _claim()
    stored = folder / "conf" / "port"
    port = int(stored.read_text()) if stored.exists() else _free_port()
    site = WordPress(folder, port, lock)
    if stored.exists():
        site._script("down")  # a run that was killed may have left it up, with another run's settings
        if not _port_is_free(port):
            site._script("down", "--purge")
            site = WordPress(folder, _free_port(), lock)
    return site
