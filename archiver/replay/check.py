"""Captures opened in the browser through the project's pywb: what was replayed, what was missing, what leaked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self
from urllib.parse import quote, urlsplit

from archiver.replay.browser import browsing, tab
from archiver.replay.gate import Asked, Gate
from archiver.replay.texts import differences, unrewritten
from archiver.replay.wayback import wayback
from archiver.store.replay import PageCapture, Said
from archiver.warc.disk import storage

Outcome = Literal["replayed", "missing", "leaked"]
OUTCOMES: tuple[Outcome, ...] = ("replayed", "missing", "leaked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that the browser asked for to show a page: its address as captured, its kind (Fetch's destination)
    and what became of it. What a policy of pywb's forbade counts as missing.
    """

    url: str
    kind: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A page as it replayed. ``differences`` are sentences on how its text differs from the store's."""

    page: PageCapture
    loaded: bool
    parts: tuple[Part, ...]
    differences: tuple[str, ...]
    screenshot: Path | None

    @property
    def is_whole(self) -> bool:
        """Whether the page came with all that it asked for, says what the store says, and nothing leaked."""
        return self.loaded and not self.differences and all(one.outcome == "replayed" for one in self.parts)


def by_kind(parts: Sequence[Part]) -> dict[str, dict[str, int]]:
    """How many there are of each kind and outcome."""
    counts = Counter((one.kind, one.outcome) for one in parts)
    kinds = sorted({one.kind for one in parts})
    return {kind: {outcome: counts[kind, outcome] for outcome in OUTCOMES} for kind in kinds}


class Check:
    """A context manager: pywb over the archive ``output``, and the browser with no way out but to it.

    Raises BadInput where one of them is missing or ends.
    """

    def __init__(self, output: Path, *, pywb: Path, chromium: Path, screenshots: Path | None = None) -> None:
        self._output, self._pywb, self._chromium, self._screenshots = output, pywb, chromium, screenshots
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._host = f"127.0.0.1:{stack.enter_context(wayback(self._pywb, self._output))}"
            self._gate = stack.enter_context(Gate(lambda host: host == self._host))
            self._browser = stack.enter_context(browsing(self._chromium, self._gate))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def open(self, page: PageCapture, held: Sequence[Said]) -> Replayed:
        """Show ``page``, of which the store says ``held``. Raises StorageFailed where its picture can't be kept."""
        collection = f"/{quote(page.site, safe='@:')}/"
        stamp = "".join(digit for digit in page.captured_at[:19] if digit.isdigit())
        self._gate.take()
        with tab(self._browser, self._gate) as shown:
            loaded = shown.open(f"http://{self._host}{collection}{stamp}/{page.url}")
            html = unrewritten(unrewritten(shown.html(), f"http://{self._host}{collection}"), collection)
            parts = tuple(dict.fromkeys(self._parts(self._gate.take(), shown.blocked(), collection)))
            picture = self._keep(shown.screenshot(), stamp, page) if self._screenshots else None
        came = any(one.kind == "page" and one.outcome == "replayed" for one in parts)
        return Replayed(
            page=page,
            loaded=loaded and came,
            parts=parts,
            differences=differences(page, held, html) if came else ("the page does not replay",),
            screenshot=picture,
        )

    def _parts(self, asked: Sequence[Asked], blocked: Sequence[str], collection: str) -> Iterator[Part]:
        for one in asked:
            if not one.allowed:
                yield Part(url=one.url, kind=one.kind, outcome="leaked")
                continue
            path = one.url.removeprefix(f"http://{self._host}")
            redirects = one.status is not None and 300 <= one.status < 400
            if path.startswith("/static/") or (redirects and not one.archived):
                continue  # pywb's own
            outcome: Outcome = "replayed" if one.archived else "missing"
            yield Part(url=unrewritten(path, collection), kind=one.kind, outcome=outcome)
        for url in blocked:
            if urlsplit(url).scheme in ("http", "https", "ws", "wss"):
                path = url.removeprefix(f"http://{self._host}")
                yield Part(url=unrewritten(path, collection), kind="other", outcome="missing")

    def _keep(self, picture: bytes, stamp: str, page: PageCapture) -> Path:
        assert self._screenshots is not None  # noqa: S101 - it is only called then
        name = quote(page.record_id.rpartition(":")[2].strip("<>"), safe="")  # a foreign id may be any URI
        file = self._screenshots / f"{stamp}-{name}.png"
        with storage(file):
            file.write_bytes(picture)
        return file
