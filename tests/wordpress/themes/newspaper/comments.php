<?php
if (post_password_required()) {
    return;
}
$count = (int) get_comments_number();
$old = get_option('testbed') === 'old';
?>
<div class="comments" id="comments">
<?php if ($count || $old) {
    $words = $count === 1 ? '1 COMMENT' : ($count ? number_format_i18n($count) . ' COMMENTS' : 'NO COMMENTS');
    echo $old ? "<h4 class=\"block-title\"><span>$words</span></h4>" : "<div class=\"td-comments-title-wrap\"><h4 class=\"td-comments-title block-title\"><span>$words</span></h4></div>";
} ?>
<?php if (have_comments()) { ?>
<ol class="comment-list <?= $old ? 'td-old' : '' ?>"><?php wp_list_comments(['callback' => 'newspaper_comment']); ?></ol>
<div class="comment-pagination"><?php previous_comments_link(); ?> <?php next_comments_link(); ?></div>
<?php } ?>
<?php if (!comments_open() && $count) { ?><p class="td-pb-padding-side">Comments are closed.</p><?php } ?>
<?php comment_form(['title_reply' => 'LEAVE A REPLY']); ?>
</div>
