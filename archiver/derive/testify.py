"""What second witnesses say, as rows: one for each wording of a statement, one for each capture that makes it."""

from collections.abc import Iterable

from archiver.derive.sheet import ToldCapture, ToldTestimony
from archiver.store import write
from archiver.store.engine import Connection

Key = tuple[str, int, str, str]
"""Site, comment, witness, digest."""


def testify(connection: Connection, numbered: Iterable[tuple[int, ToldCapture]]) -> set[int]:
    """Insert what these captures testify; the ids of the articles it is of, as far as they are known."""
    told = [
        (number, (one.site, said.comment_id, said.witness, said.digest), said)
        for number, one in numbered
        for said in one.testimonies
    ]
    if not told:
        return set()
    ids = _versions(connection, {key: said for _, key, said in told})
    write.insert(connection, "testimonies", {(number, ids[key]) for number, key, _ in told})
    touched: set[int] = set()
    for site in {key[0] for _, key, _ in told}:
        ours = [said for _, key, said in told if key[0] == site]
        posts = {said.post_id for said in ours if said.post_id is not None}
        urls = {said.article_url for said in ours if said.article_url is not None}
        touched |= write.articles_of_posts(connection, site, posts)
        touched.update(write.articles_at(connection, site, urls).values())
    return touched


def _versions(connection: Connection, wanted: dict[Key, ToldTestimony]) -> dict[Key, int]:
    held: dict[Key, int] = {}
    for site in {key[0] for key in wanted}:
        held |= write.testimony_ids(connection, site, {key[1] for key in wanted if key[0] == site})
    fresh = [key for key in wanted if key not in held]
    first = write.next_id(connection, "testimony_versions")
    write.insert(
        connection, "testimony_versions", [(first + n, *key, *wanted[key].row) for n, key in enumerate(fresh)]
    )
    return held | {key: first + n for n, key in enumerate(fresh)}
