"""An archive for news and for the conversation under it.

The rooms and the one way through them are drawn in ``docs/architecture.md``.
"""

__version__ = "0.1.0"
