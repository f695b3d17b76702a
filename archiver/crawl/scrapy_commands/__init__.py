"""Scrapy's own commands, where ours must say more. Imported at every start: kept small."""
