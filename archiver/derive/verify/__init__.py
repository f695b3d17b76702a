"""Proof that an archive is what it says: files, ledger, index and store, each against the others.

Nothing the writer noted is believed before it was seen in the bytes. Nothing is changed.
"""
