"""Every way in which a browser finds what it fetches, crawled for real and shown again in a real browser."""
