<?php
/**
 * A classic theme whose markup the option "testbed" chooses, as words "key=value". What stands here
 * is what themes of many years do with wp_list_comments, and none of it is any theme's own text.
 */

function testbed_flag(string $name, string $otherwise = ''): string
{
    foreach (explode(' ', (string) get_option('testbed')) as $word) {
        [$key, $value] = explode('=', $word, 2) + [1 => '1'];
        if ($key === $name) {
            return $value;
        }
    }
    return $otherwise;
}

add_action('after_setup_theme', function () {
    add_theme_support('title-tag');
    add_theme_support('post-thumbnails');
    add_theme_support('automatic-feed-links');
    if (testbed_flag('html5', '1') === '1') {
        add_theme_support('html5', ['comment-list', 'comment-form', 'caption']);
    }
});

/** When a comment was made, in the form that the option names. */
function testbed_when(): string
{
    $iso = get_comment_date('c');
    $words = sprintf('%s at %s', get_comment_date(), get_comment_time());
    $ago = human_time_diff((int) get_comment_date('U'), current_time('timestamp')) . ' ago';
    return match (testbed_flag('when', 'time')) {
        'ago' => "<span class=\"comment-date\"><a href=\"#comment-" . get_comment_ID() . "\">$ago</a></span>",
        'ago-time' => "<time datetime=\"$iso\">$ago</time>",
        'words' => "<span class=\"comment-date\">$words</span>",
        'time-words' => "<time>$words</time>",
        'none' => '',
        default => "<a href=\"#comment-" . get_comment_ID() . "\"><time datetime=\"$iso\">$words</time></a>",
    };
}

/** How the list's elements of this style open: the walker closes them, unless an end-callback does. */
function testbed_tag(array $args): string
{
    return $args['style'] === 'div' ? 'div' : 'li';
}

function testbed_number(): string
{
    static $number = 0;
    $number++;
    return testbed_flag('numbered') ? "<span class=\"comment-number\">$number</span> " : '';
}

function testbed_reply(array $args, int $depth, string $under = 'div-comment'): string
{
    return (string) get_comment_reply_link(['add_below' => $under, 'depth' => $depth, 'max_depth' => $args['max_depth']]);
}

function testbed_comment($comment, array $args, int $depth): void
{
    $shape = testbed_flag('shape', 'header');
    $tag = testbed_tag($args);
    $id = get_comment_ID();
    $class = comment_class($shape === 'post-like' ? 'post hentry type-post' : '', null, null, false);
    $author = get_comment_author_link();
    $words = apply_filters('comment_text', get_comment_text(), get_comment(), $args);
    $reply = testbed_reply($args, $depth);
    $number = testbed_number();
    $when = testbed_when();
    $avatar = get_avatar($comment, 48) ?: '';
    $edit = "<span class=\"edit-link\"><a class=\"comment-edit-link\" href=\"/wp-admin/comment.php?action=editcomment&amp;c=$id\">(Edit)</a></span>";
    $waits = $id % 11 === 0 ? '<p class="comment-awaiting-moderation">Your comment is awaiting moderation.</p>' : '';
    if (in_array($comment->comment_type, ['pingback', 'trackback'], true) && testbed_flag('pings', 'same') === 'short') {
        echo "<$tag $class id=\"comment-$id\"><p>Pingback: $author $edit</p>";
        return;
    }
    echo match ($shape) {
        'header' => "<$tag $class id=\"li-comment-$id\"><article id=\"comment-$id\" class=\"comment-body\"><header class=\"comment-meta\">$avatar
            $number<h4 class=\"comment-author vcard\"><span class=\"fn\">$author</span></h4> <p class=\"comment-metadata\">$when $edit</p></header>
            $waits<section class=\"comment-content\">$words</section><footer class=\"comment-footer\">$reply</footer></article>",
        'inside' => "<$tag $class id=\"comment-$id\"><div class=\"comment-wrap\">$avatar<div class=\"comment-entry\">
            <p class=\"comment-info\">$number<cite>$author</cite> $when</p>$waits$words<div class=\"reply\">$reply</div></div></div>",
        'kubrick' => "<$tag class=\"alt\" id=\"comment-$id\"><cite>$author</cite> Says:<br />$waits<small class=\"commentmetadata\">$number$when</small> $words $reply",
        'media' => "<$tag $class id=\"comment-$id\"><div class=\"media\" id=\"div-comment-$id\"><a class=\"pull-left\" href=\"#\">$avatar</a><div class=\"media-body\">
            <h4 class=\"media-heading\">$number$author</h4><small class=\"text-muted\">$when</small>$waits<div class=\"media-text\">$words</div><p class=\"media-reply\">$reply</p></div></div>",
        'post-like' => "<$tag id=\"comment-$id\" $class><article class=\"post hentry\"><header class=\"entry-header\"><h2 class=\"entry-title\">
            {$number}Re: <a href=\"#comment-$id\">comment</a></h2><span class=\"byline\"><span class=\"author vcard\">$author</span></span> $when</header>
            $waits<div class=\"entry-content comment-text\">$words</div><footer class=\"entry-footer\">$reply $edit</footer></article>",
        'unknown' => "<$tag class=\"voice\" data-id=\"$id\"><p class=\"who\">$author</p><p class=\"when\">$when</p><div class=\"said\">$words</div>",
        'linked' => "<$tag $class><div class=\"vcard\"><b class=\"fn\">$author</b> $number<a href=\"" . esc_url(get_comment_link()) . "\">$when</a></div>
            $waits<div class=\"comment_text\">$words</div>$reply",
    };
}

function testbed_end($comment, array $args, int $depth): void
{
    echo '</' . testbed_tag($args) . "><!-- #comment -->\n";
}

/** What plugins put into a comment's text on pages alone. */
add_filter('comment_text', function ($text) {
    if (!did_action('wp_head') || !testbed_flag('plugins')) {
        return $text;
    }
    $id = get_comment_ID();
    return "$text<p class=\"comment-likes comment-not-liked\" data-like-count=\"2\" id=\"comment-like-$id\"><a href=\"?like_comment=$id\" class=\"comment-like-link\"><span>Like</span></a>"
        . '<span class="comment-like-feedback"><a href="#" class="view-likers" data-like-count="2">Liked by 2 people</a></span></p>';
}, 1000);

function testbed_count(): string
{
    $count = (int) get_comments_number();
    $number = number_format_i18n($count);
    $title = get_the_title();
    return match (testbed_flag('count', 'comments')) {
        'thoughts' => $count === 1 ? "One thought on &ldquo;$title&rdquo;" : "$number thoughts on &ldquo;$title&rdquo;",
        'responses' => $count ? ($count === 1 ? 'One Response' : "$number Responses") . " to <em>$title</em>" : 'No Responses',
        'bare' => $number,
        'spanish' => $count ? ($count === 1 ? '1 comentario' : "$number comentarios") . " en «{$title}»" : 'Sin comentarios',
        'so-far' => "There are $number comments so far",
        'before' => "Comments ($number)",
        'none' => '',
        default => $count ? ($count === 1 ? '1 Comment' : "$number Comments") : 'No comments yet',
    };
}
