<!doctype html>
<html <?php language_attributes(); ?>>
<head><meta charset="<?php bloginfo('charset'); ?>"><?php wp_head(); ?></head>
<body <?php body_class(); ?>>
<header id="masthead"><p class="site-title"><a href="<?= esc_url(home_url('/')) ?>"><?php bloginfo('name'); ?></a></p></header>
<main id="main">
<?php while (have_posts()) { the_post(); ?>
<article id="post-<?php the_ID(); ?>" <?php post_class(); ?>>
<h2 class="entry-title"><a href="<?php the_permalink(); ?>"><?php the_title(); ?></a></h2>
<span class="comments-link"><?php comments_popup_link(); ?></span>
<div class="entry-summary"><?php the_excerpt(); ?></div>
</article>
<?php } ?>
<?php the_posts_pagination(); ?>
</main>
<?php wp_footer(); ?>
</body></html>
