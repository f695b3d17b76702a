"""At which named places what is killed: every place of ``archiver.warc.faults`` is in one of these."""

CRAWL_CHAINS = (
    ("marked", "born", "before-write:3"),
    ("undressed", "migrated", "dressed"),
    ("half-written:5", "torn-copied", "torn-cut"),
    ("synced:9", "caught-up", "settling"),
    ("written:4", "indexed:4", "resolved:2"),
    ("folded", "committed", "file-synced"),
    ("ledger", "closed", "index-written"),
    ("index-named", "index-swept", "index-told"),
)
"""Each is a row of kills, one run after the other on the same archive."""

REBUILD = (
    "rebuild-noted",
    "rebuild-read",
    "rebuild-settled",
    "rebuild-carried",
    "rebuild-copying",
    "rebuild-copied",
    "rebuild-discarded",
)

REPAIR = ("repair-copied", "repair-written", "repair-named", "repair-vouched")

MIGRATION = ("undressed", "revised", "migrated", "dressed")
"""``revised`` is passed once a migration."""

VERIFY = ("verify-kept",)

TORN_LEDGER = ("ledger-torn-copied",)


def places() -> set[str]:
    """All of them, without the number of their passing."""
    names = {name for chain in CRAWL_CHAINS for name in chain} | {
        *REBUILD,
        *REPAIR,
        *MIGRATION,
        *VERIFY,
        *TORN_LEDGER,
    }
    return {name.partition(":")[0] for name in names}
