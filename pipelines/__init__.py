"""Thin Scrapy adapters over archiver.derive."""
