"""Bytes to messages and back. No I/O, no clock.

Two things come of any bytes: a value, or a ``WireError`` (``LimitExceeded`` where they are too
large). Anything else that escapes from here is a bug.
"""
