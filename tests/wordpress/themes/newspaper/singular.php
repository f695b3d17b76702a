<!doctype html>
<html lang="en-US">
<head><meta charset="UTF-8"><?php wp_head(); ?></head>
<body <?php body_class('td-standard-pack'); ?> itemscope="itemscope">
<div id="td-outer-wrap"><div class="td-main-content-wrap"><div class="td-container">
<?php the_post(); $post_page = get_post_type() === 'page'; $address = esc_url(get_permalink()); ?>
<article id="post-<?php the_ID(); ?>" class="<?= implode(' ', get_post_class()) ?>" itemscope>
<div class="td-post-header">
<?php if (!$post_page) { ?>
<ul class="td-category"><?php foreach (get_the_category() as $term) {
    foreach (array_filter([$term->parent ? get_term($term->parent) : null, $term]) as $each) { ?>
<li class="entry-category"><a href="<?= get_term_link($each) ?>"><?= $each->name ?></a></li><?php }
} ?></ul>
<?php } ?>
<header class="td-post-title"><h1 class="entry-title"><?php the_title(); ?></h1>
<?php if (!$post_page) { ?>
<?php if (has_excerpt()) { ?><p class="td-post-sub-title"><?= get_the_excerpt() ?></p><?php } ?>
<div class="td-module-meta-info"><div class="td-post-author-name"><div class="td-author-by">By</div> <a href="<?= esc_url(get_author_posts_url(get_the_author_meta('ID'))) ?>"><?php the_author(); ?></a><div class="td-author-line"> - </div></div>
<span class="td-post-date"><time class="entry-date updated td-module-date" datetime="<?= get_the_date('Y-m-d\TH:i:s') ?>+00:00"><?= get_the_date() ?></time></span>
<div class="td-post-comments"><a href="<?= $address ?>#comments"><i class="td-icon-comments"></i><?= get_comments_number() ?></a></div>
<div class="td-post-views"><i class="td-icon-views"></i><span class="td-nr-views"><?= mt_rand(1, 9999) ?></span></div></div>
<?php } ?>
</header></div>
<div class="td-ss-main-content"><div class="<?= $post_page ? 'td-page-content' : 'td-post-content' ?>">
<?php if (has_post_thumbnail() && !post_password_required()) { $picture = get_post_thumbnail_id(); $credit = wp_get_attachment_caption($picture); ?>
<div class="td-post-featured-image"><figure><a href="<?= wp_get_attachment_url($picture) ?>" data-caption="<?= esc_attr($credit) ?>"><?= wp_get_attachment_image($picture, 'large', false, ['class' => 'entry-thumb']) ?></a><?php if ($credit) { ?><figcaption class="wp-caption-text"><?= $credit ?></figcaption><?php } ?></figure></div>
<?php } ?>
<?php the_content(); ?>
<?php if (!$post_page && !post_password_required()) { ?>
<div class="td-a-rec td-a-rec-id-content_bottom"><span class="td-adspot-title">- Advertisement -</span></div>
<p><?= NEWSPAPER_APPEAL ?></p>
<?php } ?>
</div>
<footer>
<?php wp_link_pages(['before' => '<div class="page-nav page-nav-post td-pb-padding-side">', 'after' => '</div>', 'link_before' => '<div>', 'link_after' => '</div>', 'nextpagelink' => '<i class="td-icon-menu-right"></i>', 'previouspagelink' => '<i class="td-icon-menu-left"></i>']); ?>
<?php if (has_tag()) { ?><div class="td-post-source-tags"><ul class="td-tags td-post-small-box clearfix"><li><span>TAGS</span></li><?php the_tags('<li>', '</li><li>', '</li>'); ?></ul></div><?php } ?>
<div class="td-post-sharing-bottom"><a href="<?= $address ?>?share=jetpack-whatsapp">WhatsApp</a></div>
<div class="td-block-row td-post-next-prev"><?php previous_post_link('%link', 'Previous article %title'); ?></div>
<div class="author-box-wrap"><div class="desc"><div class="td-author-name vcard author"><span class="fn"><a href="#">Somebody Else</a></span></div><div class="td-author-description">Writes here.</div></div></div>
<meta itemprop="datePublished" content="<?= get_the_date('Y-m-d\TH:i:s') ?>+00:00"><meta itemprop="dateModified" content="<?= get_the_modified_date('c') ?>">
</footer>
<div class="td_block_wrap td_block_related_posts"><h4 class="td-related-title">RELATED ARTICLES</h4><div class="td_module_related_posts"><h3 class="entry-title td-module-title"><a href="<?= home_url('/') ?>">Related One</a></h3><span class="td-post-author-name"><a href="#">Nobody</a></span> <time class="entry-date" datetime="2001-01-01T00:00:00+00:00">January 1, 2001</time></div></div>
<?php comments_template(); ?>
</div>
<div class="td-main-sidebar"><?php the_widget('WP_Widget_Recent_Comments', ['number' => 5]); ?></div>
</article></div></div></div>
<?php wp_footer(); ?>
</body></html>
