"""A capture becomes an item: the same function live and in a rebuild.

Every capture lands here, whether or not a spider ever sees its response:
redirects, robots.txt, refusals and failures are facts too.
"""

import logging
import re
from datetime import datetime
from urllib.parse import urlsplit

from archiver.derive.dedupe import dedupe
from archiver.derive.validate import validate
from archiver.errors import WireError
from archiver.items import Capture, Landed, Page, PageFacts, Problem
from archiver.parse.addresses import article_address
from archiver.parse.page import parse_page
from archiver.parse.site import Site
from archiver.wire.messages import read_response_head, split_interim
from archiver.wire.page import page_from_block

logger = logging.getLogger(__name__)

PARSED = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "application/xml",
        "text/xml",
        "application/rss+xml",
        "application/atom+xml",
        "application/json",
        "text/plain",
        "application/gzip",  # a packed sitemap
        "application/x-gzip",
    }
)
"""Media types that may say something of articles and threads. An answer without one is tried too."""

_SITEMAP = re.compile(r"/[^/?]*sitemap[^/?]*\.(?:xml|txt)(?:\.gz)?(?=\?|$)", re.IGNORECASE)
"""An address that is a sitemap's whatever its media type: packed ones come as any."""


def land(capture: Capture, block: bytes, site: Site) -> Landed:
    """The item for ``capture``, whose response bytes (head and body) are ``block``.

    What can't be parsed lands all the same, with a problem that says why.
    """
    kind, facts = _facts(capture, block, site)
    return Landed(
        site=site.name,
        capture=capture,
        page_kind=kind,
        page_url=article_address(capture.url, site),
        facts=facts,
    )


def process(capture: Capture, block: bytes, site: Site) -> Landed:
    """The item as the pipelines make it: landed, validated, deduped."""
    return dedupe(validate(land(capture, block, site)))


def supposed(url: str, block: bytes, at: datetime) -> Capture:
    """A capture as if ``block`` had come from ``url`` at ``at``, for pages that no archive holds. Raises WireError
    where it is no answer.
    """
    head = read_response_head(split_interim(block)[1])
    return Capture(
        record_id="urn:none",
        url=url,
        captured_at=at,
        earliest=at,
        latest=at,
        status=head.status,
        mime=None,
        payload_digest=None,
        block_digest=None,
        kind="response",
        refers_to=None,
        truncated=None,
        warc="",
        offset=0,
        length=0,
        run="",
    )


def is_parsed(capture: Capture) -> bool:
    """Whether the block of ``capture`` is looked into; else what it is shows without."""
    if capture.kind == "failure" or capture.status == 304:
        return False
    named = capture.mime is None or capture.mime in PARSED or (capture.status or 0) >= 300
    return named or _SITEMAP.search(capture.url) is not None


def _facts(capture: Capture, block: bytes, site: Site) -> tuple[str, PageFacts | None]:
    if capture.kind == "failure":
        return "failure", None
    if capture.status == 304:
        return "unchanged", None
    if not is_parsed(capture) or _is_foreign(capture, site):
        return "resource", None
    page: Page | None = None
    try:
        page = page_from_block(block, capture)
        facts = parse_page(page, site)
    except WireError as error:
        return "unreadable", _failed(capture, page, "unreadable", str(error))
    except Exception as error:  # a defect of the parser must cost neither the capture nor the run
        logger.exception("%s: the parser failed", capture.url)
        return "unparsed", _failed(capture, page, "parser-failed", f"{type(error).__name__}: {error}")
    return facts.kind, facts


def _is_foreign(capture: Capture, site: Site) -> bool:
    """Whether this is another host's page, there because one of ours shows it in a frame: its
    article is none of this site's, though the markup and the numbers look the same.
    """
    if not site.hosts or (capture.status or 0) >= 300:
        return False
    parts = urlsplit(capture.url)
    host = parts.netloc.rpartition("@")[2].lower()
    port = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    return host.removesuffix(port) not in site.hosts


def _failed(capture: Capture, page: Page | None, kind: str, detail: str) -> PageFacts:
    empty = Page(
        url=capture.url, status=capture.status or 0, headers=(), body=b"", whole=False, capture=capture
    )
    return PageFacts(kind="unparsed", page=page or empty, problems=(Problem(kind=kind, detail=detail),))
