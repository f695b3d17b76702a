"""Scrapy's components: handler, frontier, politeness, requisites."""
