"""One short file a site: URL rules and named selectors."""
