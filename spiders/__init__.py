"""A site file joined to a crawl; a few lines each."""
