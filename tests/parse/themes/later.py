"""Themes since 2012: the yearly ones, Underscores, Genesis, Divi, Astra, GeneratePress, OceanWP, Kadence, Avada and others."""

from collections.abc import Callable
from functools import partial

from tests.parse.themes.articles import divi, genesis, html5
from tests.parse.themes.core import Sheet
from tests.parse.themes.model import Placed
from tests.parse.themes.theme import Theme

_SPARE = frozenset({"subtitle", "modified"})
Comment = Callable[[Sheet, Placed], str]


def core_html5(sheet: Sheet, item: Placed, *, short: bool = False) -> str:
    """WordPress's own template for HTML5 themes; ``short`` prints pings as one line, as ``short_ping`` asks."""
    number, remark = item.remark.number, item.remark
    if short and remark.kind != "comment":
        return (
            f'<li id="comment-{number}" class="{sheet.classes(item)}"><div class="comment-body">Pingback: '
            f"{sheet.author(remark)} {sheet.edit(item)}</div>"
        )
    return (
        f'<li id="comment-{number}" class="{sheet.classes(item)}"><article id="div-comment-{number}" class="comment-body"><footer class='
        f'"comment-meta"><div class="comment-author vcard">{sheet.avatar(56)} <b class="fn">{sheet.author(remark)}</b> <span class="says">'
        f'{sheet.language.says}</span></div><div class="comment-metadata"><a href="{sheet.permalink(remark)}"><time datetime='
        f'"{sheet.iso(item)}">{sheet.when(item)}</time></a> {sheet.edit(item, "<span class=edit-link>", "</span>")}</div>'
        f'{sheet.waits(item)}</footer><div class="comment-content">{remark.html}</div>'
        f"{sheet.reply(item, '<div class=reply>', '</div>')}</article>"
    )


def core_short(sheet: Sheet, item: Placed) -> str:
    """The same with ``short_ping``."""
    return core_html5(sheet, item, short=True)


def underscores(sheet: Sheet, *, comment: Comment = core_short, paging: str = "links") -> str:
    """Underscores and all that grew from it."""
    many = sheet.language.many.replace("{}", "{0}", 1).replace("{}", "<span>{1}</span>", 1)
    turn = sheet.links() if paging == "links" else sheet.numbers()
    return sheet.page_of(
        f'{html5(sheet)}<div id="comments" class="comments-area"><h2 class="comments-title">{sheet.heading(many)}</h2>{turn}<ol class='
        f'"comment-list">{sheet.thread(lambda item: comment(sheet, item))}</ol>{turn}{sheet.form()}</div></main>'
    )


def twenty_twelve(sheet: Sheet, item: Placed) -> str:
    """Twenty Twelve: name and badge in one ``cite``."""
    remark = item.remark
    if remark.kind != "comment":
        return f'<li class="{sheet.classes(item)}" id="comment-{remark.number}"><p>Pingback: {sheet.author(remark)} {sheet.edit(item)}</p>'
    badge = " <span>Post author</span>" if remark.own else ""
    return (
        f'<li class="{sheet.classes(item)}" id="li-comment-{remark.number}"><article id="comment-{remark.number}" class="comment"><header '
        f'class="comment-meta comment-author vcard">{sheet.avatar(44)}<cite><b class="fn">{sheet.author(remark)}</b>{badge}</cite><a href='
        f'"{sheet.permalink(remark)}"><time datetime="{sheet.iso(item)}">{sheet.when(item)}</time></a></header>'
        f'{sheet.waits(item, "p")}<section class="comment-content comment">{remark.html}{sheet.edit(item, "<p class=edit-link>", "</p>")}'
        f'</section><div class="reply">{sheet.reply(item, "", " <span>&darr;</span>")}</div></article>'
    )


def twenty_twenty(sheet: Sheet) -> str:
    """Twenty Twenty: comments are ``div`` elements, replies loose inside them, the count in a header of its own."""

    def show(item: Placed) -> str:
        number, remark = item.remark.number, item.remark
        badge = '<span class="by-post-author">By Post Author</span>' if remark.own else ""
        foot = f'<footer class="comment-footer-meta">{sheet.reply(item, "<span class=comment-reply>", "</span>")}{badge}</footer>'
        return (
            f'<div id="comment-{number}" class="{sheet.classes(item)}"><article id="div-comment-{number}" class="comment-body"><footer '
            f'class="comment-meta"><div class="comment-author vcard">{sheet.avatar(120)}<span class="fn">{sheet.author(remark)}</span>'
            '<span class="screen-reader-text says">says:</span></div><div class="comment-metadata"><a href="'
            f'{sheet.permalink(remark)}"><time datetime="{sheet.iso(item)}">{sheet.when(item)}</time></a>'
            f'{sheet.edit(item, " <span aria-hidden=true>&bull;</span> ")}</div></footer><div class="comment-content entry-content">'
            f"{remark.html}{sheet.waits(item, 'p')}</div>{foot}</article>"
        )

    return sheet.page_of(
        f'{html5(sheet)}<div class="comments-wrapper section-inner"><div class="comments" id="comments"><div class="comments-header '
        f'section-inner"><h2 class="comment-reply-title">{sheet.heading("{} replies on &ldquo;{}&rdquo;")}</h2></div><div class='
        f'"comments-inner section-inner">{sheet.thread(show, "</div>", ("", ""))}{sheet.numbers()}</div></div>{sheet.form()}</div></main>'
    )


def twenty_nineteen(sheet: Sheet, item: Placed) -> str:
    """Twenty Nineteen: the author's address around avatar and name, a badge between them."""
    remark = item.remark
    badge = '<span class="post-author-badge"><svg></svg></span>' if remark.own else ""
    name = f'<b class="fn">{remark.author}</b> <span class="screen-reader-text says">says:</span>'
    linked = f'<a href="{remark.site.replace("&", "&#038;")}" rel="external nofollow" class="url">{sheet.avatar(60)}{badge}{name}</a>'
    return (
        f'<li id="comment-{remark.number}" class="{sheet.classes(item)}"><article id="div-comment-{remark.number}" class="comment-body">'
        f'<footer class="comment-meta"><div class="comment-author vcard">{linked if remark.site else sheet.avatar(60) + badge + name}</div>'
        f'<div class="comment-metadata"><a href="{sheet.permalink(remark)}"><time datetime="{sheet.iso(item)}" title="'
        f'{sheet.when(item)}">{sheet.when(item)}</time></a>{sheet.edit(item)}</div>{sheet.waits(item, "p")}</footer><div class='
        f'"comment-content">{remark.html}</div></article>{sheet.reply(item, "<div class=comment-reply>", "</div>")}'
    )


def genesis_html5(sheet: Sheet) -> str:
    """Genesis for HTML5: ``p.comment-author`` and ``p.comment-meta``, pings in a list of their own style."""

    def show(item: Placed) -> str:
        number, remark = item.remark.number, item.remark
        return (
            f'<li class="{sheet.classes(item)}" id="comment-{number}"><article id="article-comment-{number}" itemprop="comment" itemscope '
            f'itemtype="https://schema.org/Comment"><header class="comment-header"><p class="comment-author" itemprop="author" itemscope>'
            f'{sheet.avatar(48)}<span itemprop="name">{sheet.author(remark)}</span> <span class="says">says</span></p><p class='
            f'"comment-meta"><time class="comment-time" datetime="{sheet.iso(item)}" itemprop="datePublished"><a class='
            f'"comment-time-link" href="{sheet.permalink(remark)}" itemprop="url">{sheet.when(item)}</a></time>{sheet.edit(item)}</p>'
            f'</header><div class="comment-content" itemprop="text">{sheet.waits(item, "p", "alert")}{remark.html}</div>'
            f"{sheet.reply(item, '<div class=comment-reply>', '</div>')}</article>"
        )

    return sheet.page_of(
        f'{genesis(sheet)}<div class="entry-comments" id="comments"><h3>Comments</h3><ol class="comment-list">{sheet.thread(show)}</ol>'
        f'<div class="archive-pagination pagination"><div class="pagination-previous alignleft">{sheet.numbers()}</div></div></div>'
        f"{sheet.form()}</main></div>"
    )


def divi_comment(sheet: Sheet, item: Placed) -> str:
    """Divi: ``div.fn``, and "on DATE at HOUR"."""
    remark = item.remark
    return (
        f'<li class="{sheet.classes(item)}" id="li-comment-{remark.number}"><article id="comment-{remark.number}" class="comment-body '
        f'clearfix"><div class="comment_postinfo clearfix"><div class="comment_avatar">{sheet.avatar(80)}</div>'
        f'{sheet.reply(item, "<span class=reply-container>", "</span>")}<div class="fn">{sheet.author(remark)}</div><div class='
        f'"comment_date">on {sheet.when(item)}</div>{sheet.edit(item, " ")}</div><div class="comment_area">{sheet.waits(item, name="moderation")}'
        f'<div class="comment-content clearfix">{remark.html}</div></div></article>'
    )


def divi_page(sheet: Sheet, *, comment: Comment = divi_comment) -> str:
    """Divi's section of comments."""
    return sheet.page_of(
        f'{divi(sheet)}<section id="comment-wrap"><h1 id="comments" class="page_title">14 Comments</h1><ol class="commentlist clearfix">'
        f"{sheet.thread(lambda item: comment(sheet, item))}</ol>{sheet.links()}{sheet.form()}</section></div></div>"
    )


def sky_comment(sheet: Sheet, item: Placed) -> str:
    """Elegant Themes of 2011 (Sky): ``comment-body`` outside of ``comment-N``, the day in the avatar's box."""
    remark = item.remark
    return (
        f'<li class="{sheet.classes(item)}" id="li-comment-{remark.number}"><div class="comment-body"><div id="comment-{remark.number}" '
        f'class="clearfix"><div class="avatar-box">{sheet.avatar(80)}<span class="avatar-overlay"></span><span class="comment_date">'
        f'{sheet.language.date(remark.wall)}</span></div><div class="comment-wrap clearfix"><div class="comment-meta commentmetadata">'
        f'Posted by <span class="fn">{sheet.author(remark)}</span></div>{sheet.waits(item, name="moderation")}<div class="comment-content">'
        f'{remark.html}</div><div class="reply-container">{sheet.reply(item)}</div></div></div></div>'
    )


def astra(sheet: Sheet, item: Placed) -> str:
    """Astra: a ``section.comment`` for the words, which holds reply and edit links too."""
    remark = item.remark
    if remark.kind != "comment":
        return f'<li class="{sheet.classes(item)}" id="comment-{remark.number}"><p>Pingback: {sheet.author(remark)} {sheet.edit(item)}</p>'
    badge = '<span class="ast-highlight-text ast-cmt-post-author"></span>' if remark.own else ""
    return (
        f'<li class="{sheet.classes(item)}" id="li-comment-{remark.number}"><article id="comment-{remark.number}" class="ast-comment"><div '
        f"class= 'ast-comment-info'><div class='ast-comment-avatar-wrap'>{sheet.avatar(50)}</div><header class=\"ast-comment-meta ast-row "
        f'ast-comment-author vcard capitalize"><div class="ast-comment-cite-wrap"><cite><b class="fn">{sheet.author(remark)}</b> {badge}'
        f'</cite></div><div class="ast-comment-time"><span  class="timendate"><a href="{sheet.permalink(remark)}"><time datetime='
        f'"{sheet.iso(item)}">{sheet.when(item)}</time></a></span></div></header></div><section class="ast-comment-content comment ">'
        f'{remark.html}<div class="ast-comment-edit-reply-wrap">{sheet.reply(item, "<span class=ast-reply-link>", "</span>")}'
        f"{sheet.edit(item, '<span class=ast-edit-link>', '</span>')}</div>{sheet.waits(item, 'p', 'ast-highlight-text comment-awaiting-moderation')}"
        "</section></article>"
    )


def generatepress(sheet: Sheet, item: Placed) -> str:
    """GeneratePress: microdata, the time's title is no time."""
    number, remark = item.remark.number, item.remark
    return (
        f'<li id="comment-{number}" class="{sheet.classes(item)}"><article class="comment-body" id="div-comment-{number}" itemtype='
        f'"https://schema.org/Comment" itemscope><footer class="comment-meta" aria-label="Comment meta">{sheet.avatar(50)}<div class='
        f'"comment-author-info"><div class="comment-author vcard" itemprop="author" itemtype="https://schema.org/Person" itemscope><cite '
        f'itemprop="name" class="fn">{sheet.author(remark)}</cite></div><div class="entry-meta comment-metadata"><a href='
        f'"{sheet.permalink(remark)}"><time datetime="{sheet.iso(item)}" itemprop="datePublished">{sheet.when(item)}</time></a>'
        f'{sheet.edit(item, "<span class=edit-link>| ", "</span>")}</div></div>{sheet.waits(item, "p")}</footer><div class="comment-content" '
        f'itemprop="text">{remark.html}{sheet.reply(item, "<span class=reply>", "</span>")}</div></article>'
    )


def oceanwp(sheet: Sheet, item: Placed) -> str:
    """OceanWP: two nested ``comment-content``, the outer of which holds author and day."""
    number, remark = item.remark.number, item.remark
    if remark.kind != "comment":
        return (
            f'<li class="{sheet.classes(item)}" id="comment-{number}"><article id="comment-{number}" class="comment-container"><p>Pingback: '
            f"<span><span itemprop='name'>{sheet.author(remark)}</span></span></p></article>"
        )
    return (
        f'<li id="comment-{number}" class="comment-container"><article class="{sheet.classes(item, "comment-body")}">{sheet.avatar(150)}<div '
        f'class="comment-content"><div class="comment-author"><h3 class="comment-link">{sheet.author(remark)} </h3><span class='
        f'"comment-meta commentmetadata"><span class="comment-date">{remark.wall:%-d %b %Y}</span>{sheet.reply(item)}{sheet.edit(item)}'
        f'</span></div><div class="clr"></div><div class="comment-entry">{sheet.waits(item, "p")}<div class="comment-content">{remark.html}'
        "</div></div></div></article>"
    )


def avada(sheet: Sheet, item: Placed) -> str:
    """Avada: the hour loose behind the name, edit and reply in one line with them."""
    remark = item.remark
    return (
        f'<li class="{sheet.classes(item)}" id="comment-{remark.number}"><div class="the-comment"><div class="avatar">{sheet.avatar(54)}</div>'
        f'<div class="comment-box"><div class="comment-author meta"><strong>{sheet.author(remark)}</strong>{sheet.when(item)}'
        f'{sheet.edit(item, "  ")}{sheet.reply(item)}</div><div class="comment-text">{sheet.waits(item, name="")}{remark.html}</div></div></div>'
    )


THEMES = (
    Theme(name="underscores", show=underscores, hour="second"),
    Theme(name="twentytwelve", show=partial(underscores, comment=twenty_twelve), hour="second"),
    Theme(name="twentysixteen", show=partial(underscores, comment=core_html5, paging="numbers"), hour="second"),
    Theme(name="twentynineteen", show=partial(underscores, comment=twenty_nineteen, paging="numbers"), hour="second"),
    Theme(name="twentytwenty", show=twenty_twenty, hour="second"),
    Theme(name="genesis", show=genesis_html5, hour="second", lacks=_SPARE | {"image", "credit"}),
    Theme(name="divi", show=divi_page, printed="day", lacks=_SPARE | {"tags", "credit"}),
    Theme(name="sky", show=partial(divi_page, comment=sky_comment), hour="day", printed="day", lacks=_SPARE | {"tags", "credit"}),
    Theme(name="astra", show=partial(underscores, comment=astra), hour="second"),
    Theme(name="generatepress", show=partial(underscores, comment=generatepress), hour="second"),
    Theme(name="oceanwp", show=partial(underscores, comment=oceanwp, paging="numbers"), hour="day"),
    Theme(name="avada", show=partial(underscores, comment=avada), lacks=frozenset({"moderation"})),
)  # fmt: skip
