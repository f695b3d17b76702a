"""Themes of 2005 to 2011: Kubrick and its kin, the frameworks of those years, Twenty Ten and Eleven, P2."""

from tests.parse.themes.articles import hatom, kubrick
from tests.parse.themes.core import Sheet
from tests.parse.themes.model import Placed, in_order, placed
from tests.parse.themes.theme import Theme

_BARE = frozenset({"subtitle", "image", "credit", "modified", "tags", "byline", "byline_url"})
_PLAIN = frozenset({"subtitle", "image", "credit", "modified"})


def _ordinal(item: Placed) -> str:
    wall = item.remark.wall
    mark = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(wall.day, "th")
    half = "pm" if wall.hour > 11 else "am"
    return f"{wall:%B} {wall.day}{mark}, {wall.year} at {wall.hour % 12 or 12}:{wall.minute:02} {half}"


def kubrick_2005(sheet: Sheet) -> str:
    """Kubrick before threads: a flat list, the hour in a small line, the words loose behind it."""
    items = "".join(
        f'<li class="alt" id="comment-{each.remark.number}"><cite>{sheet.author(each.remark)}</cite> Says: {sheet.waits(each, name="")}'
        f'<br />\n<small class="commentmetadata"><a href="#comment-{each.remark.number}" title="">{_ordinal(each)}</a> '
        f"{sheet.edit(each)}</small>\n{each.remark.html}</li>\n"
        for each in in_order(placed(sheet.post, sheet.page, 1))
    )
    return sheet.page_of(
        f'{kubrick(sheet)}<h3 id="comments">14 Responses to &#8220;{sheet.post.title}&#8221;</h3>\n<ol class="commentlist">\n{items}</ol>\n'
        f'<h3 id="respond">Leave a Reply</h3><form action="/wp-comments-post.php" method="post" id="commentform"></form></div>',
        body="",
    )


def core_xhtml(sheet: Sheet, item: Placed) -> str:
    """WordPress's own template for themes without HTML5, since 2.7."""
    number = item.remark.number
    return (
        f'<li class="{sheet.classes(item)}" id="comment-{number}">\n<div id="div-comment-{number}" class="comment-body">\n<div class='
        f'"comment-author vcard">\n{sheet.avatar(32)} <cite class="fn">{sheet.author(item.remark)}</cite> <span class="says">'
        f'{sheet.language.says}</span></div>\n{sheet.waits(item)}\n<div class="comment-meta commentmetadata"><a href="'
        f'{sheet.permalink(item.remark)}">\n{sheet.when(item)}</a>{sheet.edit(item, "&nbsp;&nbsp;")}</div>\n\n{item.remark.html}\n'
        f'<div class="reply">{sheet.reply(item)}</div>\n</div>\n'
    )


def kubrick_2009(sheet: Sheet) -> str:
    """Kubrick with threads, told to older and newer by two aligned links."""
    paging = f'<div class="navigation">{sheet.bare_links()}</div>'
    return sheet.page_of(
        f'{kubrick(sheet)}<h3 id="comments">14 Responses to &#8220;{sheet.post.title}&#8221;</h3>{paging}<ol class="commentlist">'
        f"{sheet.thread(lambda item: core_xhtml(sheet, item))}</ol>{paging}{sheet.form()}</div>"
    )


def k2(sheet: Sheet) -> str:
    """K2: a counter before the author, the words in ``itemtext``."""

    def show(item: Placed) -> str:
        number = item.remark.number
        return (
            f'<li id="comment-{number}" class="comment c1 c-y2012 c-m05 c-d03 {item.remark.kind}"><a href="#comment-{number}" class='
            f'"counter" title="Permanent Link to this Comment">{item.depth}</a> <span class="commentauthor">{sheet.author(item.remark)}'
            f'</span> <small class="commentmetadata"><a href="#comment-{number}" title="2 days later">{_ordinal(item)}</a> '
            f'{sheet.edit(item)}</small> <div class="itemtext">{item.remark.html}</div>{sheet.waits(item, "p")}'
        )

    return sheet.page_of(
        f'{kubrick(sheet)}<h4>14 Responses to &#8220;{sheet.post.title}&#8221;</h4><ol id="commentlist" class="commentlist">'
        f"{sheet.thread(show)}</ol>{sheet.bare_links()}{sheet.form()}</div>"
    )


def cutline(sheet: Sheet) -> str:
    """Cutline and Neoclassical: a definition list, the words in ``dd`` beside the comment's own ``dt``."""
    items = "".join(
        f'<dt class="comment" id="comment-{each.remark.number}"><span class="comment_num"><a href="#comment-{each.remark.number}">'
        f"{place}</a></span> <strong>{sheet.author(each.remark)}</strong> on {each.remark.wall:%m.%d.%y} at "
        f'{each.remark.wall:%-I:%M %p}</dt>\n<dd class="entry comment_text">{each.remark.html}</dd>\n'
        for place, each in enumerate(in_order(placed(sheet.post, sheet.page, 1)), 1)
    )
    return sheet.page_of(
        f'{kubrick(sheet)}<div id="comments"><h3 class="comments_headers">14 responses so far</h3><dl id="comment_list">{items}</dl>'
        f"</div>{sheet.form()}</div>"
    )


def thematic(sheet: Sheet) -> str:
    """Thematic: date and permalink in one line of ``comment-meta``, a reply link in a div of the link's own class."""

    def show(item: Placed) -> str:
        number = item.remark.number
        reply = sheet.reply(item, '<div class="comment-reply-link">', "</div>")
        return (
            f'<li id="comment-{number}" class="{sheet.classes(item)}"><div class="comment-author vcard">{sheet.avatar()} <span class='
            f'"fn n">{sheet.author(item.remark)}</span></div><div class="comment-meta">Posted {sheet.when(item)} <span class="meta-sep">'
            f'|</span> <a href="#comment-{number}" title="Permalink to this comment">Permalink</a>{sheet.edit(item)}</div>'
            f'{sheet.waits(item, "span", "unapproved")}<div class="comment-content">{item.remark.html}</div>{reply}'
        )

    return sheet.page_of(
        f'{hatom(sheet)}<div id="comments"><div id="comments-list" class="comments"><h3><span>14</span> Comments</h3><ol>'
        f'{sheet.thread(show)}</ol><div id="comments-nav-below" class="comment-navigation"><div class="paginated-comments-links">'
        f"{sheet.numbers('{}')}</div></div></div>{sheet.form()}</div></div></div>"
    )


def hybrid(sheet: Sheet) -> str:
    """Hybrid: the time as ``abbr`` whose title is words, in a long form that names the day of the week."""

    def show(item: Placed) -> str:
        title = f"{item.remark.wall:%A, %B %-d, %Y, %-I:%M %P}"
        return (
            f'<li id="comment-{item.remark.number}" class="{sheet.classes(item)}"><div class="comment-meta comment-meta-data"><div class='
            f'"comment-author vcard">{sheet.avatar(80)} <cite class="fn" title="">{sheet.author(item.remark)}</cite></div> <abbr class='
            f'"comment-date" title="{title}">{sheet.language.date(item.remark.wall)}</abbr> <span class="separator">|</span> <a class='
            f'"permalink" href="{sheet.permalink(item.remark)}">Permalink</a> {sheet.edit(item)} {sheet.reply(item)}</div>'
            f'<div class="comment-text">{sheet.waits(item, "p", "alert moderation")}{item.remark.html}</div>'
        )

    return sheet.page_of(
        f'{hatom(sheet)}<div id="comments"><h3 id="comments-number" class="comments-header">14 responses to &#8220;'
        f'{sheet.post.title}&#8221;</h3><ol class="comment-list">{sheet.thread(show)}</ol><div class="comment-navigation '
        f'comment-pagination">{sheet.numbers("{}")}</div></div>{sheet.form()}</div></div>'
    )


def twenty_ten(sheet: Sheet) -> str:
    """Twenty Ten: ``li-comment-N`` around ``comment-N``; a pingback is ``li.post.pingback`` without a number."""

    def show(item: Placed) -> str:
        if item.remark.kind != "comment":
            return f'<li class="post pingback"><p>Pingback: {sheet.author(item.remark)}</p>'
        return (
            f'<li class="{sheet.classes(item)}" id="li-comment-{item.remark.number}"><div id="comment-{item.remark.number}"><div class='
            f'"comment-author vcard">{sheet.avatar()} <cite class="fn">{sheet.author(item.remark)}</cite> <span class="says">'
            f'{sheet.language.says}</span></div>{sheet.waits(item)}<div class="comment-meta commentmetadata"><a href='
            f'"{sheet.permalink(item.remark)}">{sheet.when(item)}</a>{sheet.edit(item, " ")}</div><div class="comment-body">'
            f'{item.remark.html}</div><div class="reply">{sheet.reply(item)}</div></div>'
        )

    return sheet.page_of(
        f'{hatom(sheet)}<div id="comments"><h3 id="comments-title">{sheet.heading("{} Responses to <em>{}</em>")}</h3>'
        f'{sheet.links()}<ol class="commentlist">{sheet.thread(show)}</ol>{sheet.form()}</div></div></div>'
    )


def twenty_eleven(sheet: Sheet) -> str:
    """Twenty Eleven: ``time[pubdate]`` without a value, "said:" behind it."""

    def show(item: Placed) -> str:
        if item.remark.kind != "comment":
            return f'<li class="post pingback"><p>Pingback: {sheet.author(item.remark)}</p>'
        said = (
            f'<span class="fn">{sheet.author(item.remark)}</span> on <a href="{sheet.permalink(item.remark)}"><time pubdate datetime='
            f'"{sheet.iso(item)}">{sheet.when(item)}</time></a> <span class="says">said:</span>'
        )
        return (
            f'<li class="{sheet.classes(item)}" id="li-comment-{item.remark.number}"><article id="comment-{item.remark.number}" class='
            f'"comment"><footer class="comment-meta"><div class="comment-author vcard">{sheet.avatar()}{said}{sheet.edit(item)}</div>'
            f'{sheet.waits(item)}</footer><div class="comment-content">{item.remark.html}</div><div class="reply">{sheet.reply(item)}'
            "</div></article>"
        )

    return sheet.page_of(
        f'{hatom(sheet)}<div id="comments"><h2 id="comments-title">{sheet.heading("{} thoughts on &ldquo;<span>{}</span>&rdquo;")}'
        f'</h2><ol class="commentlist">{sheet.thread(show)}</ol><nav id="comment-nav-below"><h1 class="assistive-text">Comment '
        f"navigation</h1>{sheet.links('{}')}</nav>{sheet.form()}</div></div></div>"
    )


def p2(sheet: Sheet) -> str:
    """P2: the author loose in a heading, the time as ``abbr`` with an exact title, a link beside each."""

    def show(item: Placed) -> str:
        number = item.remark.number
        return (
            f'<li id="comment-{number}" class="{sheet.classes(item)}">{sheet.avatar(32)}<h4>{sheet.author(item.remark)}<span class="meta">'
            f'<abbr title="{item.remark.at:%Y-%m-%dT%H:%M:%SZ}">{sheet.language.clock(item.remark.wall)} <em>on</em> '
            f'{sheet.language.date(item.remark.wall)}</abbr><span class="actions"><a class="thepermalink" href="#comment-{number}" title='
            f'"Permalink">Permalink</a>{sheet.reply(item, " | ")}{sheet.edit(item, " | ")}</span></span></h4><div id='
            f'"commentcontent-{number}" class="commentcontent">{item.remark.html}</div>'
        )

    post = sheet.post
    return sheet.page_of(
        f'<div class="sleeve_main"><div id="main"><ul id="postlist"><li id="prologue-{post.number}" class="post-{post.number} post hentry '
        f'category-works"><h4><a href="/author/rosa/" title="Posts by Rosa">Rosa Umbral</a><span class="meta"><abbr title="'
        f'{post.published:%Y-%m-%dT%H:%M:%SZ}">8:00 am <em>on</em> May 3, 2012</abbr></span></h4><h2>{post.title}</h2><div class='
        f'"postcontent" id="content-77"><p>It rained.</p></div><ul id="comments" class="commentlist inlinecomments">{sheet.thread(show)}'
        f"</ul></li></ul>{sheet.bare_links()}</div></div>{sheet.form()}"
    )


THEMES = (
    Theme(name="kubrick-2005", show=kubrick_2005, limit=1, printed="minute",
          lacks=_BARE | {"post_id", "kind", "depth", "pages"}),
    Theme(name="kubrick-2009", show=kubrick_2009, printed="minute", lacks=_BARE),
    Theme(name="k2", show=k2, printed="minute", lacks=_BARE),
    Theme(name="cutline", show=cutline, limit=1, hour="nothing", printed="minute", lacks=_BARE | {"kind", "depth", "pages"},
          admits=frozenset({"comment-clock-unknown"})),
    Theme(name="thematic", show=thematic, printed="minute", lacks=_PLAIN),
    Theme(name="hybrid", show=hybrid, printed="minute", lacks=_PLAIN),
    Theme(name="twentyten", show=twenty_ten, printed="minute", lacks=_PLAIN | {"pings"}),
    Theme(name="twentyeleven", show=twenty_eleven, hour="second", printed="minute", lacks=_PLAIN | {"pings"}),
    Theme(name="p2", show=p2, hour="second", text="It rained.", lacks=_PLAIN | {"claim", "tags", "category", "moderation", "pages"}),
)  # fmt: skip
