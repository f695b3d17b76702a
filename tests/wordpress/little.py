"""A small site whose threads are long for it: what the rounds of changes are made on."""

from tests.wordpress.invented import Item, chain, invented_posts, thread_for, with_hidden
from tests.wordpress.phrases import CATEGORIES, USERS, Writer

# (threads, replies) of each post: several pages of 20 and of 50, edges of both, one page, none.
THREADS = [(104, 40), (61, 55), (45, 25), (20, 6), (21, 0), (6, 9), (2, 0), (0, 0)]


def little_plan(seed: int) -> Item:
    """The whole site as one document, as ``plan`` of this folder's plan.py."""
    writer = Writer(seed)
    posts = invented_posts(writer, len(THREADS) + 2, ["plaza-0"])
    comments: list[Item] = []
    registered = [login for login, *_ in USERS]
    for post, (threads, replies) in zip(posts, THREADS, strict=False):
        comments += with_hidden(writer, thread_for(writer, post, threads, replies, registered))
    deep, parts = posts[-2:]
    comments += chain(writer, deep, 9) + thread_for(writer, deep, 8, 20, registered)
    paragraphs = [f"Part {letter}. {writer.paragraph()}" for letter in "ABC"]
    parts["content"] = "\n\n<!--nextpage-->\n\n".join(paragraphs)
    comments += thread_for(writer, parts, 4, 4, registered)
    comments.sort(key=lambda comment: str(comment["date"]))
    return {
        "users": [dict(zip(("login", "name", "url", "bio"), user, strict=True)) for user in USERS],
        "categories": [dict(zip(("name", "parent"), category, strict=True)) for category in CATEGORIES],
        "images": [
            {"name": "plaza-0", "type": "jpg", "width": 1600, "height": 900, "caption": "", "alt": "A plaza"}
        ],
        "posts": posts,
        "pages": [],
        "comments": comments,
    }
