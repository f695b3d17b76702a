"""Captures to rows: one fold, used by the live crawl and by a rebuild."""
