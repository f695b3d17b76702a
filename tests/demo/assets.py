"""The demo site's pictures, style sheets, script and font: made here, the same each time."""

import struct
import zlib

STYLE = """@import url("css/base.css?ver=8.1");
@font-face { font-family: "Newspaper"; src: url(images/icons/newspaper.woff) format("woff"); }
body { font: 17px/1.5 Newspaper, Georgia, serif; background: #fff url("images/paper.png"); color: #222; margin: 0; }
a { color: #125; text-decoration: none; } a:hover { text-decoration: underline; }
.td-theme-wrap { max-width: 68em; margin: 0 auto; background: #fff; padding: 1em 2em; }
.td-main-logo { font-size: 1.6em; font-weight: bold; }
.sf-menu, .td-category, .td-tags { list-style: none; padding: 0; }
.sf-menu li, .td-category li, .td-tags li { display: inline-block; margin-right: 1em; }
.td-module-meta-info > *, .td-post-author-name > * { display: inline-block; margin-right: .4em; color: #666; }
.td-pb-row { display: flex; gap: 3em; }
.td-main-content { flex: 2; } .td-main-sidebar { flex: 1; font-size: .85em; }
.td-post-sub-title { font-style: italic; color: #666; } figure { margin: 0; } figcaption { font-size: .8em; color: #666; }
.td_pull_quote { font-size: 1.3em; font-style: italic; border-left: 4px solid #b33; margin-left: 0; padding-left: 1em; }
.comment-list, .children { list-style: none; padding-left: 0; } .children { padding-left: 2em; }
.comment article { border-top: 1px solid #ddd; padding: .6em 0; } .comment footer time, .comment-meta { font-size: .8em; }
.comment-respond, .support-box { background: #f4f1ea; padding: 1em; margin: 1em 0; }
"""
BASE = "* { box-sizing: border-box; } img { max-width: 100%; height: auto; } .td-warning-comment { display: none; }\n"
SCRIPT = "window.addComment = { moveForm: function () { return true; } };\n"


def picture(name: str, width: int, height: int, *, pale: bool = False) -> bytes:
    """A PNG of slanted stripes whose colours depend on the name alone; a pale one is all but white."""
    seed = zlib.crc32(name.encode())
    share, floors = (16, (239, 231)) if pale else (2, (110, 10))
    light, dark = (bytes((seed >> shift & 0xFF) // share + floor for shift in (0, 8, 16)) for floor in floors)
    stripes = b"".join(light if x // 24 % 2 else dark for x in range(width + 48))
    rows = b"".join(b"\0" + stripes[3 * (y % 48) : 3 * (y % 48 + width)] for y in range(height))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(rows, 6)),
            (b"IEND", b""),
        )
    )


def font() -> bytes:
    """Bytes that stand for a web font: the right signature and length, no glyphs. A browser falls back."""
    return struct.pack(">4sIIHHIHHIIIII", b"wOFF", 0x00010000, 44, 0, 0, 12, 1, 0, 0, 0, 0, 0, 0)
