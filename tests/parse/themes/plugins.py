"""Block themes, tagDiv's Newspaper through its releases, and plugins that print the thread themselves."""

from collections.abc import Callable
from functools import partial

from tests.parse.themes.articles import blocks, html5, newspaper, td_cloud
from tests.parse.themes.core import BLOCKS_TEXT, Sheet
from tests.parse.themes.custom import listed
from tests.parse.themes.later import core_html5
from tests.parse.themes.model import Placed
from tests.parse.themes.theme import Theme

_BLOCK = frozenset({"subtitle", "modified", "credit"})
_TD = frozenset({"modified"})


def block_comments(sheet: Sheet, *, columns: bool = True) -> str:
    """The block ``core/comment-template``: a list without classes on its items, since 5.9 and 6.0."""

    def show(item: Placed) -> str:
        number, remark = item.remark.number, item.remark
        name = f'<a rel="external nofollow ugc" href="{remark.site.replace("&", "&#038;")}" target="_self">{remark.author}</a>'
        inner = (
            f'<div class="wp-block-comment-author-name has-small-font-size">{name if remark.site else remark.author}</div><div class='
            f'"wp-block-group is-layout-flex"><div class="wp-block-comment-date has-small-font-size"><time datetime="{sheet.iso(item)}"><a '
            f'href="{sheet.permalink(remark)}">{sheet.language.date(remark.wall)}</a></time></div>{_block_edit(sheet, item)}</div>'
        )
        text = f'<div class="wp-block-comment-content">{sheet.waits(item)}{remark.html}</div>'
        reply = sheet.reply(item, '<div class="wp-block-comment-reply-link has-small-font-size">', "</div>")
        avatar = f'<div class="wp-block-avatar">{sheet.avatar()}</div>'
        if columns:
            return (
                f'<li id="comment-{number}" class="{sheet.classes(item)}"><div class="wp-block-columns"><div class="wp-block-column" '
                f'style="flex-basis:40px">{avatar}</div><div class="wp-block-column">{inner}{text}{reply}</div></div>'
            )
        return (
            f'<li id="comment-{number}" class="{sheet.classes(item)}"><div class="wp-block-group">{avatar}<div class="wp-block-group">{inner}'
            f"{text}{reply}</div></div>"
        )

    thread = sheet.thread(show, children=("<ol>", "</ol>"))
    turns = [
        f'<a href="{sheet.address(sheet.page + step)}#comments" class="wp-block-comments-pagination-{name}">{words}</a>'
        for step, name, words in ((-1, "previous", "Older Comments"), (1, "next", "Newer Comments"))
        if 1 <= sheet.page + step <= len(sheet.post.pages)
    ]
    return sheet.page_of(
        f'{blocks(sheet)}<div class="wp-block-comments wp-block-comments-query-loop"><h2 class="wp-block-heading">Comments</h2><h3 id='
        f'"comments" class="wp-block-comments-title">{sheet.heading("{} responses to &#8220;{}&#8221;")}</h3><ol class='
        f'"wp-block-comment-template">{thread}</ol><nav class="wp-block-comments-pagination">{"".join(turns)}</nav>'
        f"{sheet.form().replace('comment-respond', 'comment-respond wp-block-post-comments-form')}</div></main></div>"
    )


def _block_edit(sheet: Sheet, item: Placed) -> str:
    return sheet.edit(item, '<div class="wp-block-comment-edit-link has-small-font-size">', "</div>")


def td_comment(sheet: Sheet, item: Placed, *, years: str) -> str:
    """Newspaper's comment: of 2014, of 2018 and since the cloud templates."""
    number, remark = item.remark.number, item.remark
    ping = "" if remark.kind == "comment" else remark.kind
    unix = int(remark.at.timestamp())
    when = {
        "2014": f'<a class="comment-link" href="#li-comment-{number}"><time pubdate="{unix}">{sheet.when(item)}</time></a>',
        "2018": f'<a class="comment-link" href="#comment-{number}"><time pubdate="{unix}">{sheet.when(item)}</time></a>',
        "2022": f'<a class="comment-link" href="#comment-{number}">{sheet.when(item)}</time></a>',
    }[years]
    identity = f"li-comment-{number}" if years == "2014" else f"comment-{number}"
    return (
        f'<li class="comment {ping}" id="{identity}"><article><footer>{sheet.avatar(50)}<cite>{sheet.author(remark)}</cite> {when}'
        f'{sheet.edit(item)}</footer><div class="comment-content">{remark.html}</div><div class="comment-meta" id="comment-{number}">'
        f"{sheet.reply(item)}</div></article>"
    )


def td(sheet: Sheet, *, years: str = "2018", article: Callable[[Sheet], str] = newspaper) -> str:
    """A post of Newspaper."""
    heading = {
        "2014": '<h4 class="block-title"><span>14 COMMENTS</span></h4>',
        "2018": '<div class="td-comments-title-wrap td_block_template_1"><h4 class="td-comments-title block-title"><span>14 COMMENTS</span></h4></div>',
        "2022": '<div class="td-comments-title"><span>14 COMMENTS</span></div>',
    }[years]
    thread = sheet.thread(lambda item: td_comment(sheet, item, years=years))
    return sheet.page_of(
        f'<div class="td-main-content">{article(sheet)}<div class="comments" id="comments">{heading}<ol class="comment-list">'
        f'{thread}</ol><div class="comment-pagination">{sheet.bare_links()}</div>{sheet.form()}</div></div>'
    )


def wpdiscuz(sheet: Sheet, *, relative: bool = True) -> str:
    """wpDiscuz 7: depth on the outer element, the number on an inner one, the date in a title."""

    def show(item: Placed) -> str:
        number, remark = item.remark.number, item.remark
        date = f"{sheet.language.date(remark.wall)} {sheet.language.clock(remark.wall)}"
        label = (
            '<div class="wpd-comment-label" wpd-tooltip="Author"><span>Author</span></div>'
            if remark.own
            else ""
        )
        to = f'<div class="wpd-reply-to"><i></i> Reply to&nbsp;<a href="#comment-{remark.parent}">Somebody</a></div>'
        linked = f"<a href='{remark.site.replace('&', '&#038;')}' rel='noreferrer ugc' target='_blank'>{remark.author}</a>"
        name = linked if remark.site else remark.author
        return (
            f"<div id='wpd-comm-{number}_{remark.parent or 0}' class='{sheet.classes(item, 'wpd-comment', f'wpd_comment_level-{item.depth}')}'>"
            f'<div class="wpd-comment-wrap wpd-blog-guest"><div class="wpd-comment-left "><div class="wpd-avatar ">{sheet.avatar(64)}</div>{label}'
            f'</div><div id="comment-{number}" class="wpd-comment-right"><div class="wpd-comment-header"><div class="wpd-comment-author ">'
            f'{name}</div><div class="wpd-comment-date" title="{date}"><i class="far fa-clock"></i> '
            f'{"12 years ago" if relative else date}</div><div class="wpd-comment-link wpd-hidden"><span><i></i></span></div></div>'
            f'{to if remark.parent else ""}<div class="wpd-comment-text">{remark.html}</div><div class="wpd-comment-footer"><div class="wpd-vote">'
            '<div class="wpd-vote-up wpd_not_clicked"><svg></svg></div><div class="wpd-vote-result" title="3">3</div></div><div class='
            '"wpd-reply-button"><svg></svg><span>Reply</span></div><div class="wpd-toggle wpd-hidden"><i></i></div></div></div></div>'
            f"<div id='wpdiscuz_form_anchor-{number}_0'></div>"
        )

    thread = sheet.thread(show, "</div>", ("", ""))
    form = '<div class="wpd-form-wrap"><form method="post" class="wpd_comm_form wpd_main_comm_form"><textarea name="wc_comment"></textarea></form></div>'
    return sheet.page_of(
        f'{html5(sheet)}<div class="wpdiscuz_top_clearing"></div><div id="comments" class="comments-area"><div id="respond"></div><div '
        f'id="wpdcom" class="wpdiscuz_unauth wpd-default wpd-layout-1 wpd-comments-open">{form}<div id="wpd-threads" class="wpd-thread-wrapper">'
        '<div class="wpd-thread-head"><div class="wpd-thread-info" data-comments-count="14"><span class="wpdtc" title="14">14</span> Comments'
        f'</div></div><div class="wpd-thread-list">{thread}<div class="wpdiscuz-comment-pagination">{sheet.links("{}")}</div></div></div></div></div>'
        "</main>"
    )


def wpdiscuz_5(sheet: Sheet) -> str:
    """wpDiscuz 4 and 5: ``wc-comment``, the header, then the words, then links of ``span``."""

    def show(item: Placed) -> str:
        number, remark = item.remark.number, item.remark
        kind = "wc-reply" if remark.parent else ""
        return (
            f'<div id="wc-comm-{number}_{remark.parent or 0}" class="{sheet.classes(item, "wc-comment", kind, f"wc_comment_level-{item.depth}")}">'
            f'<div class="wc-comment-left">{sheet.avatar(64)}<div class="wc-blog-guest wc-comment-label"><span>Guest</span></div></div><div id='
            f'"comment-{number}" class="wc-comment-right "><div class="wc-comment-header"><div class="wc-comment-author ">'
            f'{sheet.author(remark)}</div><div class="wc-comment-link"><i class="fas fa-link"></i></div><div class="wpdiscuz_clear"></div></div>'
            f'<div class="wc-comment-text">{remark.html}</div><div class="wc-comment-footer"><div class="wc-footer-left"><span class='
            '"wc-vote-link wc-up wc_not_clicked"><i></i></span><span class="wc-vote-result wc-vote-result-like">0</span><span class='
            '"wc-reply-button wc-cta-button" title="Reply"><i></i>Reply</span></div><div class="wc-footer-right"><div class="wc-comment-date"><i '
            f'class="far fa-clock"></i>{sheet.when(item)}</div></div></div></div><div id="wpdiscuz_form_anchor-{number}_0"></div>'
        )

    return sheet.page_of(
        f'{html5(sheet)}<div id="comments" class="comments-area"><div id="respond"></div><h3 id="wc-comment-header"><span class='
        f'"wc_header_text"><span class="wc_header_text_count">14</span> Comments</span></h3><div id="wpcomm" class="wpdiscuz_unauth"><div class='
        f'"wc-thread-wrapper">{sheet.thread(show, "</div>", ("", ""))}<div class="wpdiscuz-comment-pagination">{sheet.links("{}")}</div></div></div>'
        "</div></main>"
    )


def thrive(sheet: Sheet, item: Placed) -> str:
    """Thrive's themes: ``div.comment-container`` with an ``rlt`` line, likes behind the words."""
    number, remark = item.remark.number, item.remark
    badge = '<span class="thrive-badge">Author</span>' if remark.own else ""
    return (
        f'<div class="cmb" style="" id="comment-{number}"><div class="{sheet.classes(item, "cmc")}"><div class="left">{sheet.avatar(70)}</div><div '
        f'class="ccr"><span class="uNm"><cite class="fn">{sheet.author(remark)}</cite>{badge}</span> <span class="cmt comment-date">'
        f'{sheet.when(item)}</span><div class="comment-text">{sheet.waits(item)}{remark.html}</div><div class="comment-likes">3 likes</div>'
        f"{sheet.reply(item)}</div></div>"
    )


def liked(sheet: Sheet, item: Placed) -> str:
    """Core's template with what Jetpack, WP ULike and comment subscriptions add to the words."""
    number = item.remark.number
    likes = (
        f'<p class="comment-likes comment-not-liked" id="comment-like-{number}" data-like-count="3"><a href="#" class="comment-like-link">Like'
        '</a> Liked by 3 people</p>\n<div class="wpulike wpulike-default"><div class="wp_ulike_general_class wp_ulike_is_unliked"><button>'
        '</button><span class="count-box">3+</span></div></div><div class="comment-report"><a href="#">Report</a></div>'
    )
    shown = core_html5(sheet, item)
    return (
        shown.replace(item.remark.html, item.remark.html + likes) if item.remark.kind == "comment" else shown
    )


THEMES = (
    Theme(name="twentytwentytwo", show=block_comments, text=BLOCKS_TEXT, hour="second", lacks=_BLOCK),
    Theme(
        name="twentytwentyfive",
        show=partial(block_comments, columns=False),
        text=BLOCKS_TEXT,
        hour="second",
        lacks=_BLOCK,
    ),
    Theme(name="newspaper-4", show=partial(td, years="2014"), hour="second", lacks=_TD | {"moderation"}),
    Theme(name="newspaper-9", show=td, hour="second", lacks=_TD | {"moderation"}),
    Theme(
        name="newspaper-12",
        show=partial(td, years="2022", article=td_cloud),
        lacks=_TD | {"moderation"},
    ),
    Theme(name="wpdiscuz-7", show=wpdiscuz, lacks=frozenset({"moderation"})),
    Theme(name="wpdiscuz-7-plain", show=partial(wpdiscuz, relative=False), lacks=frozenset({"moderation"})),
    Theme(name="wpdiscuz-5", show=wpdiscuz_5, lacks=frozenset({"moderation"})),
    Theme(name="thrive", show=partial(listed, comment=thrive, opening="<div>")),
    Theme(name="liked", show=partial(listed, comment=liked), hour="second"),
)
