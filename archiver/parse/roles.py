"""What the class names inside a comment say their elements are, in themes of all years."""

import re
from functools import lru_cache

from archiver.parse.chains import tokens_of

CONTENT, BODY, AUTHOR, WRAPS_AUTHOR, META, TIME, REPLY, REPLIES = (1 << bit for bit in range(8))

ADDED = (
    "comment-likes",
    "comment-awaiting-moderation",
    "wp_ulike_general_class",
    "cld-like-dislike-wrap",
    "sharedaddy",
)
"""What WordPress and its plugins (Jetpack's likes, others' votes) put among a comment's words."""

REPLY_LINKS = ("comment-reply-link", "comment-reply-login")
_BY_NAME = {
    BODY: "comment-body",
    AUTHOR: "fn comment-author-name comment_author_name comment-author-link comment__author comment__author-name"
    " wp-block-comment-author-name commenter author-name",
    WRAPS_AUTHOR: "comment-author comment_author commentauthor vcard",
    META: "comment-author comment-meta commentmetadata comment-metadata comment-info comment_postinfo reply"
    " comment-reply vcard comment-footer comment-header comment-avatar avatar"
    " edit-link clear",
    TIME: "comment-date comment_date comment-time commentmetadata comment-metadata comment__date comment-timestamp",
    REPLY: " ".join(REPLY_LINKS),
    REPLIES: "children replies comment-children child-comments",
}
_CONTENT = re.compile(r"(?:\S+[-_])?comment(?:[-_]{0,2})(?:content|text|entry|copy|message|description)")


@lru_cache(maxsize=4096)
def roles_of(classes: str | None) -> int:
    """The roles of an element with this ``class`` attribute: bits of the names above."""
    role = 0
    for name in tokens_of(classes or ""):
        for each, names in _NAMES.items():
            if name in names:
                role |= each
        if _CONTENT.fullmatch(name):
            role |= CONTENT
    return role


_NAMES = {role: frozenset(names.split()) for role, names in _BY_NAME.items()}
