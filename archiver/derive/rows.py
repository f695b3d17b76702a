"""Values to rows: tuples in the order of ``archiver.store.tables``' columns."""

from collections.abc import Iterable, Iterator

from archiver.derive.wording import article_row
from archiver.items import Article, Capture, Comment, Landed, ThreadPage
from archiver.store.times import moment, second

Row = tuple[object, ...]


def capture_row(number: int, item: Landed) -> Row:
    """A row of ``captures``."""
    c = item.capture
    return (
        number,
        c.record_id,
        item.site,
        c.url,
        moment(c.captured_at),
        moment(c.earliest),
        c.status,
        c.mime,
        c.payload_digest,
        c.block_digest,
        c.kind,
        c.refers_to,
        c.truncated,
        c.warc,
        c.offset,
        c.length,
        c.run,
        item.page_kind,
        item.page_url,
    )


def address_rows(items: Iterable[Landed]) -> list[Row]:
    """Rows of ``addresses``: what these pages name, one row an address, as the store would join them
    (``store.write.upsert_addresses``): most links stand on every page.
    """
    naming = [
        (moment(item.capture.captured_at), item.capture.record_id, item) for item in items if item.facts
    ]
    found: dict[tuple[str, str], list[str | None]] = {}
    for seen, record_id, item in sorted(naming, key=lambda one: one[:2]):
        for address in item.facts.addresses if item.facts else ():
            key = (item.site, address.url)
            row = found.get(key)
            if row is None:
                row = found[key] = [*key, address.kind, None, None, seen, record_id]
            if address.modified or address.activity:
                # A site's clock that runs ahead must not have its threads asked for until time has caught up.
                modified = (
                    second(min(address.modified, item.capture.captured_at)) if address.modified else None
                )
                row[3] = max(row[3] or "", modified or "") or None
                row[4] = max(row[4] or "", (modified or seen) if address.activity else "") or None
    return [tuple(row) for row in found.values()]


def problem_rows(number: int, item: Landed) -> Iterator[Row]:
    """Rows of ``problems``: what the parser did not understand."""
    if item.facts is None:
        return
    for position, problem in enumerate(item.facts.problems, 1):
        yield (number, position, problem.kind, problem.detail, None)


def article_version_row(owner: int, article: Article, capture: Capture) -> tuple[tuple[int, str, int], Row]:
    """A row of ``article_versions`` without its id, and its key. What is settled of it is as if ``capture`` were
    the only one: mostly it is, and the row is written once.
    """
    content = article_row(article)
    seen, evidence = moment(capture.captured_at), capture.record_id
    row = (owner, article.part, *content, int(article.protected), 1, seen, seen, evidence, evidence)
    return (owner, content[0], article.part), row


def comment_rows(owner: int, thread: ThreadPage, capture: Capture) -> dict[int, Row]:
    """What follows site and number in a row of ``comments``, by number: all that is settled but its version, as if
    ``capture`` were the only one. Mostly it is, and the row is written once; else ``settle`` corrects it.
    """
    seen = moment(capture.captured_at)
    roots: dict[int, int | None] = {}
    made: dict[int, Row] = {}
    for comment in thread.comments:
        number, parent, known = comment.comment_id, comment.parent_id, comment.parent_known
        roots[number] = number if parent is None and known else roots.get(parent) if parent else None
        made[number] = (
            owner, comment.kind, "present", None, parent, int(known), "page" if known else None, roots[number], None,
            None, comment.depth, comment.position, thread.number, 1, seen, seen, capture.record_id,
        )  # fmt: skip
    return made


def article_sighting_row(number: int, owner: int, version: int, article: Article) -> Row:
    """A row of ``article_sightings``."""
    state = "protected" if article.protected else "present"
    modified = second(article.modified.at) if article.modified else None
    return (number, owner, version, article.url, article.kind, state, modified, article.parts)


def thread_row(number: int, owner: int, thread: ThreadPage) -> Row:
    """A row of ``thread_pages``."""
    return (
        number,
        owner,
        thread.number,
        thread.lowest,
        thread.highest,
        thread.claimed,
        thread.claimed_as_printed,
        thread.order,
        None if thread.threaded is None else int(thread.threaded),
        thread.state,
        thread.layout,
        len(thread.comments),
    )


def sighting_row(number: int, ref: int, version: int, comment: Comment) -> Row:
    """A row of ``sightings``."""
    return (
        number,
        ref,
        version,
        comment.kind,
        comment.parent_id,
        int(comment.parent_known),
        comment.depth,
        comment.position,
    )
