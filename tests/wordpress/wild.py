"""A small site whose every title, name and comment is odd, other for each seed: what a parser that knows one site's
content trips over. No page of it is like another, so that a crawl of few pages meets much.
"""

import datetime
from collections.abc import Callable

from tests.wordpress.invented import Item, about_page, chain, stamp, thread_for, with_hidden
from tests.wordpress.phrases import CATEGORIES, ODD_BODIES, ODD_NAMES, TAGS, USERS, Writer

TITLES = [
    "3 Comments",
    "No comments",
    "One thought on “One”",
    "7",
    "2018",
    "“Quoted” and ‘quoted’",
    "Un <em>título</em> con &amp; y <b>negritas</b>",
    "عنوان بالعربية ١٢٣",
    "כותרת בעברית",
    "🇻🇪🔥 Arepa 🫓 day",
    "Leave a Reply",
    "Comments are closed.",
    "x" * 180,
    "«Respuestas» a 12 comentarios",
    "5 thoughts on “5 thoughts on “Five””",
    "Tom & Jerry &lt;3",
    "Title — with – dashes… and 1,234 things",
    "¿Cuántos? 22 comentarios",
]
NAMES = [
    *ODD_NAMES,
    "<b>Bold</b> <script>x</script>",
    "Ann says:",
    "3 comments",
    "December 11, 2018 at 3:04 pm",
    "O’Neill “the” «Kid»",
    "مجهول\u200f",
    "a&amp;b",
    "  ",
    "Anonymous",
    "Pingback: Joe",
    "https://spam.example/",
]
URLS = [
    "",
    "",
    "https://example.org/~a/?b=1&c=2#d",
    "http://münchen.example/ä b",
    "http://user:pw@example.org:8080/",
    "https://example.org/" + "long/" * 40,
    "mailto:ann@example.org",
    "javascript:alert(1)",
    "ftp://example.org/x",
    "example.org",
    "//example.org/relative",
]
PIECES: list[Callable[[Writer], str]] = [
    lambda w: w.sentence(),
    lambda w: w.paragraph(1, 3),
    lambda w: f"<blockquote>{w.sentence()}</blockquote>",
    lambda w: f"<blockquote><cite>Ann</cite> said on <em>January 3, 2001 at 1:00 pm</em>: {w.sentence()}</blockquote>",
    lambda w: "<ul>\n" + "".join(f"<li>{w.sentence()}</li>\n" for _ in range(3)) + "</ul>",
    lambda w: "<ol><li>one<ul><li>deep</li></ul></li><li>two</li></ol>",
    lambda w: "<table><tr><th>a</th><td>1 &lt; 2</td></tr><tr><td>b</td><td></td></tr></table>",
    lambda w: "<pre><code>for (;;) {\n\tx &amp;= y;   // " + w.sentence() + "\n}</code></pre>",
    lambda w: w.random.choice([text for name, text in ODD_BODIES.items() if name not in ("appeal", "shortcode")]),
    lambda w: "W" * w.random.choice([80, 300, 1200]),
    lambda w: "مرحبا " + w.sentence() + " שלום \u202eRTL\u202c",
    lambda w: "🇻🇪👩🏽‍🌾🫓 " + w.sentence() + " :-) ❤️",
    lambda w: "&amp;lt; &#38; &quot;x&quot; &hellip; <3 >_< " + w.sentence(),
    lambda w: '<a href="mailto:a@example.org">m</a> <a href="tel:+58212">t</a> <a href="javascript:void(0)">j</a> '
    '<a href="#frag">f</a> <a href="/rel/path/">r</a> <a href="//example.org/p">p</a> <a>none</a> <a href="">empty</a>',
    lambda w: "Your comment is awaiting moderation.",
    lambda w: '<a href="?cpage=9#comments">Newer Comments</a>',
    lambda w: '<abbr title="2001-01-01T00:00:00Z">AN</abbr> <cite>' + w.sentence() + "</cite>",
]  # fmt: skip
# What WordPress lets nobody write but its editors, and imports bring.
FORGED: list[Callable[[Writer], str]] = [
    lambda w: '<div class="comment-content">' + w.sentence() + '</div><div class="reply"><a class="comment-reply-link" href="#">Reply</a></div>',
    lambda w: '<p id="comment-77">' + w.sentence() + '</p><span class="fn">Somebody Else</span>',
    lambda w: '<h2 class="comments-title">99 comments</h2>' + w.sentence(),
    lambda w: '<ul class="children"><li class="comment depth-9" id="comment-99999">' + w.sentence() + "</li></ul>",
    lambda w: "<div class='comment-author'>Mr. Nobody</div><time datetime='2001-01-01T00:00:00Z'>then</time> " + w.sentence(),
]  # fmt: skip


def _text(writer: Writer, pieces: list[Callable[[Writer], str]] = PIECES) -> str:
    if writer.random.random() < 0.04:
        return writer.random.choice([" ", "0", ".", "<p></p>", "<!-- x -->", "&nbsp;", "\u200b"])
    return "\n\n".join(piece(writer) for piece in writer.random.sample(pieces, writer.random.randint(1, 3)))


def _post(writer: Writer, number: int, moment: datetime.datetime, **fields: object) -> Item:
    title = writer.random.choice(TITLES)
    parts = [_text(writer) for _ in range(writer.random.randint(1, 4))]
    return {
        "key": f"post-{number}",
        "title": title,
        "slug": f"wild-{number}",
        "date": stamp(moment),
        "user": writer.random.choice(USERS)[0],
        "status": "publish",
        "content": "\n\n".join(parts) or writer.sentence(),
        "excerpt": writer.sentence() if writer.random.random() < 0.5 else "",
        "categories": writer.random.sample([name for name, _ in CATEGORIES], writer.random.randint(1, 3)),
        "tags": writer.random.sample(TAGS, writer.random.randint(0, 4)),
        "image": "plaza-0" if writer.random.random() < 0.5 else None,
        **fields,
    }


KINDS: list[Item] = [
    {"threads": (0, 0)},
    {"threads": (1, 0)},
    {"threads": (23, 9)},  # more than one page of ten, and the posts that follow have one
    {"threads": (11, 4), "parts": 3},
    {"slug": "same-slug", "threads": (2, 1), "title": "Twice"},
    {"slug": "same-slug", "threads": (3, 3), "title": "Twice"},
    {"slug": "121", "threads": (2, 2)},
    {"slug": "requiem-2", "threads": (1, 3)},
    {"sticky": True, "threads": (2, 0)},
    {"password": "secret", "threads": (2, 0), "title": "Behind a door"},
    {"status": "private", "threads": (2, 0)},
    {"status": "draft", "threads": (0, 0)},
    {"status": "future", "threads": (0, 0)},
    {"comment_status": "closed", "threads": (5, 5)},
    {"comment_status": "closed", "threads": (0, 0)},
    {"type": "report", "threads": (3, 2)},
    {"title": "", "threads": (2, 2)},
    {"slug": "%d0%ba%d0%b0%d1%80%d0%b0%d0%ba%d0%b0%d1%81", "threads": (3, 2)},
    {"threads": (4, 12), "chain": 12},
    {"threads": (30, 40)},
]


def _odd_thread(writer: Writer, post: Item, threads: int, replies: int, *, forged: bool) -> list[Item]:
    registered = [login for login, *_ in USERS]
    comments = thread_for(writer, post, threads, replies, registered)
    for comment in comments:
        if comment.get("type") in ("pingback", "trackback") or "user" in comment:
            continue
        comment["author"] = writer.random.choice(NAMES) if writer.random.random() < 0.5 else writer.person()
        comment["content"] = _text(writer, PIECES + FORGED if forged else PIECES)
        comment["url"] = writer.random.choice(URLS)
    return comments


def wild_plan(seed: int) -> Item:
    """The whole site as one document, as ``plan`` of this folder's plan.py. Where ``seed`` is odd, comments hold markup
    that looks like the page's own.
    """
    writer = Writer(seed)
    posts: list[Item] = []
    comments: list[Item] = []
    start = datetime.datetime(2018, 9, 3, 8, 0)
    for number, kind in enumerate(KINDS):
        fields = {key: value for key, value in kind.items() if key not in ("threads", "parts", "chain")}
        moment = start + datetime.timedelta(hours=41 * number, minutes=number, seconds=number)
        if kind.get("status") == "future":
            moment = datetime.datetime(2037, 1, 1, 8)
        post = _post(writer, number, moment, **fields)
        parts = kind.get("parts", 1)
        if parts > 1:
            post["content"] = "\n\n<!--nextpage-->\n\n".join(writer.paragraph() for _ in range(parts))
        posts.append(post)
        threads, replies = kind["threads"]
        own = with_hidden(writer, _odd_thread(writer, post, threads, replies, forged=seed % 2 == 1))
        comments += own
        if "chain" in kind:
            comments += chain(writer, post, kind["chain"])
    comments.sort(key=lambda comment: str(comment["date"]))
    about = about_page(writer)
    return {
        "users": [dict(zip(("login", "name", "url", "bio"), user, strict=True)) for user in USERS],
        "categories": [dict(zip(("name", "parent"), category, strict=True)) for category in CATEGORIES],
        "images": [
            {
                "name": "plaza-0",
                "type": "jpg",
                "width": 800,
                "height": 450,
                "caption": "Photo: A. Reader",
                "alt": "",
            }
        ],
        "posts": posts,
        "pages": [about],
        "comments": comments,
    }
