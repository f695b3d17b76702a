<?php
if (post_password_required()) {
    return;
}
$list = testbed_flag('list', 'ol');
$arguments = ['style' => $list, 'avatar_size' => 48, 'short_ping' => testbed_flag('pings', 'same') === 'short'];
if (testbed_flag('callback')) {
    $arguments['callback'] = 'testbed_comment';
}
if (testbed_flag('end')) {
    $arguments['end-callback'] = 'testbed_end';
}
$area = testbed_flag('area', 'comments');
$form = testbed_flag('form', 'after');
?>
<div id="<?= $area ?>" class="<?= $area === 'comments' ? 'comments-area' : 'discussion' ?>">
<?php if ($form === 'before') { comment_form(); } ?>
<?php if ($heading = testbed_count()) { ?><h2 class="comments-title"><?= $heading ?></h2><?php } ?>
<?php if (have_comments()) {
    $first = testbed_flag('pings', 'same') === 'apart' ? ['type' => 'comment'] : [];
    echo "<$list class=\"" . testbed_flag('class', 'comment-list') . '">';
    wp_list_comments($arguments + $first);
    echo "</$list>";
    if ($form === 'between') {
        comment_form();
    }
    if ($first && !empty($GLOBALS['wp_query']->comments_by_type['pings'])) {
        echo "<h3 class=\"pings-title\">Trackbacks</h3><$list class=\"comment-list pings\">";
        wp_list_comments($arguments + ['type' => 'pings']);
        echo "</$list>";
    }
    testbed_flag('nav', 'links') === 'numbers' ? paginate_comments_links() : the_comments_navigation();
} elseif ($form === 'between') {
    comment_form();
} ?>
<?php if (!comments_open() && get_comments_number() && post_type_supports(get_post_type(), 'comments')) { ?><p class="no-comments">Comments are closed.</p><?php } ?>
<?php if ($form === 'after') { comment_form(); } ?>
</div>
