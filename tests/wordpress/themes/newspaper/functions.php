<?php
/** The markup that the first site had from 2016 to about 2020, as far as it is known, in our own words. */
add_action('after_setup_theme', function () {
    add_theme_support('title-tag');
    add_theme_support('post-thumbnails');
    add_theme_support('html5', ['caption']);
});

const NEWSPAPER_APPEAL = 'Caracas Chronicles is 100% reader-supported. Support independent Venezuelan journalism by making a donation.';

function newspaper_comment($comment, array $args, int $depth): void
{
    $id = get_comment_ID();
    $old = get_option('testbed') === 'old';
    $link = get_comment_author_url() ? "<a href='" . esc_url(get_comment_author_url()) . "' rel='external nofollow ugc' class='url'>" . get_comment_author() . '</a>' : get_comment_author();
    if (in_array($comment->comment_type, ['pingback', 'trackback'], true)) {
        echo "<li class=\"$comment->comment_type\" id=\"" . ($old ? 'li-' : '') . "comment-$id\"><article><footer><cite>$link</cite></footer></article>";
        return;
    }
    ?>
<li class="comment" id="<?= $old ? 'li-' : '' ?>comment-<?= $id ?>">
<article>
<footer>
<?= get_avatar($comment, 50) ?>

<cite><?= $link ?></cite>
<a class="comment-link" href="#comment-<?= $id ?>"><time pubdate="<?= strtotime("$comment->comment_date_gmt UTC") ?>"><?= get_comment_date() ?> at <?= get_comment_time() ?></time></a>
</footer>
<div class="comment-content">
<?php if ($id % 11 === 0) { ?><em class="comment-awaiting-moderation">Your comment is awaiting moderation</em><?php } ?>
<?php comment_text(); ?>
</div>
<div class="comment-meta" id="comment-<?= $id ?>">
<?php comment_reply_link(['depth' => $depth, 'max_depth' => $args['max_depth'], 'reply_text' => 'Reply']); ?>
</div>
</article>
    <?php
}
