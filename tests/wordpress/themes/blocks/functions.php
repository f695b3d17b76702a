<?php
/** The comment blocks of a page, in the order that the option "testbed" names. */
function testbed_blocks(): string
{
    $when = '<!-- wp:comment-date /-->';
    $who = '<!-- wp:comment-author-name /-->';
    $said = '<!-- wp:comment-content /-->';
    $answer = '<!-- wp:comment-reply-link /--><!-- wp:comment-edit-link /-->';
    $pages = '<!-- wp:comments-pagination --><!-- wp:comments-pagination-previous /--><!-- wp:comments-pagination-numbers /--><!-- wp:comments-pagination-next /--><!-- /wp:comments-pagination -->';
    $form = '<!-- wp:post-comments-form /-->';
    $each = fn (string $inner) => "<!-- wp:comment-template -->$inner<!-- /wp:comment-template -->";
    $in = fn (string $inner) => "<!-- wp:comments {\"className\":\"talk\"} --><div class=\"wp-block-comments talk\">$inner</div><!-- /wp:comments -->";
    $group = fn (string $inner) => "<!-- wp:group --><div class=\"wp-block-group\">$inner</div><!-- /wp:group -->";
    return match (get_option('testbed')) {
        'words-first' => $in($pages . $each("$said$answer$who$when") . '<!-- wp:comments-title {"level":4} /-->' . $form),
        'form-first' => $in($form . '<!-- wp:comments-title {"showPostTitle":false} /-->' . $each($group("$when$answer") . $group($said) . $group($who)) . $pages),
        'untitled' => $in($each("<!-- wp:avatar /-->$who$when$said$answer") . $pages . $form),
        'legacy' => '<!-- wp:post-comments /-->',
        'bare' => $in($each($said . $when) . $pages . $form),
        default => $in('<!-- wp:comments-title /-->' . $each("$who$said$when$answer") . $form . $pages),
    };
}

foreach (['above', 'below'] as $place) {
    register_block_pattern("testbed/comments-$place", [
        'title' => "comments $place",
        'content' => ($place === 'above') === (get_option('testbed') === 'form-first') ? testbed_blocks() : '',
    ]);
}
