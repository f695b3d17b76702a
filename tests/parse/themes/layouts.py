"""The post as themes of shops and page builders print it: JNews, Sahifa, Jannah, Soledad, Thesis, Elementor, AMP and others."""

from collections.abc import Callable
from functools import partial

from tests.parse.themes.articles import BOXES, SHARE
from tests.parse.themes.core import BLOCKS, BLOCKS_TEXT, CLASSIC, Sheet
from tests.parse.themes.later import core_html5
from tests.parse.themes.model import AUTHOR, ZONE, Placed
from tests.parse.themes.theme import Theme

Article = Callable[[Sheet], str]
_CATEGORY = '<a href="/category/works/" rel="category tag">Public Works</a>'
_TAGS = '<a href="/tag/bridges/" rel="tag">bridges</a> <a href="/tag/zulia/" rel="tag">Zulia</a>'


def page(sheet: Sheet, article: Article) -> str:
    """The post before a thread as WordPress prints it."""
    return sheet.page_of(
        f'{article(sheet)}<div id="comments" class="comments-area"><h3 class="comments-title">14 Comments</h3><ol class="comment-list">'
        f"{sheet.thread(lambda item: core_html5(sheet, item))}</ol>{sheet.numbers()}{sheet.form()}</div></div></div>"
    )


def _image(sheet: Sheet) -> str:
    return f'<img src="{sheet.post.image}" class="attachment-full wp-post-image" alt="" />'


def _day(sheet: Sheet) -> str:
    return sheet.language.date(sheet.post.wall)


def jnews(sheet: Sheet) -> str:
    """JNews: all classes its own, the share bar beside the body within one frame."""
    post = sheet.post
    return (
        f'<div class="jeg_content jeg_singlepage"><div class="entry-header"><h1 class="jeg_post_title">{post.title}</h1><h2 class='
        f'"jeg_post_subtitle">{post.subtitle}</h2><div class="jeg_meta_container"><div class="jeg_post_meta jeg_post_meta_1"><div class='
        f'"jeg_meta_author"><img class="avatar" alt="Rosa" /><span class="meta_text">by</span> <a href="{AUTHOR[1]}">{AUTHOR[0]}</a></div>'
        f'<div class="jeg_meta_date"><a href="#">{_day(sheet)}</a></div><div class="jeg_meta_category"><span><span class="meta_text">in'
        f'</span> {_CATEGORY}</span></div><div class="jeg_meta_comment"><a href="#comments"><i></i> 14</a></div></div></div></div><div '
        f'class="jeg_featured featured_image"><a href="{post.image}"><div class="thumbnail-container">{_image(sheet)}</div><p class='
        f'"wp-caption-text">{post.credit}</p></a></div><div class="entry-content no-share"><div class="jeg_share_button share-float"><a>'
        f'Share on Facebook</a></div><div class="content-inner ">{CLASSIC}<div class="jeg_post_tags"><span>Tags:</span> {_TAGS}</div></div>'
        '</div><div class="jeg_authorbox"><h3 class="jeg_author_name"><a href="/author/rosa/">Rosa Umbral</a></h3></div>'
    )


def sahifa(sheet: Sheet) -> str:
    """Sahifa: ``div.entry``, ``p.post-meta`` of spans, other posts and the author's box within the article."""
    post = sheet.post
    return (
        f'<div class="content"><article class="post-listing post-{post.number} post type-post hentry category-works tag-bridges tag-zulia" id="the-post"><div class='
        f'"single-post-thumb">{_image(sheet)}</div><div class="post-inner"><h1 class="name post-title entry-title"><span itemprop="name">'
        f'{post.title}</span></h1><p class="post-meta"><span class="post-meta-author"><i></i><a href="{AUTHOR[1]}" title="">{AUTHOR[0]} </a>'
        f'</span><span class="tie-date"><i></i>{_day(sheet)}</span><span class="post-cats"><i></i>{_CATEGORY}</span><span class="post-comments">'
        f'<a href="#comments">14 Comments</a></span><span class="post-views">512 Views</span></p><div class="entry">{CLASSIC}<div class='
        '"share-post"><span class="share-text">Share</span></div></div></div></article><p class="post-tag">Tags '
        f'{_TAGS}</p><section id="author-box"><div class="block-head"><h3>About {AUTHOR[0]}</h3></div></section>'
    )


def jannah(sheet: Sheet) -> str:
    """Jannah: a sub-title of its own, meta items, a box of tags behind the body."""
    post = sheet.post
    return (
        f'<div class="main-content"><article id="the-post" class="container-wrapper post-content tie-standard"><header class="entry-header-outer">'
        f'<div class="entry-header"><span class="post-cat-wrap"><a class="post-cat" href="/category/works/">{post.category}</a></span><h1 class='
        f'"post-title entry-title">{post.title}</h1><h2 class="entry-sub-title">{post.subtitle}</h2><div class="single-post-meta post-meta"><span '
        f'class="author-meta single-author"><span class="meta-item meta-author-wrapper"><span class="meta-author"><a href="{AUTHOR[1]}" class='
        f'"author-name tie-icon" title="{AUTHOR[0]}">{AUTHOR[0]}</a></span></span></span><span class="date meta-item tie-icon">{_day(sheet)}</span>'
        '<div class="tie-alignright"><span class="meta-comment meta-item">14</span></div></div></div></header><div class="featured-area"><figure '
        f'class="single-featured-image">{_image(sheet)}<figcaption class="single-caption-text">{post.credit}</figcaption></figure></div><div class='
        f'"entry-content entry clearfix">{CLASSIC}<div class="post-bottom-meta post-bottom-tags"><div class="post-bottom-meta-title">Tags</div>'
        f'<span class="tagcloud">{_TAGS}</span></div></div></article><div class="about-author container-wrapper"><h3 class="author-name"><a href='
        '"/author/rosa/">Rosa Umbral</a></h3></div>'
    )


def soledad(sheet: Sheet) -> str:
    """Soledad: ``post-entry`` around ``inner-post-entry``, which holds the tags too."""
    post = sheet.post
    return (
        f'<div class="container-single"><article id="post-{post.number}" class="post type-post status-publish"><div class="header-standard '
        f'header-classic single-header"><div class="penci-standard-cat"><span class="cat"><a class="penci-cat-name" href="/category/works/" rel='
        f'"category tag">{post.category}</a></span></div><h1 class="post-title single-post-title entry-title">{post.title}</h1><div class='
        f'"post-box-meta-single"><span class="author-post byline"><span class="author vcard">written by <a class="author-url url fn n" href='
        f'"{AUTHOR[1]}">{AUTHOR[0]}</a></span></span><span><time class="entry-date published" datetime="{post.wall.isoformat()}">{_day(sheet)}</time>'
        f'</span></div></div><div class="post-image"><a href="{post.image}">{_image(sheet)}</a></div><div class="post-entry blockquote-style-2"><div '
        f'class="inner-post-entry entry-content">{CLASSIC}{SHARE}<div class="post-tags">{_TAGS}</div></div></div><div class="tags-share-box '
        'center-box"><span class="post-share">0</span></div><div class="post-author"><h5><a href="/author/rosa/" rel="author">Rosa Umbral</a></h5>'
        "</div></article>"
    )


def thesis(sheet: Sheet) -> str:
    """Thesis: ``headline_area`` and ``format_text``, the day as ``abbr``."""
    post = sheet.post
    return (
        f'<div id="content" class="hfeed"><div class="post_box top" id="post-{post.number}"><div class="headline_area"><h1 class="entry-title">'
        f'{post.title}</h1><p class="headline_meta">by <span class="author vcard"><a href="{AUTHOR[1]}" class="fn">{AUTHOR[0]}</a></span> on <abbr '
        f'class="published" title="{post.wall:%Y-%m-%d}">{_day(sheet)}</abbr></p></div><div class="format_text entry-content">{CLASSIC}<p class='
        f'"tagged_as">Tagged as: {_TAGS}</p><p class="headline_meta">in <span>{_CATEGORY}</span></p></div></div>'
    )


def elementor(sheet: Sheet) -> str:
    """Elementor's theme builder: widgets in columns, no element around the post's parts but all."""
    post = sheet.post
    return (
        f'<div data-elementor-type="single" class="elementor elementor-9 elementor-location-single post-{post.number} post type-post hentry '
        f'category-works"><section class="elementor-section"><div class="elementor-element elementor-widget elementor-widget-theme-post-title"><div '
        f'class="elementor-widget-container"><h1 class="elementor-heading-title elementor-size-default">{post.title}</h1></div></div><div class='
        f'"elementor-element elementor-widget elementor-widget-post-info"><ul class="elementor-inline-items elementor-post-info"><li class='
        f'"elementor-icon-list-item elementor-inline-item" itemprop="author"><a href="{AUTHOR[1]}"><span class="elementor-icon-list-text '
        f'elementor-post-info__item elementor-post-info__item--type-author"> {AUTHOR[0]} </span></a></li><li itemprop="datePublished"><a href="#">'
        f'<span class="elementor-icon-list-text elementor-post-info__item elementor-post-info__item--type-date"><time>{_day(sheet)}</time></span></a>'
        f'</li><li itemprop="about"><span class="elementor-post-info__terms-list"><a href="/category/works/" class='
        f'"elementor-post-info__terms-list-item">{post.category}</a></span></li></ul></div><div class="elementor-widget '
        f'elementor-widget-theme-post-featured-image"><div class="elementor-widget-container">{_image(sheet)}</div></div><div class='
        f'"elementor-element elementor-widget elementor-widget-theme-post-content"><div class="elementor-widget-container">{BLOCKS}</div></div><div '
        'class="elementor-widget elementor-widget-share-buttons"><span>Share</span></div><div class="elementor-widget elementor-widget-author-box">'
        '<div class="elementor-author-box"><h4 class="elementor-author-box__name">Rosa Umbral</h4></div></div></section></div>'
    )


def avada_post(sheet: Sheet) -> str:
    """Avada: the exact time hidden in ``span.updated``, the meta line without names."""
    post = sheet.post
    return (
        f'<section id="content"><article id="post-{post.number}" class="post post-{post.number} type-post status-publish has-post-thumbnail hentry '
        f'category-works"><div class="fusion-flexslider post-slideshow"><ul class="slides"><li><a href="{post.image}">{_image(sheet)}</a></li></ul>'
        f'</div><h1 class="entry-title fusion-post-title">{post.title}</h1><div class="post-content">{CLASSIC}</div><div class="fusion-meta-info"><div '
        f'class="fusion-meta-info-wrapper">By <span class="vcard"><span class="fn"><a href="{AUTHOR[1]}" title="Posts by {AUTHOR[0]}" rel="author">'
        f'{AUTHOR[0]}</a></span></span><span class="fusion-inline-sep">|</span><span class="updated rich-snippet-hidden">'
        f'{post.modified.astimezone(ZONE).isoformat()}</span><span>{_day(sheet)}</span><span class="fusion-inline-sep">|</span>Categories: {_CATEGORY}'
        '<span class="fusion-inline-sep">|</span><span class="fusion-comments"><a href="#comments">14 Comments</a></span></div></div><div class='
        '"fusion-sharing-box"><h4>Share</h4></div><section class="related-posts"><h3><a href="/2012/04/01/other/">Other</a></h3></section></article>'
    )


def kadence(sheet: Sheet) -> str:
    """Kadence with its title in a hero above the article."""
    post = sheet.post
    return (
        '<section role="banner" class="entry-hero post-hero-section"><div class="entry-hero-container-inner"><header class="entry-header post-title '
        f'title-align-center"><div class="entry-taxonomies"><span class="category-links term-links">{_CATEGORY}</span></div><h1 class="entry-title">'
        f'{post.title}</h1><div class="entry-meta entry-meta-divider-dot"><span class="posted-by"><span class="meta-label">By</span><span class='
        f'"author vcard"><a class="url fn n" href="{AUTHOR[1]}">{AUTHOR[0]}</a></span></span><span class="posted-on"><time class="entry-date '
        f'published" datetime="{post.wall.isoformat()}" itemprop="datePublished">{_day(sheet)}</time></span></div></header></div></section><div id='
        f'"primary" class="content-area"><article id="post-{post.number}" class="entry content-bg single-entry post-{post.number} post type-post '
        f'hentry category-works"><div class="post-thumbnail"><div class="post-thumbnail-inner">{_image(sheet)}</div></div><div class='
        f'"entry-content single-content">{BLOCKS}{BOXES}</div><footer class="entry-footer"><div class="entry-tags"><span class="tags-links">'
        f"{_TAGS}</span></div></footer></article>"
    )


def oceanwp_post(sheet: Sheet) -> str:
    """OceanWP: a list of meta, each item with a hidden label."""
    post = sheet.post
    return (
        f'<div id="content" class="site-content"><article id="post-{post.number}"><div class="thumbnail">{_image(sheet)}</div><header class='
        f'"entry-header clr"><h2 class="single-post-title entry-title" itemprop="headline">{post.title}</h2></header><ul class="meta clr"><li class='
        f'"meta-author" itemprop="name"><span class="screen-reader-text">Post author:</span><i></i><a href="{AUTHOR[1]}" title="Posts by" rel='
        f'"author" itemprop="author">{AUTHOR[0]}</a></li><li class="meta-date" itemprop="datePublished"><span class="screen-reader-text">Post '
        f'published:</span><i></i>{_day(sheet)}</li><li class="meta-cat"><span class="screen-reader-text">Post category:</span>{_CATEGORY}</li><li '
        f'class="meta-comments"><a href="#comments" class="comments-link">14 Comments</a></li></ul><div class="entry-content clr" itemprop="text">'
        f'{CLASSIC}</div><div class="post-tags clr"><span class="owp-tag-text">Tags: </span>{_TAGS}</div><section id="related-posts" class="clr"><h3>'
        'You Might Also Like</h3><h3 class="related-post-title"><a href="/2012/04/01/other/">Other</a></h3><time class="published" datetime='
        '"2012-04-01T00:00:00+00:00">April 1, 2012</time></section></article>'
    )


def mh_magazine(sheet: Sheet) -> str:
    """MH Magazine: spans named for what they are, "MAIN" as body."""
    post = sheet.post
    return (
        f'<div id="main-content" class="mh-content"><article id="post-{post.number}" class="post-{post.number} post type-post hentry category-works">'
        f'<header class="entry-header clearfix"><h1 class="entry-title">{post.title}</h1><p class="mh-meta entry-meta"><span class="entry-meta-date '
        f'updated"><i></i><a href="/2012/05/">{_day(sheet)}</a></span><span class="entry-meta-author author vcard"><i></i><a class="fn" href='
        f'"{AUTHOR[1]}">{AUTHOR[0]}</a></span><span class="entry-meta-categories"><i></i>{_CATEGORY}</span><span class="entry-meta-comments"><a '
        f'href="#comments">14</a></span></p></header><div class="entry-content clearfix"><figure class="entry-thumbnail"><img src="{post.image}" alt='
        f'"" /><figcaption class="wp-caption-text">{post.credit}</figcaption></figure>{CLASSIC}</div><div class="entry-tags clearfix"><ul><li>'
        f'<a href="/tag/bridges/" rel="tag">bridges</a></li><li><a href="/tag/zulia/" rel="tag">Zulia</a></li></ul></div></article>'
    )


def amp(sheet: Sheet) -> str:
    """The reader's template of the AMP plugin: no class on ``body``, the thread only linked."""
    post = sheet.post
    inside = (
        f'<article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{post.title}</h1><div class="amp-wp-meta '
        f'amp-wp-byline"><amp-img src="/a.png" alt="" width="24" height="24"></amp-img><span class="amp-wp-author author vcard">{AUTHOR[0]}</span>'
        f'</div><div class="amp-wp-meta amp-wp-posted-on"><time datetime="{post.wall.isoformat()}">12 years ago</time></div></header><figure class='
        f'"amp-wp-article-featured-image wp-caption"><amp-img src="{post.image}" class="attachment-large wp-post-image"></amp-img><p class='
        f'"wp-caption-text">{post.credit}</p></figure><div class="amp-wp-article-content">{CLASSIC}{SHARE}</div><footer class='
        f'"amp-wp-article-footer"><div class="amp-wp-meta amp-wp-tax-category">Categories: {_CATEGORY}</div><div class="amp-wp-meta amp-wp-tax-tag">'
        f'Tags: {_TAGS}</div><div class="amp-wp-meta amp-wp-comments-link"><a href="{sheet.url}#respond">Leave a Comment</a></div></footer></article>'
    )
    return sheet.page_of(inside, body="")


def ampforwp(sheet: Sheet) -> str:
    """AMP for WP: the whole thread, its heading "View Comments (14)"."""

    def show(item: Placed) -> str:
        number, remark = item.remark.number, item.remark
        return (
            f'<li class="{sheet.classes(item)}" id="li-comment-{number}"><article id="comment-{number}" class="comment-body"><footer class='
            f'"comment-meta"><div class="comment-author vcard"><amp-img src="/a.png" class="amp-wp-comment-avatar"></amp-img><b class="fn">'
            f'{sheet.author(remark)}</b><span class="says">says:</span></div><div class="comment-metadata"><a href="{sheet.permalink(remark)}">'
            f'{sheet.when(item)}</a>{sheet.edit(item)}</div></footer><div class="comment-content">{remark.html}</div></article>'
        )

    post = sheet.post
    return sheet.page_of(
        f'<main id="amp-content"><article class="amp-wp-article"><header class="amp-wp-article-header amp-wp-content"><h1 class="amp-wp-title">'
        f'{post.title}</h1></header><div class="amp-wp-meta amp-meta-wrapper"><span class="amp-wp-author author vcard"><a href="{AUTHOR[1]}">'
        f'{AUTHOR[0]}</a></span> <li class="amp-wp-meta-date">{_day(sheet)} {sheet.language.clock(post.wall)}</li></div><div class='
        f'"amp-wp-article-content"><div class="amp-wp-content the_content">{CLASSIC}</div></div></article><div class="amp-wp-content '
        f'comments_list"><h3>View Comments (14)</h3><ul>{sheet.thread(show)}</ul>{sheet.numbers()}</div><div class="comment-button-wrapper"><a '
        f'href="{sheet.url}#commentform">Leave a Comment</a></div></main>',
        body="single-post design_1_wrapper post-id-77",
    )


_SPARE = frozenset({"subtitle", "modified", "credit"})
_DAY = partial(Theme, printed="day", hour="second")
THEMES = (
    Theme(
        name="ampforwp",
        show=ampforwp,
        printed="minute",
        lacks=_SPARE | {"image", "category", "tags", "form", "moderation"},
    ),
    _DAY(name="jnews", show=partial(page, article=jnews), lacks=frozenset({"modified"})),
    _DAY(name="sahifa", show=partial(page, article=sahifa), lacks=_SPARE),
    _DAY(name="jannah", show=partial(page, article=jannah), lacks=frozenset({"modified"})),
    Theme(name="soledad", show=partial(page, article=soledad), hour="second", lacks=_SPARE),
    _DAY(name="thesis", show=partial(page, article=thesis), lacks=_SPARE | {"image"}),
    _DAY(name="elementor", show=partial(page, article=elementor), text=BLOCKS_TEXT, lacks=_SPARE | {"tags"}),
    _DAY(name="avada-post", show=partial(page, article=avada_post), lacks=_SPARE | {"tags"}),
    Theme(name="kadence", show=partial(page, article=kadence), text=BLOCKS_TEXT, hour="second", lacks=_SPARE),
    _DAY(name="oceanwp-post", show=partial(page, article=oceanwp_post), lacks=_SPARE),
    _DAY(
        name="mh-magazine", show=partial(page, article=mh_magazine), lacks=frozenset({"modified", "subtitle"})
    ),
)
