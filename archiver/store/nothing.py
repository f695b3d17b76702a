"""What the store knows of a site of which no article was ever found."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """``answers``: each address that was ever asked for, in the order given, and the status it answered last (None: no
    answer). ``named`` counts the addresses that could be articles, ``asked_for`` those of them that were asked for.
    """

    answers: tuple[tuple[str, int | None], ...]
    named: int
    asked_for: int


def tried_in_vain(connection: Connection, site: str, urls: Iterable[str]) -> Tried | None:
    """What was tried of ``site``, at ``urls`` among others; None if the store holds an article of it."""
    if connection.exec_driver_sql("SELECT 1 FROM articles WHERE site = ? LIMIT 1", (site,)).first():
        return None
    answers = []
    for url in urls:
        row = connection.exec_driver_sql(
            "SELECT status FROM captures WHERE url = ? AND site = ? ORDER BY captured_at DESC, record_id DESC LIMIT 1",
            (url, site),
        ).one_or_none()
        if row is not None:
            answers.append((url, row[0]))
    named, asked_for = connection.exec_driver_sql(
        "SELECT count(*), coalesce(sum(EXISTS (SELECT 1 FROM captures k WHERE k.site = d.site AND k.page_url = d.url)), 0)"
        " FROM addresses d WHERE d.site = ? AND d.kind = 'article'",
        (site,),
    ).one()
    return Tried(answers=tuple(answers), named=named, asked_for=asked_for)
