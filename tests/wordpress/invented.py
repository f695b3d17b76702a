"""Invented posts and the comments under them: the same for the same random source."""

import datetime
import re
from typing import Any

from tests.wordpress.phrases import CATEGORIES, ODD_BODIES, ODD_NAMES, TAGS, USERS, Writer

Item = dict[str, Any]

# Posts whose number of comments sits on an edge of the page size (50).
# (threads, replies): a page holds 50 threads, however many replies they have.
EDGES: list[tuple[int, int]] = [
    (0, 0),
    (0, 0),
    (0, 0),
    (1, 0),
    (1, 1),
    (49, 0),
    (50, 0),
    (51, 0),
    (49, 60),
    (50, 60),
    (51, 60),
    (100, 0),
    (101, 0),
    (150, 30),
    (420, 160),
]


def stamp(moment: datetime.datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def slugify(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


# --- invented posts


def caption(image: str, align: str) -> str:
    return (
        f'[caption id="attachment_{{{{id:{image}}}}}" align="{align}" width="768"]'
        f'<img class="size-medium_large wp-image-{{{{id:{image}}}}}" src="{{{{src:{image}}}}}" alt="A picture" />'
        f" Photo: {image.title()} retrieved[/caption]"
    )


def post_content(writer: Writer, number: int, images: list[str]) -> str:
    parts = [writer.paragraph() for _ in range(writer.random.randint(4, 10))]
    if number % 3 == 0:
        parts.insert(2, caption(writer.random.choice(images), "aligncenter"))
    if number % 4 == 1:
        parts.insert(
            3, f'<blockquote class="td_pull_quote td_pull_center"><p>{writer.sentence()}</p></blockquote>'
        )
    if number % 5 == 2:
        parts.insert(1, "<h3>What it <em>means</em></h3>")
        parts.append("<ul>\n<li>Água</li>\n<li>Luz &amp; gas</li>\n<li>Pan</li>\n</ul>")
    if number % 7 == 3:
        parts.append(
            "<table><tr><th>Year</th><th>Rate</th></tr><tr><td>2017</td><td>103,000</td></tr>"
            "<tr><td>2018</td><td>1,300,000</td></tr></table>"
        )
    if number % 8 == 5:
        parts.insert(
            2, '<iframe width="560" height="315" src="https://www.youtube.com/embed/abcdefghijk"></iframe>'
        )
    if number % 9 == 4:
        parts.insert(2, "<!--more-->")
    text = "\n\n".join(parts)
    if number % 6 == 0:
        # The block editor's form of the same thing.
        text = "\n\n".join(
            f"<!-- wp:paragraph -->\n<p>{part}</p>\n<!-- /wp:paragraph -->" if part[0] not in "<[" else part
            for part in parts
        ) + (
            '\n\n<!-- wp:pullquote -->\n<figure class="wp-block-pullquote"><blockquote><p>'
            f"{writer.sentence()}</p></blockquote></figure>\n<!-- /wp:pullquote -->"
        )
    return text


def invented_posts(writer: Writer, count: int, images: list[str]) -> list[Item]:
    posts: list[Item] = []
    start = datetime.datetime(2018, 9, 3, 8, 0)
    for number in range(count):
        moment = start + datetime.timedelta(
            hours=41 * number + writer.random.randint(0, 11), minutes=number % 60
        )
        title = writer.sentence().rstrip(".!…")
        posts.append(
            {
                "key": f"post-{number}",
                "title": title,
                "slug": f"{slugify(title)[:50].strip('-')}-{number}",
                "date": stamp(moment),
                "user": USERS[number % len(USERS)][0],
                "status": "publish",
                "content": post_content(writer, number, images),
                "excerpt": writer.sentence() if number % 2 else "",
                "categories": writer.random.sample([name for name, _ in CATEGORIES], 1 + number % 2),
                "tags": writer.random.sample(TAGS, number % 5),
                "image": images[number % len(images)] if number % 4 else None,
                "kind": "plain",
            }
        )
    return posts


def special(posts: list[Item]) -> dict[str, Item]:
    """Give some of the posts a property of their own; return them by kind."""
    kinds: dict[str, Item] = {}

    def mark(kind: str, **fields: Any) -> None:
        post = next(p for p in reversed(posts) if p["kind"] == "plain")
        post.update(fields, kind=kind)
        kinds[kind] = post

    mark("comments-closed", comment_status="closed")
    mark("password", password="secret")
    mark(
        "unicode-slug",
        slug="%d0%ba%d0%b0%d1%80%d0%b0%d0%ba%d0%b0%d1%81-%d0%bd%d0%be%d0%b2%d0%be%d1%81%d1%82%d0%b8",
        title="Каракас: новости",
    )
    mark("accent-slug", slug="a%c3%b1o-nuevo-%c2%bfvida-nueva", title="Año nuevo, ¿vida nueva?")
    mark("pages")
    paragraphs = [
        f"Part {part}. " + text
        for part, text in zip("ABCDEF", kinds["pages"]["content"].split("\n\n") * 6, strict=False)
    ]
    kinds["pages"]["content"] = "\n\n<!--nextpage-->\n\n".join(
        "\n\n".join(paragraphs[i : i + 2]) for i in (0, 2, 4)
    )
    mark("sticky", sticky=True)
    mark("moved", old_slug="the-address-before-it-moved")
    mark("entities-title", title='Q&A: "5 < 6" & <em>other</em> truths — it’s 100% ‘real’')
    mark("no-title", title="", slug="untitled-note")
    mark("draft", status="draft")
    mark("private", status="private")
    mark("future", status="future", date="2037-01-01 08:00:00")
    mark("trash", status="trash")
    mark("deep")
    mark("old-import")
    return kinds


# --- invented comments


def thread_for(writer: Writer, post: Item, threads: int, replies: int, registered: list[str]) -> list[Item]:
    """A post's comments: so many threads, and so many replies within them."""
    opened = datetime.datetime.fromisoformat(post["date"])
    comments: list[Item] = []
    moment = opened
    waiting = ["thread"] * threads + ["reply"] * (replies if threads else 0)
    first, rest = waiting[:1], waiting[1:]
    writer.random.shuffle(rest)
    for kind in first + rest:
        # A few share a second, so that date alone cannot order them.
        moment += datetime.timedelta(seconds=writer.random.choice([0, 5, 61, 600, 1800, 7200]))
        parent = None
        if kind == "reply":
            near = comments[-12:] if writer.random.random() < 0.8 else comments
            parent = writer.random.choice(near)["key"]
        comment = {
            "key": f"{post['key']}/{len(comments)}",
            "post": post["key"],
            "parent": parent,
            "author": writer.person(),
            "content": writer.comment_text(),
            "date": stamp(moment),
            "url": writer.random.choice(
                ["", "", "", "https://example.org/~a/?b=1&c=2", "http://example.com"]
            ),
        }
        if kind == "thread" and writer.random.random() < 0.03:
            comment["type"] = writer.random.choice(["pingback", "trackback"])
            comment["author"] = "Daniel’s Notes » Archive"
            comment["url"] = f"https://example.net/{len(comments)}/notes"
            comment["content"] = "[&#8230;] " + writer.sentence() + " [&#8230;]"
        elif writer.random.random() < 0.02:
            comment["user"] = writer.random.choice(registered)
        comments.append(comment)
    return comments


def with_hidden(writer: Writer, comments: list[Item]) -> list[Item]:
    """Comments that the public must not see, and replies that hang on them."""
    hidden: list[Item] = []
    for comment in list(comments):
        roll = writer.random.random()
        if roll < 0.03:
            status = writer.random.choice(["hold", "spam", "trash"])
            hidden.append(
                {
                    **comment,
                    "key": comment["key"] + "/hidden",
                    "type": "comment",
                    "status": status,
                    "parent": comment["key"] if comment.get("type", "comment") == "comment" else None,
                    "content": f"HIDDEN-{status.upper()} " + writer.sentence(),
                }
            )
            hidden[-1].pop("user", None)
            if roll < 0.006:
                hidden.append(
                    {
                        **hidden[-1],
                        "key": comment["key"] + "/orphan",
                        "status": "approve",
                        "parent": hidden[-1]["key"],
                        "content": "ORPHAN: an approved reply to a comment that is not. " + writer.sentence(),
                    }
                )
    return comments + hidden


def chain(writer: Writer, post: Item, depth: int) -> list[Item]:
    """A dialogue of two: every comment replies to the one before it."""
    opened = datetime.datetime.fromisoformat(post["date"])
    comments: list[Item] = []
    for level in range(depth):
        comments.append(
            {
                "key": f"{post['key']}/chain-{level}",
                "post": post["key"],
                "parent": comments[-1]["key"] if comments else None,
                "author": ["Ira", "Gringo"][level % 2],
                "content": f"Level {level + 1}. " + writer.sentence(),
                "date": stamp(opened + datetime.timedelta(minutes=9 * (level + 1))),
            }
        )
    return comments


def gallery_of_odd(writer: Writer, post: Item) -> list[Item]:
    """One comment of every odd shape, each by a different odd name."""
    opened = datetime.datetime.fromisoformat(post["date"])
    bodies = [*ODD_BODIES.items(), *[("same", "The very same words.")] * 4]
    return [
        {
            "key": f"{post['key']}/odd-{place}",
            "post": post["key"],
            "parent": None,
            "author": ODD_NAMES[place % len(ODD_NAMES)],
            "content": body,
            "date": stamp(opened + datetime.timedelta(minutes=3 * (place + 1))),
        }
        for place, (_shape, body) in enumerate(bodies)
    ]


def invented_comments(writer: Writer, posts: list[Item], kinds: dict[str, Item], target: int) -> list[Item]:
    comments: list[Item] = []
    registered = [login for login, *_ in USERS]
    plain = [p for p in posts if p["kind"] == "plain"]
    for post, (threads, replies) in zip(plain, EDGES, strict=False):
        # The counts at the edges must come out exact: nothing is hidden here.
        comments += thread_for(writer, post, threads, replies, registered)
    comments += chain(writer, kinds["deep"], 12)
    comments += with_hidden(writer, thread_for(writer, kinds["deep"], 20, 90, registered))
    odd = plain[len(EDGES)]
    comments += gallery_of_odd(writer, odd)
    silent = ("deep", "draft", "future")
    rest = plain[len(EDGES) + 1 :] + [post for kind, post in kinds.items() if kind not in silent]
    left = max(0, target - len(comments))
    weights = [1 / (rank + 1) for rank in range(len(rest))]
    for post, weight in zip(rest, weights, strict=False):
        share = round(left * weight / sum(weights))
        threads = -(-share * 2 // 5)
        comments += with_hidden(writer, thread_for(writer, post, threads, share - threads, registered))
    return comments


def about_page(writer: Writer) -> Item:
    """The page that is no post."""
    return {
        "key": "page-about",
        "title": "About",
        "slug": "about",
        "content": writer.paragraph(),
        "date": "2018-09-01 08:00:00",
    }
