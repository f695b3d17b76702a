"""Themes that print comments by a function of their own: frameworks, shops of themes, Bootstrap, child themes."""

from collections.abc import Callable
from functools import partial

from tests.parse.themes.articles import html5
from tests.parse.themes.core import Sheet
from tests.parse.themes.later import core_html5
from tests.parse.themes.model import Placed
from tests.parse.themes.theme import Theme

Comment = Callable[[Sheet, Placed], str]
_HEADING = '<h3 class="comments-title">14 Comments</h3>'


def listed(
    sheet: Sheet, comment: Comment, *, heading: str = _HEADING, opening: str = '<ol class="commentlist">'
) -> str:
    """A page of an HTML5 theme whose comments ``comment`` prints."""
    closing = f"</{opening[1:].split()[0].rstrip('>')}>"
    children = (f'{opening.split()[0].rstrip(">")} class="children">\n', closing)
    if closing == "</div>":
        thread = sheet.thread(lambda item: comment(sheet, item), "</div>", ("", ""))
    else:
        thread = sheet.thread(lambda item: comment(sheet, item), children=children)
    return sheet.page_of(
        f'{html5(sheet)}<div id="comments">{heading}{opening}{thread}{closing}{sheet.numbers()}{sheet.form()}</div></main>'
    )


def bones(sheet: Sheet, item: Placed) -> str:
    """Bones: the author in a header, the day alone, words in ``section.comment_content``."""
    return (
        f'<li id="comment-{item.remark.number}" class="{sheet.classes(item, "cf")}"><article class="cf"><header class="comment-author '
        f'vcard">{sheet.avatar(32)}<cite class="fn">{sheet.author(item.remark)}</cite> {sheet.edit(item, "  ")}<time datetime='
        f'"{item.remark.wall:%Y-%m-%d}"><a href="{sheet.permalink(item.remark)}">{sheet.language.date(item.remark.wall)} </a></time>'
        f'</header>{sheet.waits(item, "p", "alert alert-info moderation")}<section class="comment_content cf">{item.remark.html}</section>'
        f"{sheet.reply(item)}</article>"
    )


def roots(sheet: Sheet, item: Placed) -> str:
    """Roots (later Sage): Bootstrap's media object."""
    remark = item.remark
    return (
        f'<li class="{sheet.classes(item, "media", f"comment-{remark.number}")}" id="comment-{remark.number}"><a class="pull-left">'
        f'{sheet.avatar(64)}</a><div class="media-body"><h4 class="media-heading">{sheet.author(remark)}</h4><time datetime='
        f'"{sheet.iso(item)}"><a href="{sheet.permalink(remark)}">{sheet.when(item)}</a></time>{sheet.edit(item)}'
        f"{sheet.waits(item, 'div', 'alert comment-awaiting-moderation')}{remark.html}{sheet.reply(item)}</div>"
    )


def bootstrap_card(sheet: Sheet, item: Placed) -> str:
    """Bootstrap 4 and WP Bootstrap Navwalker's kin: a card whose header holds the name."""
    remark = item.remark
    return (
        f'<li id="comment-{remark.number}" class="{sheet.classes(item, "media")}"><div class="media-body" id="div-comment-{remark.number}">'
        f'<div class="card"><div class="card-header hide-overflow"><h3 class="card-title float-left"><cite class="fn">'
        f'{sheet.author(remark)}</cite></h3><div class="card-text float-right"><a href="{sheet.permalink(remark)}"><time datetime='
        f'"{sheet.iso(item)}">{sheet.when(item)}</time></a></div></div><div class="card-block warning-color">{sheet.waits(item, "p")}'
        f'<div class="comment-content card-text">{remark.html}</div>{sheet.reply(item)}</div></div></div>'
    )


def islemag(sheet: Sheet, item: Placed) -> str:
    """IsleMag: name and hour in ``comment-author``, the words in ``media-body`` without a heading."""
    remark = item.remark
    wall = remark.wall
    return (
        f'<li class="{sheet.classes(item)}" id="comment-{remark.number}"><div id="div-comment-{remark.number}" class="comment-body"><div class='
        f'"comment-author vcard">{sheet.avatar()}<h4 class="media-heading">{sheet.author(remark)}</h4><span class="comment-date">('
        f'{sheet.language.date(wall)} - {sheet.language.clock(wall)})</span>{sheet.edit(item)}<div class="reply pull-right reply-link"> '
        f'{sheet.reply(item)} </div></div>{sheet.waits(item)}<div class="media-body">{remark.html}</div></div>'
    )


def woothemes(sheet: Sheet, item: Placed) -> str:
    """WooThemes' Canvas: ``span.name`` and ``span.date`` in a head, the number on three elements."""
    number, remark = item.remark.number, item.remark
    return (
        f'<li class="{sheet.classes(item)}"><a name="comment-{number}"></a><div id="li-comment-{number}" class="comment-container"><div class='
        f'"avatar">{sheet.avatar()}</div><div class="comment-head"><span class="name">{sheet.author(remark)}</span><span class="date">'
        f'{sheet.when(item)}</span><span class="perma"><a href="{sheet.permalink(remark)}" title="Direct link">#</a></span><span class='
        f'"edit">{sheet.edit(item)}</span></div><div class="comment-entry" id="comment-{number}">{remark.html}'
        f'{sheet.waits(item, "p", "unapproved")}<div class="reply">{sheet.reply(item)}</div></div></div>'
    )


def mythemeshop(sheet: Sheet, item: Placed) -> str:
    """MyThemeShop: what others call the meta holds the words."""
    number, remark = item.remark.number, item.remark
    return (
        f'<li class="{sheet.classes(item)}" id="li-comment-{number}"><div id="comment-{number}" itemscope><div class="comment-author vcard">'
        f'{sheet.avatar(80)}<span class="fn" itemprop="creator"><span itemprop="name">{sheet.author(remark)}</span></span> <span class="ago">'
        f'{sheet.when(item)}</span><span class="comment-meta">{sheet.edit(item)}</span></div>{sheet.waits(item)}<div class="commentmetadata">'
        f'<div class="commenttext" itemprop="commentText">{remark.html}</div><div class="reply">{sheet.reply(item)}</div></div></div>'
    )


def suffusion(sheet: Sheet, item: Placed) -> str:
    """Suffusion: words in a ``comment-body`` within a ``comment-body``."""
    number, remark = item.remark.number, item.remark
    return (
        f'<li id="comment-{number}" class="{sheet.classes(item)}"><div class="comment-body" id="div-comment-{number}"><div class='
        f'"comment-author fix vcard">{sheet.avatar(48)}<div class="commenter"><cite class="fn">{sheet.author(remark)}</cite> <span class='
        f'"says">says:</span></div><div class="comment-meta commentmetadata"><a href="{sheet.permalink(remark)}">{sheet.when(item)}</a>'
        f'{sheet.edit(item)}</div></div>{sheet.waits(item)}<div class="comment-body">{remark.html}</div><div class="reply">'
        f"{sheet.reply(item)}</div></div>"
    )


def enfold(sheet: Sheet, item: Placed) -> str:
    """Enfold: ``comment_content`` around header and ``comment_text``."""
    number, remark = item.remark.number, item.remark
    return (
        f'<li class="{sheet.classes(item)}" id="li-comment-{number}"><div id="comment-{number}"><article><div class="gravatar">'
        f'{sheet.avatar(60)}{sheet.reply(item)}</div><div class="comment_content"><header class="comment-header"><cite class='
        f'"comment_author_name author_name"><strong>{sheet.author(remark)}</strong></cite><span class="says">says:</span>{sheet.edit(item)}'
        f'<div class="comment-meta commentmetadata"><a href="{sheet.permalink(remark)}"><time>{sheet.when(item)}</time></a></div></header>'
        f'<div class="comment_text">{remark.html}{sheet.waits(item)}</div></div></article></div>'
    )


def bridge(sheet: Sheet, item: Placed) -> str:
    """Bridge (Qode): the list item has no class, and only the words' element has the number."""
    number, remark = item.remark.number, item.remark
    return (
        f'<li><div class="comment"><div class="image">{sheet.avatar(75)}</div><div class="text"><h5 class="name">{sheet.author(remark)}</h5>'
        f'<span class="comment_date">{sheet.when(item)}</span>{sheet.reply(item)}{sheet.edit(item)}<div class="text_holder" id='
        f'"comment-{number}">{remark.html}</div></div></div>'
    )


def themify(sheet: Sheet, item: Placed) -> str:
    """Themify: a ``p.comment-author``, ``div.commententry``."""
    number, remark = item.remark.number, item.remark
    return (
        f'<li id="comment-{number}" class="{sheet.classes(item)}"><p class="comment-author">{sheet.avatar(48)} <cite>{sheet.author(remark)}'
        f'</cite><br/><small class="comment-time"><strong>{sheet.language.date(remark.wall)}</strong> @ {sheet.language.clock(remark.wall)}'
        f'{sheet.edit(item, " [", "]")}</small></p><div class="commententry">{sheet.waits(item, "p")}{remark.html}</div><p class="reply">'
        f"{sheet.reply(item)}</p>"
    )


def brazil(sheet: Sheet, item: Placed) -> str:
    """A Brazilian theme of 2011: "By NAME on DAY at HOUR." in one line of ``comment-meta``, a first one for the links."""
    number, remark = item.remark.number, item.remark
    said = (
        f"By <strong>{sheet.author(remark)}</strong> on <strong>{sheet.language.date(remark.wall)}</strong> at "
        f"<strong>{sheet.language.clock(remark.wall)}</strong>."
    )
    return (
        f'<li class="{sheet.classes(item, "clearfix")}" id="comment-{number}"><p class="comment-meta alignright bottom">{sheet.reply(item)} '
        f'{sheet.edit(item, "| ")}</p><div class="comment-entry clearfix"><div class="alignleft">{sheet.avatar(66)}</div><p class='
        f'"comment-meta bottom">{said}{sheet.waits(item)}</p>{remark.html}</div>'
    )


def spoken(sheet: Sheet, item: Placed) -> str:
    """A Chinese theme of 2010: name, hour and links in one paragraph without a class, the words loose behind it."""
    number, remark = item.remark.number, item.remark
    return (
        f'<li class="{sheet.classes(item)}" id="comment-{number}"><div id="div-comment-{number}"><p>{sheet.avatar(48)}<cite class="fn">'
        f'{sheet.author(remark)}</cite> <span class="says">在 {remark.wall:%Y年%m月%d日 %H:%M} 说：</span>【 {sheet.edit(item, "", " | ")}'
        f"{sheet.reply(item)} 】</p>{sheet.waits(item)}{remark.html}</div>"
    )


def outsourceo(sheet: Sheet, item: Placed) -> str:
    """Comments as ``div`` elements within each other, the head in a row of Bootstrap's grid."""
    number, remark = item.remark.number, item.remark
    return (
        f'<div id="comment-{number}" class="{sheet.classes(item, "row")}"><div class="col-sm-1 comment-author vcard">{sheet.avatar()}</div><div '
        f'class="col-sm-11"><b><cite class="fn">{sheet.author(remark)}</cite> <span class="says">dice:</span></b> <a href='
        f'"{sheet.permalink(remark)}">({sheet.language.date(remark.wall)} - {sheet.language.clock(remark.wall)})</a>{sheet.edit(item)}'
        f"{sheet.waits(item)}{remark.html}{sheet.reply(item)}</div>"
    )


def dash(sheet: Sheet, item: Placed) -> str:
    """A magazine theme of 2012: "NAME - DAY" in a paragraph, and nothing else named."""
    number, remark = item.remark.number, item.remark
    return (
        f'<li id="comment-{number}"><div class="comment-inner"><p class="comment-meta-2">{sheet.author(remark)} &#8212; '
        f"{sheet.language.date(remark.wall)}</p>{remark.html}</div>"
    )


def hueman(sheet: Sheet) -> str:
    """Hueman: pings in a list of their own behind a tab, the count in ``h3.heading``."""

    def pings(item: Placed) -> str:
        return (
            f'<li id="comment-{item.remark.number}" class="{sheet.classes(item)}"><div class="comment-body">Pingback: '
            f"{sheet.author(item.remark)}</div>"
        )

    apart = [
        sheet.thread(show, keep=keep)
        for show, keep in ((partial(core_html5, sheet), "comment"), (pings, "ping"))
    ]
    return sheet.page_of(
        f'{html5(sheet)}<section id="comments" class="themeform"><h3 class="heading">14 Responses</h3><ul class="comment-tabs group"><li '
        'class="active"><a href="#commentlist-container"><i></i>Comments<span>12</span></a></li><li><a href="#pinglist-container">'
        f'Pingbacks<span>2</span></a></li></ul><div id="commentlist-container" class="comment-tab"><ol class="commentlist">{apart[0]}</ol>'
        f'{sheet.links("<nav class=comments-nav>{}</nav>")}</div><div id="pinglist-container" class="comment-tab"><ol class="pinglist">'
        f"{apart[1]}</ol></div>{sheet.form()}</section></main>"
    )


_KINDLESS = frozenset({"kind"})
THEMES = (
    Theme(name="bones", show=partial(listed, comment=bones), hour="day"),
    Theme(name="roots", show=partial(listed, comment=roots), hour="second"),
    Theme(name="bootstrap-card", show=partial(listed, comment=bootstrap_card), hour="second"),
    Theme(name="islemag", show=partial(listed, comment=islemag)),
    Theme(name="woothemes", show=partial(listed, comment=woothemes)),
    Theme(name="mythemeshop", show=partial(listed, comment=mythemeshop)),
    Theme(name="suffusion", show=partial(listed, comment=suffusion)),
    Theme(name="enfold", show=partial(listed, comment=enfold)),
    Theme(
        name="bridge", show=partial(listed, comment=bridge, opening="<ul>"), lacks=_KINDLESS | {"moderation"}
    ),
    Theme(name="themify", show=partial(listed, comment=themify)),
    Theme(name="brazil", show=partial(listed, comment=brazil)),
    Theme(name="spoken", show=partial(listed, comment=spoken)),
    Theme(name="outsourceo", show=partial(listed, comment=outsourceo, opening="<div>")),
    Theme(
        name="dash",
        show=partial(listed, comment=dash),
        hour="day",
        lacks=_KINDLESS | {"moderation"},
        admits=frozenset({"comment-author-unknown", "comment-clock-unknown"}),
    ),
    Theme(name="hueman", show=hueman, hour="second", lacks=frozenset({"order"})),
)
