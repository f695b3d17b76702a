"""What the class names inside a comment say their elements are, in themes of all years."""

import re
from enum import Flag, auto
from functools import lru_cache


class Role(Flag):
    """What an element inside a comment is; an element can be several things."""

    NONE = 0
    CONTENT = auto()
    BODY = auto()
    AUTHOR = auto()
    WRAPS_AUTHOR = auto()
    META = auto()
    TIME = auto()
    REPLY = auto()
    REPLIES = auto()


_BY_NAME = {
    Role.BODY: "comment-body",
    Role.AUTHOR: "fn comment-author-name comment_author_name comment-author-link comment__author comment__author-name"
    " wp-block-comment-author-name commenter author-name",
    Role.WRAPS_AUTHOR: "comment-author comment_author commentauthor vcard",
    Role.META: "comment-author comment-meta commentmetadata comment-metadata comment-info comment_postinfo reply"
    " comment-reply comment-awaiting-moderation vcard comment-footer comment-header comment-avatar avatar"
    " edit-link clear",
    Role.TIME: "comment-date comment_date comment-time commentmetadata comment-metadata comment__date comment-timestamp",
    Role.REPLY: "comment-reply-link comment-reply-login",
    Role.REPLIES: "children replies comment-children child-comments",
}
_CONTENT = re.compile(r"(?:\S+[-_])?comment(?:[-_]{0,2})(?:content|text|entry|copy|message|description)")


@lru_cache(maxsize=4096)
def roles_of(classes: str | None) -> Role:
    """The roles of an element with this ``class`` attribute."""
    role = Role.NONE
    for name in (classes or "").split():
        for each, names in _NAMES.items():
            if name in names:
                role |= each
        if _CONTENT.fullmatch(name):
            role |= Role.CONTENT
    return role


_NAMES = {role: frozenset(names.split()) for role, names in _BY_NAME.items()}
