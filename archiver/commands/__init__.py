"""The ``archiver`` command line; each command a thin file."""
