"""WARC files: records, writer, reader, index, ledger and the care of torn tails."""
