<?php
// Makes the changes named on standard input, one JSON object a line, and prints each with what it did. See `mutate`.
require __DIR__ . '/boot.php';
kses_remove_filters();

function instant(): string
{
    return (new DateTimeImmutable('now', new DateTimeZone('UTC')))->format('Y-m-d\TH:i:s.u\Z');
}

function known_comment(array $change): WP_Comment
{
    return get_comment($change['comment']) ?? throw new RuntimeException("no comment {$change['comment']}");
}

/** One column of a comment alone: wp_update_comment would also rewrite the author's name and address. */
function comment_column(array $change, string $column, $value): void
{
    global $wpdb;
    $comment = known_comment($change);
    $wpdb->update($wpdb->comments, [$column => $value], ['comment_ID' => $comment->comment_ID]);
    clean_comment_cache($comment->comment_ID);
}

function post_fields(array $change, array $fields): void
{
    $done = wp_update_post(wp_slash(['ID' => $change['post']] + $fields), true);
    if (is_wp_error($done)) {
        throw new RuntimeException($done->get_error_message());
    }
}

function write_comment(array $change): int
{
    $date = current_time('mysql');
    return wp_insert_comment(wp_slash([
        'comment_post_ID' => $change['post'], 'comment_parent' => $change['parent'], 'comment_author' => $change['author'],
        'comment_author_email' => 'late@example.org', 'comment_content' => $change['text'], 'comment_date' => $date,
        'comment_date_gmt' => current_time('mysql', true), 'comment_approved' => $change['approved'] ?? '1',
        'comment_type' => 'comment',
    ]));
}

/** WordPress makes a draft of what comes out of the trash; the editor then publishes it as it was. */
function bring_back_post(array $change): void
{
    wp_untrash_post($change['post']);
    wp_publish_post($change['post']);
}

function write_post(array $change): int
{
    return wp_insert_post(wp_slash([
        'post_title' => $change['title'], 'post_name' => sanitize_title($change['title']), 'post_status' => 'publish',
        'post_date' => current_time('mysql'), 'post_author' => 1, 'post_content' => $change['text'], 'comment_status' => 'open',
    ]));
}

$kinds = [
    'comment' => fn ($c) => write_comment($c),
    'edit' => fn ($c) => comment_column($c, 'comment_content', $c['text']),
    'rename' => fn ($c) => comment_column($c, 'comment_author', $c['author']),
    'trash' => fn ($c) => wp_trash_comment(known_comment($c)),
    'untrash' => fn ($c) => wp_untrash_comment(known_comment($c)),
    'spam' => fn ($c) => wp_spam_comment(known_comment($c)),
    'unspam' => fn ($c) => wp_unspam_comment(known_comment($c)),
    'hold' => fn ($c) => wp_set_comment_status(known_comment($c), 'hold'),
    'approve' => fn ($c) => wp_set_comment_status(known_comment($c), 'approve'),
    'delete' => fn ($c) => wp_delete_comment(known_comment($c), true), // its replies go to its parent
    'title' => fn ($c) => post_fields($c, ['post_title' => $c['text']]),
    'body' => fn ($c) => post_fields($c, ['post_content' => $c['text']]),
    'byline' => fn ($c) => post_fields($c, ['post_author' => $c['user']]),
    'date' => fn ($c) => post_fields($c, ['post_date' => $c['date'], 'post_date_gmt' => get_gmt_from_date($c['date'])]),
    'slug' => fn ($c) => post_fields($c, ['post_name' => $c['slug']]),
    'password' => fn ($c) => post_fields($c, ['post_password' => $c['password']]),
    'close' => fn ($c) => post_fields($c, ['comment_status' => 'closed']),
    'open' => fn ($c) => post_fields($c, ['comment_status' => 'open']),
    'trash-post' => fn ($c) => wp_trash_post($c['post']),
    'untrash-post' => fn ($c) => bring_back_post($c),
    'post' => fn ($c) => write_post($c),
];

while (($line = fgets(STDIN)) !== false) {
    $change = json_decode($line, true, 64, JSON_THROW_ON_ERROR);
    $before = instant();
    $made = $kinds[$change['do']]($change);
    emit($change + ['made' => is_int($made) ? $made : null, 'not_before' => $before, 'not_after' => instant()]);
}
