"""Items made sound: see ``archiver.derive.validate``."""

from archiver.derive.validate import validate
from archiver.items import Landed


class ValidatePipeline:
    """Passes items of other kinds on as they are: any spider may have its own."""

    def process_item(self, item: object) -> object:
        """The item with what is impossible in it turned into problems."""
        return validate(item) if isinstance(item, Landed) else item
