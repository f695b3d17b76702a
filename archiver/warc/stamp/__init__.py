"""Time stamps (RFC 3161) of the ledger's chain: proof by somebody else that the archive was so on a day.

What is stamped is one line of the ledger, as it stands there without its line end: the
stamp's imprint is that line's sha256, which is the chain's head while the line is the last.
"""
