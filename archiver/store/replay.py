"""What a check of replay asks of the store: which captures show a page, and what each of them says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCapture:
    """A capture of an article's page; ``base`` is the address its run had as its site's own ("" for the site file's)."""

    record_id: str
    site: str
    base: str
    url: str
    captured_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the store has of one capture: the article's title and text (None: no article was found on it),
    and of each comment its author and text.
    """

    title: str | None
    text: str | None
    comments: Mapping[int, tuple[str, str]]


_PAGES = """
    SELECT k.record_id, k.site, coalesce((SELECT w.base FROM warcinfos w WHERE w.run = k.run LIMIT 1), '') AS base, k.url,
           k.captured_at
    FROM captures k WHERE k.status = 200 AND k.kind IN ('response', 'revisit') AND k.truncated IS NULL
"""
_ARTICLES = f"{_PAGES} AND k.page_kind = 'article'"


def latest_page(connection: Connection, url: str, site: str | None) -> PageCapture | None:
    """The latest whole capture of ``url`` with status 200, of one site if given; None if there is none."""
    row = connection.exec_driver_sql(
        f"{_PAGES} AND k.url = ? AND k.site = coalesce(?, k.site) ORDER BY k.captured_at DESC, k.record_id DESC LIMIT 1",
        (url, site),
    ).one_or_none()
    return None if row is None else _page(row)


def some_pages(
    connection: Connection, *, site: str | None, run: str | None, most: int, chance: float
) -> list[PageCapture]:
    """At most ``most`` captures of articles' pages, of one site or run if given, spread evenly from a start that
    ``chance`` (0 to 1) picks.
    """
    given = {"k.site": site, "k.run": run}
    where = "".join(f" AND {name} = ?" for name, value in given.items() if value is not None)
    values = [value for value in given.values() if value is not None]
    rows = connection.exec_driver_sql(f"{_ARTICLES}{where} ORDER BY k.id", tuple(values)).all()
    step = max(1, len(rows) // most)
    return [_page(row) for row in rows[int(chance * step) :: step][:most]]


def said_then(connection: Connection, page: PageCapture) -> list[Said]:
    """What the captures of the page's address in its second say: replay can't tell them apart."""
    ids = connection.exec_driver_sql(
        "SELECT id FROM captures WHERE url = ? AND site = ? AND substr(captured_at, 1, 19) = ? AND status = 200",
        (page.url, page.site, page.captured_at[:19]),
    ).all()
    return [_said(connection, row[0]) for row in ids]


def _said(connection: Connection, capture: int) -> Said:
    article = connection.exec_driver_sql(
        "SELECT v.title, v.text FROM article_sightings s JOIN article_versions v ON v.id = s.version_id"
        " WHERE s.capture_id = ?",
        (capture,),
    ).one_or_none()
    comments = connection.exec_driver_sql(
        "SELECT c.comment_id, v.author, v.text FROM sightings s JOIN comments c ON c.id = s.comment_ref"
        " JOIN comment_versions v ON v.id = s.version_id WHERE s.capture_id = ?",
        (capture,),
    )
    title, text = article if article is not None else (None, None)
    return Said(title=title, text=text, comments={row[0]: (row[1], row[2]) for row in comments})


def _page(row: Sequence[str]) -> PageCapture:
    return PageCapture(record_id=row[0], site=row[1], base=row[2], url=row[3], captured_at=row[4])
