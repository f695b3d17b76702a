<!doctype html>
<html <?php language_attributes(); ?>>
<head><meta charset="<?php bloginfo('charset'); ?>"><?php wp_head(); ?></head>
<body <?php body_class(); ?>>
<header id="masthead"><p class="site-title"><a href="<?= esc_url(home_url('/')) ?>"><?php bloginfo('name'); ?></a></p></header>
<?php if (testbed_flag('recent')) { the_widget('WP_Widget_Recent_Comments', ['number' => 5]); } ?>
<main id="main">
<?php while (have_posts()) { the_post(); ?>
<article id="post-<?php the_ID(); ?>" <?php post_class(); ?>>
<header class="entry-header">
<?php the_title('<h1 class="entry-title">', '</h1>'); ?>
<?php if (get_post_type() === 'post') { ?>
<div class="entry-meta"><span class="byline">by <span class="author vcard"><a class="url fn n" href="<?= esc_url(get_author_posts_url(get_the_author_meta('ID'))) ?>"><?php the_author(); ?></a></span></span>
<?php if (testbed_flag('date', 'time') === 'words') { ?><span class="posted-on"><?= get_the_date() ?> <?= get_the_time() ?></span>
<?php } else { ?><span class="posted-on"><time class="entry-date published" datetime="<?= get_the_date('c') ?>"><?= get_the_date() ?></time></span><?php } ?></div>
<?php } ?>
<?php if (has_post_thumbnail()) { ?><figure class="post-thumbnail"><?php the_post_thumbnail('large'); ?></figure><?php } ?>
</header>
<div class="entry-content"><?php the_content(); ?><?php wp_link_pages(); ?></div>
<?php if (get_post_type() === 'post') { ?><footer class="entry-footer"><span class="cat-links"><?php the_category(', '); ?></span> <span class="tags-links"><?php the_tags('', ', ', ''); ?></span></footer><?php } ?>
<?php if (testbed_flag('wraps')) { comments_template(); } ?>
</article>
<?php if (!testbed_flag('wraps')) { comments_template(); } ?>
<?php } ?>
</main>
<?php wp_footer(); ?>
</body></html>
