"""The pages that are fetched: the first site's markup as the demo site has it, in the sizes of the real one.

An article has three comment pages, oldest first: its own address, ``comment-page-2/`` and
``comment-page-3/``. Each page has about 31 comments of its own and 190 links, most of them to other
pages of the site, and is 48 to 160 KB long. The same number gives the same page each time.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

from tests.demo import pages as theme
from tests.demo.content import AUTHORS, CATEGORIES
from tests.demo.model import Comment, Post, clock

PAGES_OF_A_THREAD = 3
COMMENTS = (16, 46)
"""From and to: 31 a page on average."""
NEIGHBOURS = 52
_FIRST_ID = 1000
_ZONE = timezone(timedelta(hours=-4))
_FIRST_DAY = datetime(2017, 1, 2, 6, 0, tzinfo=_ZONE)
_ALL_DAYS = 10_000
"""Articles until the days begin anew, which is eight years: what is dated after its capture is a finding."""


@cache
def _vocabulary() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Words that no one wrote, as often used as people use theirs (Zipf): they pack as prose does."""
    chance = random.Random(0)
    syllables = [a + b for a in (*"bcdfglmnprstvz", "ch", "qu", "br", "tr") for b in "aeiou"]
    words = tuple(
        "".join(chance.choices(syllables, k=chance.choice((1, 2, 2, 3, 3, 4)))) for _ in range(6000)
    )
    weights = tuple(1 / (rank + 3) for rank in range(len(words)))
    totals, total = [], 0.0
    for weight in weights:
        total += weight
        totals.append(total)
    return words, tuple(totals)


def _prose(chance: random.Random, count: int) -> str:
    words, totals = _vocabulary()
    return " ".join(chance.choices(words, cum_weights=totals, k=count))


@cache
def _post(number: int) -> Post:
    """Article ``number`` without its text: what others show of it."""
    chance = random.Random(number)
    published = _FIRST_DAY + timedelta(hours=7 * (number % _ALL_DAYS))
    return Post(
        id=_FIRST_ID + number,
        slug=f"{_prose(chance, 4).replace(' ', '-')}-{number}",
        title=_prose(chance, 7).capitalize(),
        published=published,
        modified=published + timedelta(minutes=50),
        author=chance.choice(list(AUTHORS)),
        categories=(chance.choice(list(CATEGORIES)),),
        tags=tuple(_prose(chance, 4).split()),
        image="picture",
        caption=f"Photo: {_prose(chance, 3)}",
        body=("",),
    )


def paths(articles: int) -> Iterator[str]:
    """The path of every page, the pages of a thread one after another."""
    for number in range(articles):
        path = _post(number).path
        yield path
        for page in range(2, PAGES_OF_A_THREAD + 1):
            yield f"{path}comment-page-{page}/"


def article_paths(articles: int) -> Iterator[str]:
    """The permalinks alone."""
    return (_post(number).path for number in range(articles))


def _count(number: int, page: int) -> int:
    return random.Random(number * 31 + page).randint(*COMMENTS)


def _comments(chance: random.Random, post: Post, page: int, wordiness: float) -> list[Comment]:
    first = post.id * 1000 + page * 100
    made: list[Comment] = []
    line: list[int] = []
    at = post.published + timedelta(hours=page)
    for position in range(1, _count(post.id - _FIRST_ID, page) + 1):
        depth = min(1 + chance.choices((0, 1, 2, 3), (16, 9, 4, 2))[0], len(line) + 1, 5)
        del line[depth - 1 :]
        at += timedelta(seconds=chance.randrange(20, 500))
        text = "".join(
            f"<p>{_prose(chance, int(wordiness * chance.uniform(4, 34)))}</p>\n"
            for _ in range(chance.choice((1, 1, 2, 3)))
        )
        if chance.random() < 0.15:
            text += f'<p><a href="https://example.org/{_prose(chance, 1)}" rel="nofollow">{_prose(chance, 2)}</a></p>\n'
        made.append(
            Comment(
                id=first + position, post=post.id, kind="comment", parent=None, printed_parent=None, true_depth=depth,
                depth=depth, page=1, position=position, author=_prose(chance, 2).title(),
                author_url=f"https://example.org/{position}" if chance.random() < 0.2 else "",
                at=at.astimezone(UTC), printed=clock(at), inner=text,
            )
        )  # fmt: skip
        line.append(made[-1].id)
    return made


def _paging(base: str, post: Post, page: int) -> str:
    before = f"{base}{post.path}" + (f"comment-page-{page - 1}/" if page > 2 else "")
    after = f"{base}{post.path}comment-page-{page + 1}/"
    older = f'<a href="{before}#comments" >&larr; Older Comments</a>' if page > 1 else ""
    newer = f'<a href="{after}#comments" >Newer Comments &rarr;</a>' if page < PAGES_OF_A_THREAD else ""
    return f'<div class="comment-pagination">{older} {newer}</div>\n'


def page_of(base: str, number: int, page: int, articles: int) -> str:
    """The HTML of page ``page`` (from 1) of the thread of article ``number``, of a site of so many articles."""
    chance = random.Random(number * 10 + page)
    wordiness = chance.choices((0.2, 1, 2.5, 7), (4, 4, 2, 0.6))[0]
    plain = _post(number)
    body = "".join(f"<p>{_prose(random.Random(number * 7 + n), 75)}</p>\n" for n in range(4 + number % 30))
    post = Post(**{name: getattr(plain, name) for name in plain.__slots__ if name != "body"}, body=(body,))
    comments = _comments(chance, post, page, wordiness)
    others = [_post(chance.randrange(articles)) for _ in range(NEIGHBOURS)]
    text = theme.article(base, post, comments, part=1, page=None, views=7, others=others)
    sidebar = theme.sidebar(base, others[:4])
    text = text.replace(sidebar, theme.sidebar(base, others[4:]), 1)
    total = sum(_count(number, each) for each in range(1, PAGES_OF_A_THREAD + 1))
    text = text.replace(f"<span>{len(comments)} COMMENTS", f"<span>{total} COMMENTS", 1)
    text = text.replace(f"</i>{len(comments)}</a>", f"</i>{total}</a>", 1)
    return text.replace('</ol>\n<div id="respond"', f'</ol>\n{_paging(base, post, page)}<div id="respond"', 1)
