"""Saved pages and what is expected of them: ``pages/NAME.html`` beside ``pages/NAME.json``.

The JSON names the page's address and site, and holds the facts that stand on it.
After a change that is meant, ``python -m tests.parse.saved`` writes the facts anew;
the difference is then read line by line before it is committed.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archiver.derive.land import supposed
from archiver.items import LinkKind, Page, PageFacts
from archiver.parse.addresses import locate
from archiver.parse.page import parse_page
from archiver.parse.site import Site
from archiver.sites import site_named

PAGES = Path(__file__).parent / "pages"
CAPTURED_AT = datetime(2026, 1, 1, tzinfo=UTC)
CARACAS = "https://www.caracaschronicles.com"


def page_of(
    body: bytes | str,
    url: str = f"{CARACAS}/2018/12/11/slug/",
    *,
    status: int = 200,
    media: str | None = "text/html; charset=UTF-8",
    headers: tuple[tuple[bytes, bytes], ...] = (),
    whole: bool = True,
) -> Page:
    data = body.encode() if isinstance(body, str) else body
    capture = supposed(url, b"HTTP/1.1 %d Told\r\n\r\n" % status, CAPTURED_AT)
    kind = () if media is None else ((b"Content-Type", media.encode()),)
    return Page(url=url, status=status, headers=(*kind, *headers), body=data, whole=whole, capture=capture)


def kind_of(url: str, site: Site) -> LinkKind | None:
    """What an address looks like; None if it is another site's."""
    located = locate(url, site)
    return None if located is None else located[1]


def read(name: str) -> PageFacts:
    """What is made of the saved page ``name``."""
    expected = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    body = (PAGES / f"{name}.html").read_bytes()
    page = page_of(body, expected["url"], media=expected["media"])
    return parse_page(page, site_named(expected["site"]))


def read_text(body: bytes | str, site: Site | str = "caracas", **page: Any) -> PageFacts:
    """What is made of a page written in a test."""
    return parse_page(page_of(body, **page), site_named(site) if isinstance(site, str) else site)


def plain(facts: PageFacts) -> Any:
    """Facts as JSON holds them, without the page itself."""
    values = {key: value for key, value in _as_dict(facts).items() if key != "page"}
    return json.loads(json.dumps(values, default=lambda value: value.isoformat()))


def _as_dict(facts: PageFacts) -> dict[str, Any]:
    return {
        "kind": facts.kind,
        "problems": [asdict(problem) for problem in facts.problems],
        "article": None if facts.article is None else asdict(facts.article),
        "thread": None if facts.thread is None else asdict(facts.thread),
        "addresses": [f"{address.kind} {address.url}" for address in facts.addresses],
    }


def names() -> list[str]:
    return sorted(path.stem for path in PAGES.glob("*.json"))


def write_anew() -> None:
    for name in names():
        path = PAGES / f"{name}.json"
        expected = json.loads(path.read_text(encoding="utf-8"))
        expected["facts"] = plain(read(name))
        path.write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_anew()
