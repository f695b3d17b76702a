"""A post with its thread, and the languages it may be printed in: what every theme prints, and what is true of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

ADDRESS = "https://gazette.example/2012/05/03/the-long-bridge/"
AUTHOR = ("Rosa Umbral", "https://gazette.example/author/rosa/")
ZONE = ZoneInfo("America/Caracas")
LIMIT = 4
"""How deep WordPress nests replies here; what answers a comment at that depth is printed beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How WordPress in one language prints dates, counts and links."""

    code: str
    months: tuple[str, ...]
    day: Callable[[int, str, int], str]
    clock: Callable[[datetime], str]
    joined: str
    says: str
    many: str
    older: str
    newer: str
    reply: str = "Reply"
    closed: str = "Comments are closed."
    by: str = "by"
    rtl: bool = False

    def date(self, wall: datetime) -> str:
        """The day as the site's setting prints it."""
        return self.day(wall.day, self.months[wall.month - 1], wall.year)

    def at(self, wall: datetime) -> str:
        """Day and hour."""
        return self.joined.format(self.date(wall), self.clock(wall))


def half_day(am: str, pm: str) -> Callable[[datetime], str]:
    """A clock of twelve hours."""
    return lambda wall: f"{wall.hour % 12 or 12}:{wall.minute:02} {pm if wall.hour > 11 else am}"


def whole_day(wall: datetime) -> str:
    """A clock of twenty-four hours."""
    return f"{wall.hour}:{wall.minute:02}"


ENGLISH = Language(
    code="en-US",
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    day=lambda day, month, year: f"{month} {day}, {year}",
    clock=half_day("am", "pm"),
    joined="{} at {}",
    says="says:",
    many="{} thoughts on &ldquo;{}&rdquo;",
    older="&larr; Older Comments",
    newer="Newer Comments &rarr;",
)
SPANISH = Language(
    code="es-ES",
    months=(
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
    day=lambda day, month, year: f"{day} de {month} de {year}",
    clock=whole_day,
    joined="{} a las {}",
    says="dice:",
    many="{} comentarios en «{}»",
    older="Comentarios anteriores",
    newer="Comentarios siguientes",
    reply="Responder",
    closed="Los comentarios están cerrados.",
    by="por",
)
GERMAN = Language(
    code="de-DE",
    months=(
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    day=lambda day, month, year: f"{day}. {month} {year}",
    clock=whole_day,
    joined="{} um {} Uhr",
    says="sagt:",
    many="{} Gedanken zu „{}“",
    older="Ältere Kommentare",
    newer="Neuere Kommentare",
    reply="Antworten",
    closed="Die Kommentare sind geschlossen.",
    by="von",
)
FRENCH = Language(
    code="fr-FR",
    months=(
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    day=lambda day, month, year: f"{day} {month} {year}",
    clock=lambda wall: f"{wall.hour} h {wall.minute:02} min",
    joined="{} à {}",
    says="dit\u00a0:",
    many="{} réflexions au sujet de «\u00a0{}\u00a0»",
    older="Commentaires plus anciens",
    newer="Commentaires plus récents",
    reply="Répondre",
    closed="Les commentaires sont fermés.",
    by="par",
)
PORTUGUESE = Language(
    code="pt-BR",
    months=(
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ),
    day=lambda day, month, year: f"{day} de {month} de {year}",
    clock=whole_day,
    joined="{} às {}",
    says="disse:",
    many="{} comentários sobre “{}”",
    older="Comentários mais antigos",
    newer="Comentários mais novos",
    reply="Responder",
    closed="Os comentários estão encerrados.",
    by="por",
)
ARABIC = Language(
    code="ar",
    months=(
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ),
    day=lambda day, month, year: f"{day} {month}، {year}",
    clock=half_day("ص", "م"),
    joined="{} الساعة {}",
    says="يقول:",
    many="{} تعليقات على “{}”",
    older="التعليقات الأقدم",
    newer="التعليقات الأحدث",
    reply="رد",
    closed="التعليقات مغلقة.",
    by="بواسطة",
    rtl=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One comment. ``html`` is what ``comment_text()`` prints, ``text`` what a reader reads."""

    number: int
    parent: int | None
    author: str
    site: str = ""
    at: datetime
    html: str
    text: str
    kind: Literal["comment", "pingback", "trackback"] = "comment"
    own: bool = False
    """Was it written by the post's author?"""
    waits: bool = False
    """Does it await moderation? Its writer sees it, with a notice."""

    @property
    def wall(self) -> datetime:
        """The site's clock when it was written."""
        return self.at.astimezone(ZONE)


def _at(hours: int) -> datetime:
    return datetime(2012, 5, 3, 14, 52, 11, tzinfo=UTC) + timedelta(hours=hours * 7, minutes=hours * 11)


def _p(*paragraphs: str) -> str:
    return "\n".join(f"<p>{each}</p>" for each in paragraphs) + "\n"


_SMILEY = '<img src="https://gazette.example/wp-includes/images/smilies/icon_smile.gif" alt=":)" class="wp-smiley" />'
_EMOJI = (
    '<img draggable="false" class="emoji" alt="🌉" src="https://s.w.org/images/core/emoji/72x72/1f309.png" />'
)

REMARKS = (
    Remark(number=101, parent=None, author="Ana Pérez", site="http://ana.example/blog", at=_at(0),
           html=_p("A fine piece &amp; a <strong>long</strong> one.", 'See <a href="http://maps.example/b" rel="nofollow ugc">the map</a>.'),
           text="A fine piece & a long one. See the map."),
    Remark(number=102, parent=101, author=AUTHOR[0], site="https://gazette.example", at=_at(1), own=True,
           html=_p("Thank you, Ana."), text="Thank you, Ana."),
    Remark(number=103, parent=102, author="B. O’Hara", at=_at(2), html=_p("Reply 3: 12 comments ago, on May 1, 2011."),
           text="Reply 3: 12 comments ago, on May 1, 2011."),
    Remark(number=104, parent=103, author="Cho", site="https://cho.example/?p=1&q=2", at=_at(3),
           html=_p("At the limit."), text="At the limit."),
    Remark(number=105, parent=104, author="B. O’Hara", at=_at(4), html=_p("Past the limit."), text="Past the limit."),
    Remark(number=106, parent=101, author="Orphan", at=_at(5), html=_p("What I answered is gone."),
           text="What I answered is gone."),
    Remark(number=107, parent=None, author="Bridges &#8211; A Blog", site="http://bridges.example/long", at=_at(6), kind="pingback",
           html=_p("[&#8230;] The Gazette writes of the bridge [&#8230;]"), text="[…] The Gazette writes of the bridge […]"),
    Remark(number=108, parent=None, author="Dora", at=_at(7),
           html="<blockquote><p>A fine piece</p></blockquote>\n" + _p("No.")
           + "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<pre><code>if x:\n  y</code></pre>\n" + _p("Use <code>x</code>, she said."),
           text="A fine piece No. one two if x: y Use x, she said."),
    Remark(number=109, parent=108, author="July 4, 2009 at 1:00 pm", at=_at(8), html=_p(f"Ha {_SMILEY} {_EMOJI}"), text="Ha :) 🌉"),
    Remark(number=110, parent=None, author="Anonymous", at=_at(9), html=_p("7"), text="7"),
    Remark(number=111, parent=110, author="Waiting", at=_at(10), html=_p("Soon."), text="Soon.", waits=True),
    Remark(number=112, parent=None, author="Old Tracks", site="http://tracks.example/?p=3", at=_at(11), kind="trackback",
           html=_p("<strong>Of bridges</strong>", "They are long."), text="Of bridges They are long."),
    Remark(number=113, parent=None, author="محمد 李", site="http://xn--mgba.example/", at=_at(12),
           html=_p('As <cite>Eve</cite> says: it <abbr title="2001-01-01T00:00:00Z">was</abbr> closed.'),
           text="As Eve says: it was closed."),
    Remark(number=114, parent=113, author="Ana Pérez", site="http://ana.example/blog", at=_at(13),
           html=_p("Comments are closed? Leave a Reply.<br />\nNo."), text="Comments are closed? Leave a Reply. No."),
)  # fmt: skip

PAGES = ((101, 107), (108, 110), (112, 113))
"""The roots of each page of the thread, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An article and its thread."""

    number: int = 77
    title: str = "The Long Bridge of 1962"
    subtitle: str = "What it carried, and what it cost"
    published: datetime = datetime(2012, 5, 3, 12, 30, 5, tzinfo=UTC)
    modified: datetime = datetime(2012, 5, 4, 9, 15, 0, tzinfo=UTC)
    category: str = "Public Works"
    tags: tuple[str, ...] = ("bridges", "Zulia")
    image: str = "https://gazette.example/wp-content/uploads/2012/05/bridge.jpg"
    credit: str = "The bridge at dawn. Photo: L. Marín"
    remarks: tuple[Remark, ...] = REMARKS
    pages: tuple[tuple[int, ...], ...] = PAGES

    @property
    def wall(self) -> datetime:
        """The site's clock when it was published."""
        return self.published.astimezone(ZONE)

    def answers(self, number: int) -> list[Remark]:
        """What answers a comment, oldest first."""
        return [each for each in self.remarks if each.parent == number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A comment where a page prints it: its depth from 1, and its true parent."""

    remark: Remark
    depth: int
    below: "tuple[Placed, ...]" = field(default=())


def placed(post: Post, page: int, limit: int = LIMIT) -> tuple[Placed, ...]:
    """The comments of one page, nested as WordPress's walker nests them to ``limit``."""
    by_number = {each.number: each for each in post.remarks}
    return tuple(each for root in post.pages[page - 1] for each in _placed(post, by_number[root], 1, limit))


def _placed(post: Post, remark: Remark, depth: int, limit: int) -> Iterator[Placed]:
    answers = post.answers(remark.number)
    if depth < limit:
        below = tuple(each for answer in answers for each in _placed(post, answer, depth + 1, limit))
        yield Placed(remark=remark, depth=depth, below=below)
        return
    yield Placed(remark=remark, depth=depth)
    for answer in answers:
        yield from _placed(post, answer, depth, limit)


def in_order(items: tuple[Placed, ...]) -> Iterator[Placed]:
    """All comments, in the order printed."""
    for item in items:
        yield item
        yield from in_order(item.below)
