"""The demo site as a function of the request: what stands at each address. Serving is ``server``'s matter."""

import hashlib
import re
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import parse_qs

from tests.demo import assets, feeds, pages
from tests.demo.content import ABOUT, AUTHORS, CATEGORIES, POSTS, TITLE
from tests.demo.model import Comment, Post, conversation, plain
from tests.demo.thread import pages_of

POSTS_PER_PAGE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status, header lines and a body, before any coding for the wire."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TruePost:
    """What is true of one article, as a visitor can see it. ``text`` is the body without
    pull quotes and boxes, all its pages, white space made single.
    """

    id: int
    url: str
    title: str
    subtitle: str
    author: str
    author_url: str
    published: datetime
    modified: datetime
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    text: str
    quotes: tuple[str, ...]
    image_url: str
    image_credit: str
    parts: int
    comment_pages: int
    claimed: int | None
    protected: bool
    closed: bool
    moved_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """All that a whole crawl must find."""

    posts: tuple[TruePost, ...]
    comments: tuple[Comment, ...]


class DemoSite:
    """The site at ``base`` (its address without the last slash). ``posts`` may be replaced while it is served."""

    def __init__(self, base: str, posts: tuple[Post, ...] = POSTS) -> None:
        self.base = base
        self._views: Counter[int] = Counter()
        self._lock = threading.Lock()
        self.posts = posts

    @property
    def posts(self) -> tuple[Post, ...]:
        """The articles, oldest first."""
        return self._posts

    @posts.setter
    def posts(self, posts: tuple[Post, ...]) -> None:
        self._posts = posts
        self.comments = conversation(posts)
        self._newest = tuple(sorted(posts, key=lambda post: post.published, reverse=True))
        self._assets = self._draw()

    def _draw(self) -> dict[str, tuple[str, bytes]]:
        theme = "/wp-content/themes/Newspaper/"
        made = {
            theme + "style.css": ("text/css", assets.STYLE.encode()),
            theme + "css/base.css": ("text/css", assets.BASE.encode()),
            theme + "images/paper.png": ("image/png", assets.picture("paper", 48, 48, pale=True)),
            theme + "images/icons/newspaper.woff": ("font/woff", assets.font()),
            "/wp-includes/js/comment-reply.min.js": ("application/javascript", assets.SCRIPT.encode()),
            "/wp-content/uploads/icon.png": ("image/png", assets.picture("icon", 32, 32)),
        }
        names = [(post.published, post.image) for post in self._posts if post.image]
        names += [(post.published, name) for post in self._posts for name in _inline(post)]
        for published, name in names:
            folder = f"/wp-content/uploads/{published:%Y/%m}/{name}"
            made[folder + ".png"] = ("image/png", assets.picture(name, 640, 360))
            made[folder + "-300x169.png"] = ("image/png", assets.picture(name, 300, 169))
        return made

    # --- what stands where

    def answer(self, path: str, query: str = "") -> Answer:
        """The answer to a GET of this path."""
        if path in self._assets:
            kind, data = self._assets[path]
            return _fixed(kind, data, self.posts[-1].modified)
        for pattern, method in _ROUTES:
            if found := re.fullmatch(pattern, path):
                made = method(self, query, *found.groups())
                if made is not None:
                    return made
        return self._missing(path)

    def _missing(self, path: str) -> Answer:
        body = "<h2>Ooops... Error 404</h2><p>Sorry, but the page you are looking for doesn’t exist.</p>"
        return self._plain(404, "404 Not Found", body, path, "error404")

    def _plain(self, status: int, heading: str, body: str, path: str, body_class: str) -> Answer:
        text = pages.plain_page(
            self.base, heading, body, path=path, body_class=body_class, latest=self._newest
        )
        return _html(text, status)

    def _front(self, query: str, page: str | None = None) -> Answer | None:
        if found := re.fullmatch(r"p=(\d+)", query):
            post = next((post for post in self.posts if post.id == int(found[1])), None)
            return self._moved(post.path) if post else None
        return self._listing("Latest", self._newest, "/", page)

    def _dated(self, _query: str, date: str, page: str | None) -> Answer | None:
        chosen = [post for post in self._newest if post.path.startswith(f"/{date}/")]
        return self._listing(f"Archive: {date}", chosen, f"/{date}/", page)

    def _category(self, _query: str, name: str, page: str | None) -> Answer | None:
        chosen = [post for post in self._newest if name in post.categories]
        return self._listing(CATEGORIES.get(name, ""), chosen, f"/category/{name}/", page)

    def _tag(self, _query: str, name: str, page: str | None) -> Answer | None:
        chosen = [post for post in self._newest if name in map(pages.slug, post.tags)]
        return self._listing(f"Tag: {name}", chosen, f"/tag/{name}/", page)

    def _author(self, _query: str, name: str, page: str | None) -> Answer | None:
        chosen = [post for post in self._newest if post.author == name]
        return self._listing(AUTHORS.get(name, ""), chosen, f"/author/{name}/", page)

    def _listing(self, heading: str, chosen: Sequence[Post], path: str, page: str | None) -> Answer | None:
        number = int(page or 1)
        count = -(-len(chosen) // POSTS_PER_PAGE)
        if not 1 <= number <= count:
            return None
        text = pages.listing(
            self.base,
            heading,
            chosen[(number - 1) * POSTS_PER_PAGE : number * POSTS_PER_PAGE],
            here=self.base + path,
            page=number,
            pages=count,
            latest=self._newest,
        )
        return _html(text)

    def _article(self, _query: str, path: str, part: str | None, page: str | None) -> Answer | None:
        post = next((post for post in self.posts if path in (post.path, post.moved_from)), None)
        if post is None:
            return None
        if path == post.moved_from:
            return self._moved(post.path)  # as WordPress does, without the comment page
        comments = self.comments[post.id]
        number = int(page) if page else None
        if not 1 <= int(part or 1) <= len(post.body) or (number is not None and number > pages_of(comments)):
            return None
        with self._lock:
            self._views[post.id] += 1
            views = 1000 + post.id + self._views[post.id]
        text = pages.article(
            self.base, post, comments, part=int(part or 1), page=number, views=views, others=self._newest
        )
        return _html(text)

    def _moved(self, path: str) -> Answer:
        return Answer(
            status=301, headers=(("Location", self.base + path), ("Content-Type", "text/html")), body=b""
        )

    def _about(self, _query: str) -> Answer:
        return self._plain(200, "About", ABOUT, "/about/", "page page-id-2")

    def _closed_door(self, _query: str) -> Answer:
        return Answer(status=302, headers=(("Location", self.base + "/wp-login.php"),), body=b"")

    def _login(self, _query: str) -> Answer:
        return self._plain(200, "Log in", "<form></form>", "/wp-login.php", "login")

    # --- for machines

    def _robots(self, _query: str) -> Answer:
        return Answer(
            status=200,
            headers=(("Content-Type", "text/plain; charset=utf-8"),),
            body=feeds.robots(self.base).encode(),
        )

    def _feed(self, _query: str) -> Answer:
        counts = {post: len(comments) for post, comments in self.comments.items()}
        return self._xml(feeds.posts_feed(self.base, self._newest, counts), "application/rss+xml")

    def _comments_feed(self, _query: str, path: str | None = None) -> Answer | None:
        open_posts = [post for post in self.posts if not post.protected and path in (None, post.path)]
        if not open_posts:
            return None
        pairs = [(post, comment) for post in open_posts for comment in self.comments[post.id]]
        title = f"Comments on: {open_posts[0].title}" if path else f"Comments for {TITLE}"
        here = f"{self.base}{path or '/comments/'}feed/"
        return self._xml(feeds.comments_feed(self.base, title, pairs, here), "application/rss+xml")

    def _rest_comments(self, query: str) -> Answer | None:
        asked = parse_qs(query)
        post = next((post for post in self.posts if str(post.id) in asked.get("post", [])), None)
        if post is None:
            return None
        held = () if post.protected else self.comments[post.id]
        body, headers = feeds.rest_comments(self.base, post, held, int(asked.get("page", ["1"])[0]))
        kind = ("Content-Type", "application/json; charset=UTF-8")
        return Answer(status=200, headers=(kind, *headers), body=body.encode())

    def _sitemaps(self, _query: str, name: str) -> Answer:
        rows: dict[str, list[tuple[str, datetime | None]]] = {
            "post": [(self.base + post.path, post.modified) for post in self.posts],
            "page": [(self.base + "/about/", self.posts[0].modified)],
            "category": [(f"{self.base}/category/{slug}/", None) for slug in CATEGORIES],
        }
        return self._xml(feeds.sitemap(rows[name]), "text/xml")

    def _sitemap_index(self, _query: str) -> Answer:
        return self._xml(feeds.sitemap_index(self.base), "text/xml")

    def _xml(self, text: str, kind: str) -> Answer:
        return _fixed(f"{kind}; charset=UTF-8", text.encode(), self.posts[-1].modified)

    # --- what a crawl must find

    def truth(self) -> Truth:
        """The posts that exist, in order of time, and every comment that a page shows."""
        posts = tuple(self._true(post) for post in self.posts)
        return Truth(posts=posts, comments=tuple(c for post in self.posts for c in self.comments[post.id]))

    def _true(self, post: Post) -> TruePost:
        quotes = tuple(plain(found) for body in post.body for found in _QUOTE.findall(body))
        shown = "" if post.protected else " ".join(plain(_QUOTE.sub("", body)) for body in post.body)
        count = len(self.comments[post.id])
        upload = f"{self.base}/wp-content/uploads/{post.published:%Y/%m}/{post.image}.png"
        return TruePost(
            id=post.id,
            url=self.base + post.path,
            title=f"Protected: {post.title}" if post.protected else post.title,
            subtitle=post.subtitle,
            author=AUTHORS[post.author],
            author_url=f"{self.base}/author/{post.author}/",
            published=post.published,
            modified=post.modified,
            categories=tuple(CATEGORIES[name] for name in post.categories),
            tags=post.tags,
            text=shown,
            quotes=quotes,
            image_url=upload if post.image else "",
            image_credit="" if post.background else post.caption,
            parts=len(post.body),
            comment_pages=pages_of(self.comments[post.id]),
            claimed=count or None,
            protected=post.protected,
            closed=post.closed,
            moved_from=self.base + post.moved_from if post.moved_from else "",
        )


_QUOTE = re.compile(r'<blockquote class="td_pull_quote[^>]*>.*?</blockquote>', re.DOTALL)


def _inline(post: Post) -> list[str]:
    return sorted(
        {name for body in post.body for name in re.findall(r"/uploads/\d+/\d+/(\w+)-300x169", body)}
    )


def _html(text: str, status: int = 200) -> Answer:
    return Answer(
        status=status,
        headers=(("Content-Type", "text/html; charset=UTF-8"), ("Vary", "Accept-Encoding")),
        body=text.encode(),
    )


def _fixed(kind: str, data: bytes, changed: datetime) -> Answer:
    tag = hashlib.sha256(data).hexdigest()[:16]
    headers = (
        ("Content-Type", kind),
        ("Last-Modified", format_datetime(changed)[:-5] + "GMT"),
        ("ETag", f'"{tag}"'),
    )
    return Answer(status=200, headers=headers, body=data)


_PAGE = r"(?:page/(\d+)/)?"
_ARTICLE = r"(/\d{4}/\d\d/\d\d/[^/]+/)"
_ROUTES: tuple[tuple[str, Callable[..., Answer | None]], ...] = (
    (r"/robots\.txt", DemoSite._robots),
    (r"/sitemap_index\.xml", DemoSite._sitemap_index),
    (r"/(post|page|category)-sitemap\.xml", DemoSite._sitemaps),
    (r"/feed/", DemoSite._feed),
    (r"/comments/feed/", DemoSite._comments_feed),
    (_ARTICLE + r"feed/", DemoSite._comments_feed),
    (r"/wp-json/wp/v2/comments", DemoSite._rest_comments),
    (r"/about/", DemoSite._about),
    (r"/wp-login\.php", DemoSite._login),
    (r"/wp-admin/.*", DemoSite._closed_door),
    (r"/category/([^/]+)/" + _PAGE, DemoSite._category),
    (r"/tag/([^/]+)/" + _PAGE, DemoSite._tag),
    (r"/author/([^/]+)/" + _PAGE, DemoSite._author),
    (r"/(\d{4}(?:/\d\d){0,2})/" + _PAGE, DemoSite._dated),
    (_ARTICLE + r"(?:([1-9]\d?)/)?(?:comment-page-([1-9]\d*)/)?", DemoSite._article),
    (r"/" + _PAGE, DemoSite._front),
)
