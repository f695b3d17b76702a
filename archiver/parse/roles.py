"""What the class names inside a comment say their elements are, in themes of all years."""

import re
from functools import lru_cache

from archiver.parse.chains import tokens_of

CONTENT, BODY, AUTHOR, WRAPS_AUTHOR, META, TIME, REPLY, REPLIES, NAME, EDIT, DATE = (
    1 << bit for bit in range(11)
)

MORE = "wpdiscuz-readmore"
"""What leads to the other words of a comment that a page holds in part."""

ADDED = (
    MORE,
    "comment-likes",
    "comment-awaiting-moderation",
    "moderation",
    "unapproved",
    "alert",
    "comment-edit-link",
    "edit-link",
    "comment-report",
    "safe-comments-report-link",
    "wpulike",
    "wp_ulike_general_class",
    "cld-like-dislike-wrap",
    "sharedaddy",
)
"""What themes, WordPress and its plugins (Jetpack's likes, others' votes) put among a comment's words."""

REPLY_LINKS = ("comment-reply-link", "comment-reply-login")
_BY_NAME = {
    BODY: "comment-body",
    AUTHOR: "fn comment-author-name comment_author_name comment-author-link comment__author comment__author-name"
    " wp-block-comment-author-name author-name",
    WRAPS_AUTHOR: "comment-author comment_author commentauthor vcard commenter",
    META: "comment-author comment-meta commentmetadata comment-metadata comment-info comment_postinfo reply"
    " comment-reply vcard comment-footer comment-header comment-avatar avatar"
    " edit-link clear",
    TIME: "commentmetadata comment-metadata comment__date comment-timestamp",
    REPLY: " ".join(REPLY_LINKS),
    REPLIES: "children replies comment-children child-comments",
    NAME: "name author username user-name commentname comment-name",
    DATE: "date time datetime ago timendate posted-on published says",
    EDIT: "comment-edit-link edit-link says",
}
_PREFIXED = {
    WRAPS_AUTHOR: re.compile(r"\S+[-_]comment[-_]author"),
    TIME: re.compile(r"(?:\S+[-_])?comm(?:ent)?[-_]?(?:date|time|datetime|date[-_]time)"),
    META: re.compile(r"comment[-_]?meta(?:[-_]?\d)?|\S+[-_]comment[-_](?:head|header|meta|metadata|footer)"),
    BODY: re.compile(r"\S+[-_]comment[-_]body"),
}
"""The same names as plugins prefix them (``wpd-comment-author``), and themes count them (``comment-meta-2``)."""
_CONTENT = re.compile(r"(?:\S+[-_])?comment(?:[-_]{0,2})(?:content|text|entry|copy|message|description)")


@lru_cache(maxsize=4096)
def roles_of(classes: str | None) -> int:
    """The roles of an element with this ``class`` attribute: bits of the names above."""
    role = 0
    for name in tokens_of(classes or ""):
        for each, names in _NAMES.items():
            if name in names:
                role |= each
        for each, pattern in _PREFIXED.items():
            if pattern.fullmatch(name):
                role |= each
        if _CONTENT.fullmatch(name):
            role |= CONTENT
    return role


_NAMES = {role: frozenset(names.split()) for role, names in _BY_NAME.items()}
