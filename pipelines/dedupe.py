"""What one page says twice, once: see ``archiver.derive.dedupe``."""

from archiver.derive.dedupe import dedupe
from archiver.items import Landed


class DedupePipeline:
    """Passes items of other kinds on as they are: any spider may have its own."""

    def process_item(self, item: object) -> object:
        """The item with repetitions within the page removed."""
        return dedupe(item) if isinstance(item, Landed) else item
