"""Values to rows: tuples in the order of ``archiver.store.tables``' columns."""

from collections.abc import Iterator

from archiver.derive.wording import article_row
from archiver.items import Article, Comment, Landed, ThreadPage
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


def address_rows(item: Landed) -> Iterator[Row]:
    """Rows of ``addresses``: what the page names."""
    if item.facts is None:
        return
    seen = moment(item.capture.captured_at)
    for address in item.facts.addresses:
        # A site's clock that runs ahead must not have its threads asked for until time has caught up.
        modified = second(min(address.modified, item.capture.captured_at)) if address.modified else None
        active = (modified or seen) if address.activity else None
        yield (item.site, address.url, address.kind, modified, active, seen, item.capture.record_id)


def problem_rows(number: int, item: Landed) -> Iterator[Row]:
    """Rows of ``problems``: what the parser did not understand."""
    if item.facts is None:
        return
    for position, problem in enumerate(item.facts.problems, 1):
        yield (number, position, problem.kind, problem.detail, None)


def article_version_row(owner: int, article: Article) -> tuple[tuple[int, str, int], Row]:
    """A row of ``article_versions`` without its id, not yet current; and its key."""
    content = article_row(article)
    return (owner, content[0], article.part), (owner, article.part, *content, int(article.protected), 0)


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
