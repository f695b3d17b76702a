"""``python -m benchmarks.fidelity``: how much of a page replays, ours beside ``wget -p -H`` and pywb's recorder, in one run.

The page names what it needs in every way a browser heeds (``tests/fidelity``). Chromium loads it live; each program
archives it; the servers end; and Chromium opens each archive through the project's pywb, which is its only way out. pywb's
recorder is fed by the browser itself: what it lacks, no crawler without a browser can be blamed for.
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archiver.replay.browser import browsing, chromium, tab
from archiver.replay.check import Check, Replayed
from archiver.replay.gate import Gate
from archiver.replay.wayback import running
from archiver.store.engine import Store
from archiver.store.replay import PageCapture, Said, latest_page, said_then
from benchmarks.programs import ROOT
from tests.crawling import crawl_caracas
from tests.fidelity.live import loaded_live
from tests.fidelity.site import Ways

PYWB = ROOT / ".venv-pywb" / "bin"
OURS, WGET, RECORDER = "ours", "wget -p -H", "pywb's recorder, by Chromium"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one program captured of what is named, and how its archive replays."""

    captured: int
    replayed: Replayed

    def shown(self, live: dict[str, str], kind: str | None = None) -> int:
        """How much of what was loaded live is replayed, of one kind or in all."""
        came = {part.url for part in self.replayed.parts if part.outcome == "replayed"}
        return sum(url in came for url, one in live.items() if kind in (None, one))

    def count(self, outcome: str) -> int:
        """How many requests had that outcome."""
        return sum(part.outcome == outcome for part in self.replayed.parts)


def ours(url: str, base: str, folder: Path) -> None:
    """Crawl the page."""
    done = crawl_caracas(base, folder, "-a", f"url={url}")
    if done.status:
        raise RuntimeError(done.said)


def wget(url: str, collection: Path) -> None:
    """Its own way to have a page with all that it needs."""
    program = shutil.which("wget")
    if program is None:
        raise RuntimeError("wget is not installed")
    with tempfile.TemporaryDirectory() as place:
        files = [f"--warc-file={collection / 'archive' / 'wget'}", f"--warc-tempdir={place}", "-P", place]
        subprocess.run([program, "-q", "-p", "-H", *files, url], check=False)  # 8: some of it was a 404
    index(collection)


def recorder(url: str, root: Path, collection: Path) -> None:
    """Load the page in the browser, through pywb as a recording proxy."""
    words = ["--proxy", collection.name, "--proxy-record"]
    with (
        running(PYWB / "wayback", root, *words) as port,
        Gate(lambda host: True, through=f"127.0.0.1:{port}") as gate,
        browsing(chromium(None), gate) as browser,
        tab(browser, gate) as shown,
    ):
        shown.open(url)
    index(collection)


def index(collection: Path) -> None:
    """Index what lies in the collection, as the field's own program does."""
    files = sorted((collection / "archive").glob("*.warc.gz"))
    target = collection / "indexes" / "index.cdxj"
    subprocess.run([PYWB / "cdxj-indexer", "--sort", "-o", target, *files], check=True, capture_output=True)


@contextmanager
def collection_in(root: Path, site: str) -> Iterator[Path]:
    """An empty collection of that name: the text is read by the rules of its site."""
    collection = root / "collections" / site
    for name in ("archive", "indexes"):
        (collection / name).mkdir(parents=True)
    yield collection


def captured(root: Path) -> dict[str, str]:
    """The time of each address that the indices under ``root`` hold with an answer of success or a redirect."""
    found = {}
    for file in root.glob("collections/*/indexes/*.cdxj"):
        for line in file.read_text(encoding="utf-8").splitlines():
            key, stamp, fields = line.split(" ", 2)
            if key != "!meta" and str(json.loads(fields).get("status", "200"))[0] in "23-":
                found[json.loads(fields)["url"]] = stamp
    return found


def result(root: Path, page: PageCapture, held: list[Said], named: dict[str, str]) -> Result:
    """Replay ``page`` from the archive ``root``."""
    holds = captured(root)
    stamp = holds.get(page.url)
    if stamp is None:
        raise RuntimeError(f"{root}: does not hold {page.url}")
    at = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC).isoformat()
    seen = PageCapture(record_id=page.record_id, site=page.site, base=page.base, url=page.url, captured_at=at)
    with Check(root, pywb=PYWB / "wayback", chromium=chromium(None)) as check:
        replayed = check.open(seen, held)
    plain = {url.partition("?")[0] for url in holds}
    return Result(captured=len(named.keys() & plain), replayed=replayed)


def tables(results: dict[str, Result], live: dict[str, str], named: int) -> list[str]:
    """In Markdown: all of it, and by kind."""
    lines = [
        "| program | named, captured | loaded live, replayed | missing | leaked | text and thread |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for name, one in results.items():
        shown = one.shown(live)
        lines.append(
            f"| {name} | {one.captured} of {named} | {shown} of {len(live)} ({shown / len(live):.1%})"
            f" | {one.count('missing')} | {one.count('leaked')} | {'differ' if one.replayed.differences else 'equal'} |"
        )
    lines += [
        "",
        f"| kind | loaded live | {' | '.join(results)} |",
        f"| --- | ---: |{' ---: |' * len(results)}",
    ]
    for kind in sorted(set(live.values())):
        of_kind = sum(one == kind for one in live.values())
        counts = " | ".join(str(one.shown(live, kind)) for one in results.values())
        lines.append(f"| {kind} | {of_kind} | {counts} |")
    return lines


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        roots = {name: Path(place, str(number)) for number, name in enumerate((OURS, WGET, RECORDER))}
        with Ways() as ways:
            url, named = ways.site.url, ways.site.named()
            live = loaded_live(url)[url]
            ours(url, ways.site.base, roots[OURS])
            store = Store(f"sqlite:///{roots[OURS]}/archive.sqlite", read_only=True)
            with store.reading() as connection:
                page = latest_page(connection, url, None)
                assert page is not None
                held = said_then(connection, page)
            store.close()
            with collection_in(roots[WGET], page.site) as collection:
                wget(url, collection)
            with collection_in(roots[RECORDER], page.site) as collection:
                recorder(url, roots[RECORDER], collection)
        results = {name: result(root, page, held, named) for name, root in roots.items()}
    print("\n".join(tables(results, live, len(named))))


if __name__ == "__main__":
    main()
