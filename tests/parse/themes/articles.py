"""The post itself as families of themes print it, with what they put around and into its body."""

from tests.parse.themes.core import BLOCKS, CLASSIC, Sheet
from tests.parse.themes.model import AUTHOR, ZONE

SHARE = (
    '<div class="sharedaddy sd-sharing-enabled"><div class="robots-nocontent sd-block sd-social"><h3 class="sd-title">Share '
    'this:</h3><div class="sd-content"><ul><li class="share-twitter"><a rel="nofollow" href="?share=twitter"><span>Twitter'
    "</span></a></li></ul></div></div></div><div class='sharedaddy sd-block sd-like jetpack-likes-widget-wrapper'><h3>Like "
    "this:</h3><div class='likes-widget-placeholder'><span class='button'>Like</span> Loading...</div></div>"
    "<div id='jp-relatedposts' class='jp-relatedposts'><h3 class='jp-relatedposts-headline'><em>Related</em></h3></div>"
)
BOXES = (
    '<div class="addtoany_share_save_container addtoany_content_bottom"><a class="a2a_button_x" href="#">X</a></div>'
    '<div class="yarpp yarpp-related"><h3>Related posts:</h3><ol><li><a href="/2012/04/01/other/">Other</a></li></ol></div>'
    '<form id="mc4wp-form-1" class="mc4wp-form"><div class="mc4wp-form-fields"><p>Subscribe to our letter</p></div></form>'
    '<div class="newsletter-box"><h4>Get the letter</h4><p>Every Friday.</p></div>'
    '<div class="donation-box"><p>Support us with a donation.</p></div>'
    '<div class="code-block code-block-1"><ins class="adsbygoogle"></ins></div>'
    '<div class="saboxplugin-wrap"><div class="saboxplugin-authorname"><a class="vcard author" href="/author/rosa/"><span '
    'class="fn">Rosa Umbral</span></a></div><div class="saboxplugin-desc">Writes on works.</div></div>'
)


def kubrick(sheet: Sheet) -> str:
    """Kubrick, the default theme of 2005: nothing but ``div.post``, ``div.entry`` and one long line of words."""
    post = sheet.post
    return (
        f'<div id="content" class="widecolumn"><div class="navigation"><div class="alignleft">&laquo; <a href="/2012/04/01/other/">'
        f'Other</a></div></div><div class="post" id="post-{post.number}"><h2>{post.title}</h2><div class="entry">{CLASSIC}'
        '<p class="postmetadata alt"><small>This entry was posted on '
        f'Thursday, {sheet.language.at(post.wall)} and is filed under <a href="/category/works/" rel="category tag">'
        f"{post.category}</a>. You can follow any responses to this entry through the <a href='/f/feed/'>RSS 2.0</a> feed."
        f"</small></p></div></div>"
    )


def hatom(sheet: Sheet) -> str:
    """Twenty Ten and Eleven, Thematic: hAtom, the hour in the title of the date's link."""
    post, words = sheet.post, sheet.language
    return (
        f'<div id="container"><div id="content" role="main"><div id="post-{post.number}" class="post-{post.number} post type-post '
        f'hentry category-works tag-bridges"><h1 class="entry-title">{post.title}</h1><div class="entry-meta"><span class='
        f'"meta-prep meta-prep-author">Posted on</span> <a href="#" title="{words.clock(post.wall)}" rel="bookmark"><span '
        f'class="entry-date">{words.date(post.wall)}</span></a> <span class="meta-sep">{words.by}</span> <span class="author '
        f'vcard"><a class="url fn n" href="{AUTHOR[1]}" title="View all posts">{AUTHOR[0]}</a></span></div>'
        f'<div class="entry-content">{CLASSIC}{SHARE}</div><div id="entry-author-info"><div id="author-description"><h2>About '
        f'{AUTHOR[0]}</h2>Writes.</div></div><div class="entry-utility">This entry was posted in <a href="/category/works/" '
        f'rel="category tag">{post.category}</a> and tagged <a href="/tag/bridges/" rel="tag">bridges</a>, '
        '<a href="/tag/zulia/" rel="tag">Zulia</a>. Bookmark the <a href="#" rel="bookmark">permalink</a>.</div></div>'
        '<div id="nav-below" class="navigation"><div class="nav-previous"><a href="/2012/04/01/other/" rel="prev">Other</a></div></div>'
    )


def html5(sheet: Sheet, content: str = CLASSIC + SHARE + BOXES) -> str:
    """Twenty Twelve to Nineteen, Underscores, Astra, GeneratePress: ``time.published`` and ``time.updated``."""
    post, words = sheet.post, sheet.language
    return (
        f'<main id="main" class="site-main"><article id="post-{post.number}" class="post-{post.number} post type-post '
        'status-publish format-standard has-post-thumbnail hentry category-works tag-bridges tag-zulia"><header class='
        f'"entry-header"><h1 class="entry-title">{post.title}</h1><p class="entry-subtitle">{post.subtitle}</p><div class='
        f'"entry-meta"><span class="posted-on"><a href="#" rel="bookmark"><time class="entry-date published" datetime='
        f'"{post.wall.isoformat()}">{words.date(post.wall)}</time><time class="updated" datetime="'
        f'{post.modified.astimezone(ZONE).isoformat()}">May 4, 2012</time></a></span><span '
        f'class="byline"> {words.by} <span class="author vcard"><a class="url fn n" href="{AUTHOR[1]}">{AUTHOR[0]}</a></span>'
        '</span><span class="comments-link"><a href="#comments">14 Comments</a></span></div></header><figure class="post-thumbnail">'
        f'<img class="attachment-post-thumbnail wp-post-image" src="{post.image.replace(".jpg", "-300.jpg")}" srcset="'
        f'{post.image.replace(".jpg", "-300.jpg")} 300w, {post.image} 1200w" alt=""/><figcaption class="wp-caption-text">'
        f'{post.credit}</figcaption></figure><div class="entry-content">{content}</div><footer class="entry-footer"><span '
        f'class="cat-links">Posted in <a href="/category/works/" rel="category tag">{post.category}</a></span><span class='
        '"tags-links">Tagged <a href="/tag/bridges/" rel="tag">bridges</a>, <a href="/tag/zulia/" rel="tag">Zulia</a></span>'
        '</footer></article><nav class="navigation post-navigation"><div class="nav-links"><div class="nav-previous"><a '
        'href="/2012/04/01/other/" rel="prev">Other</a></div></div></nav>'
    )


def genesis(sheet: Sheet) -> str:
    """Genesis: schema.org on every element."""
    post, words = sheet.post, sheet.language
    return (
        '<div class="content-sidebar-wrap"><main class="content" id="genesis-content"><article class="post-77 post type-post '
        'status-publish format-standard category-works tag-bridges entry" itemscope itemtype="https://schema.org/CreativeWork">'
        f'<header class="entry-header"><h1 class="entry-title" itemprop="headline">{post.title}</h1><p class="entry-meta"><time '
        f'class="entry-time" itemprop="datePublished" datetime="{post.wall.isoformat()}">{words.date(post.wall)}</time> by <span '
        'class="entry-author" itemprop="author" itemscope itemtype="https://schema.org/Person"><a href="'
        f'{AUTHOR[1]}" class="entry-author-link" rel="author" itemprop="url"><span class="entry-author-name" itemprop="name">'
        f'{AUTHOR[0]}</span></a></span> <span class="entry-comments-link"><a href="#comments">14 Comments</a></span></p></header>'
        f'<div class="entry-content" itemprop="text">{CLASSIC}{SHARE}</div><footer class="entry-footer"><p class="entry-meta"><span '
        f'class="entry-categories">Filed Under: <a href="/category/works/" rel="category tag">{post.category}</a></span> <span class='
        '"entry-tags">Tagged With: <a href="/tag/bridges/" rel="tag">bridges</a>, <a href="/tag/zulia/" rel="tag">Zulia</a></span>'
        '</p></footer></article><section class="author-box"><h4 class="author-box-title">About <span itemprop="name">'
        f"{AUTHOR[0]}</span></h4></section>"
    )


def divi(sheet: Sheet) -> str:
    """Divi and Extra: ``post-meta`` of words, and ``et_post_meta_wrapper``."""
    post, words = sheet.post, sheet.language
    return (
        f'<div id="main-content"><div id="left-area"><article id="post-{post.number}" class="et_pb_post post-{post.number} post '
        'type-post status-publish format-standard has-post-thumbnail hentry category-works"><div class="et_post_meta_wrapper">'
        f'<h1 class="entry-title">{post.title}</h1><p class="post-meta"> by <span class="author vcard"><a href="{AUTHOR[1]}" '
        f'title="Posts by" rel="author">{AUTHOR[0]}</a></span> | <span class="published">{words.date(post.wall)}</span> | <a '
        f'href="/category/works/" rel="category tag">{post.category}</a> | <span class="comments-number"><a href="#respond">14 '
        f'comments</a></span></p><img src="{post.image}" alt="" class="wp-post-image" width="1080" /></div><div class="entry-content">'
        f'{CLASSIC}<div class="et_post_meta_wrapper"></div></div></article>'
    )


def newspaper(sheet: Sheet) -> str:
    """tagDiv's Newspaper: the article wraps what is not its own."""
    post, words = sheet.post, sheet.language
    return (
        f'<article id="post-{post.number}" class="post-{post.number} post type-post status-publish format-standard has-post-thumbnail '
        'hentry category-works tag-bridges" itemscope itemtype="https://schema.org/Article"><div class="td-post-header">'
        '<ul class="td-category"><li class="entry-category"><a href="/category/works/">Public Works</a></li></ul><header class='
        f'"td-post-title"><h1 class="entry-title">{post.title}</h1><p class="td-post-sub-title">{post.subtitle}</p><div class='
        f'"td-module-meta-info"><div class="td-post-author-name"><div class="td-author-by">By</div> <a href="{AUTHOR[1]}">{AUTHOR[0]}'
        f'</a><div class="td-author-line"> - </div> </div><span class="td-post-date"><time class="entry-date updated td-module-date" '
        f'datetime="{post.wall.strftime("%Y-%m-%dT%H:%M:%S")}+00:00">{words.date(post.wall)}</time></span><div class="td-post-views"><i>'
        '</i><span class="td-nr-views-77">512</span></div><div class="td-post-comments"><a href="#comments">14</a></div></div></header>'
        '</div><div class="td-post-sharing td-post-sharing-top"><a>Facebook</a></div><div class="'
        f'td-post-content td-pb-padding-side"><div class="td-post-featured-image"><figure><a href="{post.image}" data-caption="{post.credit}">'
        f'<img class="entry-thumb td-modal-image" src="{post.image.replace(".jpg", "-696.jpg")}" alt=""></a><figcaption class='
        f'"wp-caption-text">{post.credit}</figcaption></figure></div>{CLASSIC}<div class="td-a-rec td-a-rec-id-content_bottom">Ad</div>'
        '</div><footer><div class="td-post-source-tags"><ul class="td-tags td-post-small-box clearfix"><li><span>TAGS</span></li><li>'
        '<a href="/tag/bridges/">bridges</a></li><li><a href="/tag/zulia/">Zulia</a></li></ul></div><div class="author-box-wrap"><a '
        'href="/author/rosa/">a</a><div class="desc"><div class="td-author-name vcard author"><span class="fn"><a href="/author/rosa/">'
        f"{AUTHOR[0]}</a></span></div></div></div></footer></article>"
    )


def blocks(sheet: Sheet) -> str:
    """A block theme: Twenty Twenty-Two to Twenty Twenty-Five."""
    post, words = sheet.post, sheet.language
    return (
        '<div class="wp-site-blocks"><main class="wp-block-group is-layout-flow" id="wp--skip-link--target"><div class="wp-block-group">'
        f'<figure class="wp-block-post-featured-image"><img src="{post.image}" class="attachment-post-thumbnail wp-post-image" alt=""/>'
        f'</figure><h1 class="wp-block-post-title has-x-large-font-size">{post.title}</h1><div class="wp-block-template-part"><div class='
        f'"wp-block-group"><div class="wp-block-post-date"><time datetime="{post.wall.isoformat()}"><a href="#">{words.date(post.wall)}'
        f'</a></time></div><p>by</p><div class="wp-block-post-author-name"><a href="{AUTHOR[1]}" target="_self" class='
        f'"wp-block-post-author-name__link">{AUTHOR[0]}</a></div><div class="taxonomy-category wp-block-post-terms"><span class='
        f'"wp-block-post-terms__prefix">in </span><a href="/category/works/" rel="tag">{post.category}</a></div></div></div></div>'
        f'<div class="entry-content alignfull wp-block-post-content has-global-padding is-layout-constrained">{BLOCKS}'
        '<div class="wp-block-jetpack-subscriptions__container"><div class="wp-block-jetpack-subscriptions"><p>Type your email'
        '</p></div></div></div><div class="taxonomy-post_tag wp-block-post-terms"><span class='
        '"wp-block-post-terms__prefix">Tags: </span><a href="/tag/bridges/" rel="tag">bridges</a><span class='
        '"wp-block-post-terms__separator">, </span><a href="/tag/zulia/" rel="tag">Zulia</a></div><nav class="wp-block-group"><div '
        'class="post-navigation-link-previous wp-block-post-navigation-link"><a href="/2012/04/01/other/" rel="prev">Other</a></div></nav>'
    )


def td_cloud(sheet: Sheet) -> str:
    """Newspaper 10 to 12 with a cloud template: each part a block of its own."""
    post = sheet.post
    return (
        f'<div class="td-main-content-wrap"><div class="tdb-template"><article id="post-{post.number}" class="tdb_single_post post-{post.number} post '
        f'type-post has-post-thumbnail hentry category-works"><div class="td_block_wrap tdb_single_categories"><div class="tdb-category td-fix-index">'
        f'<a class="tdb-entry-category" href="/category/works/">{post.category}</a></div></div><div class="td_block_wrap tdb_single_title"><div class='
        f'"tdb-block-inner td-fix-index"><h1 class="tdb-title-text">{post.title}</h1></div></div><div class="td_block_wrap tdb_single_subtitle"><div '
        f'class="tdb-block-inner td-fix-index"><p>{post.subtitle}</p></div></div><div class="td_block_wrap tdb_single_author"><div class='
        f'"tdb-author-name-wrap"><span class="tdb-author-by">By</span> <a class="tdb-author-name" href="{AUTHOR[1]}">{AUTHOR[0]}</a></div></div><div '
        f'class="td_block_wrap tdb_single_date"><div class="tdb-block-inner"><time class="entry-date updated td-module-date" datetime='
        f'"{post.wall:%Y-%m-%dT%H:%M:%S}+00:00">{sheet.language.date(post.wall)}</time></div></div><div class="td_block_wrap tdb_single_comments_count"><a class='
        f'"tdb-comm-count" href="#comments">14</a></div><div class="td_block_wrap tdb_single_featured_image"><div class="tdb-block-inner"><figure>'
        f'<a href="{post.image}" data-caption="{post.credit}"><img class="entry-thumb" src="{post.image}" alt=""/></a><figcaption class='
        f'"tdb-caption-text">{post.credit}</figcaption></figure></div></div><div class="td_block_wrap tdb_single_content td-post-content '
        f'tagdiv-type"><div class="tdb-block-inner td-fix-index">{CLASSIC}<div class="td-a-rec">Ad</div></div></div><div class='
        f'"td_block_wrap tdb_single_tags"><ul class="tdb-tags"><li><span>Tags</span></li><li><a href="/tag/bridges/">bridges</a></li><li><a href='
        '"/tag/zulia/">Zulia</a></li></ul></div></article></div>'
    )
