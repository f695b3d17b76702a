"""What a browser loads of a live page, and what of it replays: the measure of fidelity."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archiver.replay.browser import browsing, chromium, tab
from archiver.replay.gate import Gate
from tests.replay.archived import check_replay

Live = dict[str, dict[str, str]]
"""For each page, the kind of each address that a browser loaded with success to show it."""


def loaded_live(*urls: str) -> Live:
    """Show the pages at ``urls`` in a browser that may ask anybody."""
    found: Live = {}
    with Gate(lambda host: True) as gate, browsing(chromium(None), gate) as browser:
        for url in urls:
            with tab(browser, gate) as shown:
                assert shown.open(url)
            asked = gate.take()
            found[url] = {one.url: one.kind for one in asked if one.status is not None and one.status < 400}
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Fidelity:
    """How a page replays beside how it was: addresses by what became of them, and what ``check-replay`` said."""

    live: dict[str, str]
    replayed: frozenset[str]
    page: dict[str, Any]

    @property
    def share(self) -> float:
        """The part of what was loaded live that was replayed."""
        return len(self.live.keys() & self.replayed) / len(self.live)

    @property
    def lost(self) -> dict[str, str]:
        """What was loaded live and was not replayed, with its kind."""
        return {url: kind for url, kind in self.live.items() if url not in self.replayed}

    def of(self, outcome: str) -> list[str]:
        """The addresses with that outcome."""
        return [part["url"] for part in self.page["parts"] if part["outcome"] == outcome]

    def by_kind(self) -> dict[str, tuple[int, int]]:
        """Of each kind, how many were loaded live, and how many of these were replayed."""
        kinds = sorted(set(self.live.values()))
        return {kind: _counted(self.live, kind, self.replayed) for kind in kinds}


def _counted(live: dict[str, str], kind: str, replayed: Iterable[str]) -> tuple[int, int]:
    urls = {url for url, one in live.items() if one == kind}
    return len(urls), len(urls & set(replayed))


def fidelities(folder: Path, live: Live) -> list[Fidelity]:
    """Replay each page of ``live`` from the archive ``folder``."""
    told = check_replay(folder, *live, "--json")
    assert told.status in (0, 1), told.err
    return [_fidelity(live[page["url"]], page) for page in told.json["pages"]]


def _fidelity(live: dict[str, str], page: dict[str, Any]) -> Fidelity:
    replayed = frozenset(part["url"] for part in page["parts"] if part["outcome"] == "replayed")
    return Fidelity(live=live, replayed=replayed, page=page)
