"""What second witnesses say, as rows: one for each wording of a statement, one for each capture that makes it."""

from collections.abc import Iterable

from archiver.derive.wording import digest_of
from archiver.items import Landed, Testimony
from archiver.store import write
from archiver.store.engine import Connection
from archiver.store.times import second

Key = tuple[str, int, str, str]
"""Site, comment, witness, digest."""


def testify(connection: Connection, numbered: Iterable[tuple[int, Landed]]) -> set[int]:
    """Insert what these captures testify; the ids of the articles it is of, as far as they are known."""
    told = [
        (number, _key(item.site, one), one)
        for number, item in numbered
        if item.facts is not None
        for one in item.facts.testimonies
    ]
    if not told:
        return set()
    ids = _versions(connection, {key: one for _, key, one in told})
    write.insert(connection, "testimonies", {(number, ids[key]) for number, key, _ in told})
    touched: set[int] = set()
    for site in {key[0] for _, key, _ in told}:
        ours = [one for _, key, one in told if key[0] == site]
        posts = {one.post_id for one in ours if one.post_id is not None}
        urls = {one.article_url for one in ours if one.article_url is not None}
        touched |= write.articles_of_posts(connection, site, posts)
        touched.update(write.articles_at(connection, site, urls).values())
    return touched


def _versions(connection: Connection, wanted: dict[Key, Testimony]) -> dict[Key, int]:
    held: dict[Key, int] = {}
    for site in {key[0] for key in wanted}:
        held |= write.testimony_ids(connection, site, {key[1] for key in wanted if key[0] == site})
    fresh = [key for key in wanted if key not in held]
    first = write.next_id(connection, "testimony_versions")
    rows = [(first + n, *key, *_content(wanted[key])) for n, key in enumerate(fresh)]
    write.insert(connection, "testimony_versions", rows)
    return held | {key: first + n for n, key in enumerate(fresh)}


def _key(site: str, one: Testimony) -> Key:
    return (site, one.comment_id, one.witness, digest_of(*_content(one)))


def _content(one: Testimony) -> tuple[object, ...]:
    published = one.published
    return (
        one.post_id,
        one.article_url,
        one.parent_id,
        int(one.parent_known),
        one.kind,
        one.author,
        one.author_url,
        second(published.at) if published else None,
        published.printed if published else None,
        one.html,
        one.text,
    )
