"""What a page costs: ours beside others, on pages served from memory."""
