"""An archive, or a part of it that is complete in itself, as one WACZ file with the ledger's proof."""
