"""Values to rows: tuples in the order of ``archiver.store.tables``' columns, without the store's own numbers.

What stands before the first column here (a capture's number, an article's, a comment's, a version's) is drawn when
the row is folded: a row can be made in any process.
"""

from collections.abc import Iterator

from archiver.items import Article, Capture, Comment, Landed, Testimony, ThreadPage
from archiver.store.times import moment, second

Row = tuple[object, ...]


def capture_row(item: Landed) -> Row:
    """What follows its number in a row of ``captures``."""
    c = item.capture
    return (
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
        moment(c.latest) if c.latest > c.captured_at else None,
    )


def problem_rows(item: Landed) -> Iterator[Row]:
    """What follows the capture in rows of ``problems``: what the parser did not understand."""
    if item.facts is None:
        return
    for position, problem in enumerate(item.facts.problems, 1):
        yield (position, problem.kind, problem.detail, None)


def article_version_row(article: Article, content: Row, capture: Capture) -> Row:
    """What follows the article in a row of ``article_versions``, with ``content`` (``wording.article_row``). What is settled of it is as if ``capture`` were
    the only one: mostly it is, and the row is written once.
    """
    seen, evidence = moment(capture.captured_at), capture.record_id
    return (article.part, *content, int(article.protected), 1, seen, seen, evidence, evidence)


def article_sighting_row(article: Article) -> Row:
    """What follows the version in a row of ``article_sightings``."""
    state = "protected" if article.protected else "present"
    modified = second(article.modified.at) if article.modified else None
    return (article.url, article.kind, state, modified, article.parts)


def article_settled(article: Article, capture: Capture) -> Row:
    """What follows its number in the site in a row of ``articles``, settled as if ``capture`` were the only one."""
    *shown, _ = article_sighting_row(article)
    seen = moment(capture.captured_at)
    return (*shown, max(article.parts, article.part), seen, seen, capture.record_id)


def thread_row(thread: ThreadPage) -> Row:
    """What follows the article in a row of ``thread_pages``."""
    return (
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


def comment_rows(thread: ThreadPage, capture: Capture) -> Iterator[Row]:
    """What follows the version in each comment's row of ``comments``: settled as if ``capture`` were the only one. Mostly
    it is, and the row is written once; else ``settle`` corrects it.
    """
    seen = moment(capture.captured_at)
    roots: dict[int, int | None] = {}
    for comment in thread.comments:
        number, parent, known = comment.comment_id, comment.parent_id, comment.parent_known
        roots[number] = number if parent is None and known else roots.get(parent) if parent else None
        yield (
            parent, int(known), "page" if known else None, roots[number], None, None, comment.depth, comment.position,
            thread.number, 1, seen, seen, capture.record_id,
        )  # fmt: skip


def sighting_row(comment: Comment) -> Row:
    """What follows the version in a row of ``sightings``."""
    return (comment.kind, comment.parent_id, int(comment.parent_known), comment.depth, comment.position)


def testimony_row(one: Testimony) -> Row:
    """What follows the digest in a row of ``testimony_versions``."""
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
