"""The tables, by SQLAlchemy Core. What a row is stands in ``docs/archivist.md``.

Rules kept here: names are plural nouns; natural keys are unique, and an
integer ``id`` stands in for one where rows are many; every time is UTC
ISO 8601 text with microseconds (it sorts as it is); a list is a JSON array in
text; tables are STRICT. Nothing here is a source: each row is derived from the
WARC files and can be derived again. Columns under "settled" are computed from
all captures of an article and overwritten whenever one of its pages arrives.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Table, Text, UniqueConstraint, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _maybe_text(name: str) -> Column[str]:
    return Column(name, Text)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _maybe_number(name: str) -> Column[int]:
    return Column(name, Integer)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _table(name: str, *parts: Column[int] | Column[str] | Index | UniqueConstraint) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True)


def _capture(name: str = "capture_id", *, primary_key: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey("captures.id"), nullable=False, primary_key=primary_key)


warc_files = _table(
    "warc_files",
    Column("warc", Text, primary_key=True),
    _text("site"),
    _number("derived_to"),  # bytes: every whole record before this offset is derived, and settled
)

runs = _table(
    "runs",
    Column("run", Text, primary_key=True),
    _text("site"),
    _text("started_at"),
    _maybe_text("ended_at"),  # empty: the run was cut off
    _maybe_text("finish_reason"),
    _maybe_number("exit_status"),
    _text("software"),
    _text("details"),  # JSON: the warcinfo's fields and the end record's
    _text("evidence"),  # the warcinfo record
)

warcinfos = _table(
    "warcinfos",
    Column("record_id", Text, primary_key=True),
    _text("run"),
    _text("site"),
    _text("base"),
)

captures = _table(
    "captures",
    _id(),
    Column("record_id", Text, nullable=False, unique=True),
    _text("site"),
    _text("url"),
    _text("captured_at"),
    _text("earliest"),
    _maybe_number("status"),
    _maybe_text("mime"),
    _maybe_text("payload_digest"),
    _maybe_text("block_digest"),
    _text("kind"),
    _maybe_text("refers_to"),
    _maybe_text("truncated"),
    _text("warc"),
    _number("offset"),
    _number("length"),
    _text("run"),
    _text("page_kind"),
    _maybe_text("page_url"),  # the article's permalink by the site's rules, where the address has that form
    _maybe_text("latest"),  # when all of the answer had come; empty: no record tells
    Index(None, "url", "captured_at"),
    Index(None, "site", "page_url"),
    Index(None, "warc", "offset"),
    Index(None, "payload_digest"),
    Index(None, "run"),
)

notes = _table(
    "notes",
    Column("record_id", Text, primary_key=True),
    _text("run"),
    _text("at"),
    _text("kind"),
    _text("fields"),  # JSON object
    Index(None, "run", "kind"),
    Index("ix_notes_article", text("json_extract(fields, '$.article')")),
)

articles = _table(
    "articles",
    _id(),
    _text("site"),
    _text("key"),  # "post:ID", or "url:PERMALINK" where no page shows an id
    _maybe_number("post_id"),
    # settled
    _text("url"),
    _text("kind"),
    _text("state"),  # present, gone, protected
    _maybe_text("modified_at"),
    _maybe_number("parts"),
    _maybe_text("first_seen"),
    _maybe_text("last_seen"),
    _maybe_text("evidence"),
    UniqueConstraint("site", "key"),
    Index(None, "site", "url"),
)

article_urls = _table(
    "article_urls",
    Column("site", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("article_id", Integer, ForeignKey("articles.id"), nullable=False),
    Index(None, "article_id"),
)

article_versions = _table(
    "article_versions",
    _id(),
    Column("article_id", Integer, ForeignKey("articles.id"), nullable=False),
    _number("part"),
    _text("digest"),  # of everything below
    _text("words"),  # of what a reader reads: equal words are no edit
    _text("title"),
    _text("subtitle"),
    _text("byline"),
    _text("byline_url"),
    _maybe_text("published_at"),
    _maybe_text("published_as_printed"),
    _maybe_text("published_source"),
    _text("categories"),
    _text("tags"),
    _text("html"),
    _text("text"),
    _text("quotes"),
    _text("image_url"),
    _text("image_credit"),
    _text("links"),
    _number("protected"),  # 1: the page asked for a password and showed no body
    # settled
    _number("current"),  # 1: what the last capture of this part shows
    _maybe_text("first_seen"),
    _maybe_text("last_seen"),
    _maybe_text("first_evidence"),
    _maybe_text("last_evidence"),
    UniqueConstraint("article_id", "part", "digest"),
)

article_sightings = _table(
    "article_sightings",
    _capture(primary_key=True),
    Column("article_id", Integer, ForeignKey("articles.id"), nullable=False),
    Column("version_id", Integer, ForeignKey("article_versions.id")),
    _text("url"),
    _text("kind"),
    _text("state"),
    _maybe_text("modified_at"),
    _maybe_number("parts"),
    Index(None, "article_id"),
)

thread_pages = _table(
    "thread_pages",
    _capture(primary_key=True),
    Column("article_id", Integer, ForeignKey("articles.id"), nullable=False),
    _maybe_number("number"),
    _maybe_number("lowest"),
    _maybe_number("highest"),
    _maybe_number("claimed"),
    _text("claimed_as_printed"),
    _text("comment_order"),
    _maybe_number("threaded"),
    _text("state"),
    _text("layout"),
    _number("shown"),
    Index(None, "article_id"),
)

threads = _table(
    "threads",
    Column("article_id", Integer, ForeignKey("articles.id"), primary_key=True),
    _maybe_number("claimed"),
    _number("held"),
    _number("vanished"),
    _maybe_number("pages"),
    _number("complete"),
    _text("reason"),
    _number("looks"),
    _maybe_text("last_complete_look"),
)

thread_snapshots = _table(
    "thread_snapshots",
    Column("look", Text, primary_key=True),
    Column("article_id", Integer, ForeignKey("articles.id"), primary_key=True),
    _text("run"),
    _text("started_at"),
    _text("ended_at"),
    _text("captures"),  # JSON array of record ids
    _number("pages"),
    _maybe_number("claimed"),
    _number("found"),
    _number("complete"),
    _text("reason"),
    Index(None, "article_id"),
)

comments = _table(
    "comments",
    _id(),
    _text("site"),
    _number("comment_id"),
    # settled
    Column("article_id", Integer, ForeignKey("articles.id"), nullable=False),
    _text("kind"),
    _text("state"),
    Column("version_id", Integer, ForeignKey("comment_versions.id", use_alter=True)),
    _maybe_number("parent_id"),
    _number("parent_known"),
    _maybe_number("root_id"),
    _number("depth"),
    _number("position"),
    _maybe_number("page"),
    _number("versions"),
    _maybe_text("first_seen"),
    _maybe_text("last_seen"),
    _maybe_text("evidence"),
    _maybe_text("parent_witness"),  # page, rest; empty: nobody knows
    _maybe_text("exact_at"),  # by a second witness, where the page prints no time or minutes alone
    _maybe_text("exact_witness"),
    UniqueConstraint("site", "comment_id"),
    Index(None, "article_id"),
)

comment_versions = _table(
    "comment_versions",
    _id(),
    Column("comment_ref", Integer, ForeignKey("comments.id"), nullable=False),
    _text("digest"),
    _text("words"),
    _text("author"),
    _text("author_url"),
    _maybe_text("published_at"),
    _maybe_text("published_as_printed"),
    _maybe_text("published_source"),
    _text("html"),
    _text("text"),
    _text("links"),
    UniqueConstraint("comment_ref", "digest"),
)

sightings = Table(
    "sightings",
    metadata,
    _capture(primary_key=True),
    Column("comment_ref", Integer, ForeignKey("comments.id"), primary_key=True),
    Column("version_id", Integer, ForeignKey("comment_versions.id"), nullable=False),
    _text("kind"),
    _maybe_number("parent_id"),
    _number("parent_known"),
    _number("depth"),
    _number("position"),
    Index(None, "comment_ref"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

events = _table(
    "events",
    _id(),
    Column("article_id", Integer, ForeignKey("articles.id"), nullable=False),
    _maybe_number("comment_id"),
    _text("kind"),
    _maybe_text("not_before"),
    _text("not_after"),
    _maybe_text("before_evidence"),
    _text("after_evidence"),
    _text("detail"),  # JSON object
    Index(None, "article_id"),
    Index(None, "not_after"),
)

problems = _table(
    "problems",
    _capture(primary_key=True),
    Column("position", Integer, primary_key=True),
    _text("kind"),
    _text("detail"),
    # settled: of what one capture alone doesn't show, the article whose witnesses disagree
    Column("article_id", Integer, ForeignKey("articles.id")),
    Index(None, "article_id"),
)

testimony_versions = _table(
    "testimony_versions",
    _id(),
    _text("site"),
    _number("comment_id"),
    _text("witness"),  # rest, feed
    _text("digest"),  # of everything below
    _maybe_number("post_id"),
    _maybe_text("article_url"),
    _maybe_number("parent_id"),
    _number("parent_known"),
    _maybe_text("kind"),
    _text("author"),
    _text("author_url"),
    _maybe_text("published_at"),
    _maybe_text("published_as_printed"),
    _text("html"),
    _text("text"),
    UniqueConstraint("site", "comment_id", "witness", "digest"),
    Index(None, "site", "post_id"),
    Index(None, "site", "article_url"),
)

testimonies = Table(
    "testimonies",
    metadata,
    _capture(primary_key=True),
    Column("version_id", Integer, ForeignKey("testimony_versions.id"), primary_key=True),
    Index(None, "version_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

addresses = _table(
    "addresses",
    Column("site", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    _text("kind"),
    _maybe_text("modified_at"),
    _maybe_text("active_at"),
    _text("first_seen"),
    _text("evidence"),
    Index(None, "site", "kind"),
)
