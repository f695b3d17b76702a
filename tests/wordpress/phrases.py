"""What the invented site is made of: its people, its words, and one comment of every odd shape."""

import random

USERS: list[tuple[str, str, str, str]] = [
    ("admin", "Quico Toro", "https://example.org/quico", "Founder. Writes about <em>oil</em> & power."),
    ("jmartinez", "Juan José Martínez", "", "Reports from Barquisimeto."),
    ("analuisa", "Ana Luisa Peña", "https://example.com/ana", "Economist — UCAB ’04."),
    ("gehache", "Gustavo Hernández", "", ""),
    ("emi", "Emiliana D’Ávila", "", "Human-rights lawyer."),
    ("staff", "The Editors", "", ""),
]
CATEGORIES: list[tuple[str, str | None]] = [
    ("Politics", None),
    ("Diplomacy", "Politics"),
    ("Economy", None),
    ("Oil & Gas", "Economy"),
    ("Society", None),
    ("Opinión", None),
]
TAGS = [
    "Maduro",
    "North Korea",
    "Russia",
    "hyperinflation",
    "PDVSA",
    "petro",
    "migración",
    "elecciones",
    "Asamblea Nacional",
    "UN",
    "food & medicine",
    "blackouts",
    "FANB",
    "Colombia",
    "baseball",
]
SUBJECTS = [
    "the National Assembly",
    "the Central Bank",
    "a clerk in Maracaibo",
    "the refinery at Amuay",
    "my aunt in Mérida",
    "the opposition",
    "the electric grid",
    "the Foreign Ministry",
    "a baker in Petare",
    "the port of La Guaira",
    "the student movement",
    "the border guard",
    "the price of a kilo of cheese",
    "the Zulia grid",
    "the old consulate",
]
VERBS = [
    "has not said a word about",
    "keeps paying for",
    "was built to survive",
    "lost three weeks over",
    "cannot explain",
    "promised to fix",
    "quietly gave up on",
    "is still waiting for",
    "learned to live without",
    "wrote a letter about",
]
OBJECTS = [
    "the dollar rate",
    "the new bolívar",
    "the Russian loan",
    "the missing ballots",
    "a generator that never arrived",
    "the water trucks",
    "the hospital lists",
    "the Petro",
    "the bridge at Cúcuta",
    "the December bonus",
    "a gasoline queue of {n} hours",
    "{n} percent of the crop",
    "{n} unpaid invoices",
    "the {n} households on that hill",
]
TAILS = [
    "and nobody asked why",
    "which is the whole point",
    "at least on paper",
    "so far",
    "as of last {day}",
    "if the minister is to be believed",
    "despite the decree of {year}",
    "and that was before the blackout",
]
SPANISH = [
    "¡Qué vaina, {name}! Eso pasó igualito en el año {year}.",
    "Aquí en Ciudad Bolívar llevamos {n} horas sin luz ni agua.",
    "Mi mamá cobra la pensión y no le alcanza ni para un cartón de huevos.",
    "¿Y la oposición? Muy bien, gracias… esperando que caiga del cielo.",
    "El niño nació en Cúcuta; la abuela se quedó cuidando la casa en Valencia.",
    "No es pesimismo, es aritmética: {n} menos {m} da lo que da.",
    "Mañana seguro amanece más caro el café, señor ministro.",
]
SHORT = [
    "+1",
    "This.",
    "Gracias!",
    "Great post, as always.",
    "LOL",
    "Amén.",
    "Excelente artículo.",
    "Sad but true.",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
FIRST = [
    "Kathy",
    "El Guapo",
    "Ira",
    "Gringo",
    "Poeta",
    "Lorenzo",
    "Bill",
    "Canucklehead",
    "Davy",
    "Waltz",
    "Pilar",
    "Marc",
    "Ángel",
    "Iñaki",
    "María José",
    "Nelson",
    "Duncan",
    "Charlie",
    "Toro",
    "Lucía",
    "Óscar",
    "Rubén",
    "Susana",
    "Leo",
]
LAST = [
    "",
    "",
    "",
    " R.",
    " in Houston",
    " Bass",
    "-Pérez",
    " Núñez",
    " O’Neill",
    " de Barinas",
    " 67",
    " VenEconomy",
]

# Names that break naive templates, CSV files, file names and sort orders.
ODD_NAMES = [
    "",
    "Jean-François d'Ñandú",
    "<Anon>",
    'R&D "Joe" O\'Hara',
    "Ирина Петрова",
    "محمد الأمين",
    "李雷",
    "🇻🇪 Vzla 🦜",
    "Zoe\u0301 (decomposed)",
    "a",
    "Reply",
    "Admin",
    "=SUM(A1)",
    "X" * 120,
    "Name with   spaces",
    "tab\tname",
]

# One of each: comment bodies with a shape of their own.
ODD_BODIES = {
    "link": 'See <a href="https://example.org/report?id=7&amp;lang=es#p2" rel="nofollow">the report</a>, page 2.',
    "bare-url": "Source: https://example.org/a_b/c?x=1&y=2 and www.example.com/nota.html.",
    "blockquote": "<blockquote>Nobody asked why.</blockquote>\n\nSomebody did ask.",
    "nested-quote": "<blockquote><blockquote>First</blockquote>Second</blockquote>Third",
    "list": "Three things:\n<ul>\n<li>water</li>\n<li>power</li>\n<li>bread &amp; milk</li>\n</ul>\nIn that order.",
    "ordered-list": "<ol><li>One</li><li>Two<ol><li>Two a</li></ol></li></ol>",
    "typed-list": "1. First\n2. Second\n10. Tenth\n\n- a dash\n* a star",
    "inline": "<strong>Bold</strong>, <em>italic</em>, <del>gone</del>, <code>if (a &lt; b) { x(); }</code> and <q>said</q>.",
    "pre": "<pre>line one\n  line   two\n\tline three</pre>",
    "entities": "AT&amp;T &mdash; 5 &lt; 6 &gt; 4 &copy; &#8364;20 &nbsp; caf&eacute; &amp;amp; R&D <3",
    "emoji": "Arepas 🫓🇻🇪👩🏽‍🌾 for everyone! ❤️ :) :-( ;-)",
    "accents": "Ñandú, pingüino, acción, ÁÉÍÓÚ, “comillas”, «latinas», ¿sí? ¡no! — fin…",
    "decomposed": "Mas\u0301 o menos: cafe\u0301 is not café byte for byte.",
    "rtl": "He wrote مرحبا بالعالم and שלום, then left.",
    "crlf": "Line one.\r\nLine two.\r\n\r\nNew paragraph.",
    "whitespace": "  leading\n\n\n\n   three blank lines above,\ttabs\tand   runs of spaces   ",
    "one-character": ".",
    "number": "0",
    "long-word": "x" * 600,
    "script": "&lt;script&gt;alert(1)&lt;/script&gt; is only text here.",
    "html-comment": "before<!-- hidden -->after",
    "unclosed": "This is <b>never closed and <i>neither is this",
    "shortcode": '[gallery ids="1,2"] and [caption]x[/caption] stay as they are.',
    "furniture": "Reply\n\nLeave a Reply Cancel reply\n\nPlease enter your comment!\n\nPlease enter your name here",
    "looks-like-a-comment": "Kathy on December 11, 2018 at 3:04 pm\n\nsaid:\n\nReply ↓",
    "appeal": "Caracas Chronicles is 100% reader-supported. Support independent Venezuelan journalism by making a donation.",
    "image-only": '<img src="https://example.org/chart.png" alt="" />',
    "embed": "https://www.youtube.com/watch?v=abcdefghijk",
    "cite": 'As <cite>Toro</cite> said: <abbr title="National Assembly">AN</abbr>.',
    "quotes": "\"Straight\" and 'single' quotes -- two dashes --- three ... 1/2 x 3 (c) (tm)",
    "json": '{"id": "comment-1", "parent": null, "text": "a\\nb"}',
    "csv": '=1+1,"a ""quoted"" cell",;\t-2',
    "zero-width": "zero\u200bwidth\u200djoiner\ufeffbom\u00a0nbsp\u00adshy",
}


class Writer:
    """Makes text out of one random source."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def fill(self, text: str) -> str:
        return text.format(
            n=self.random.randint(2, 96),
            m=self.random.randint(2, 96),
            year=self.random.randint(1998, 2018),
            day=self.random.choice(DAYS),
            name=self.random.choice(FIRST),
        )

    def sentence(self) -> str:
        if self.random.random() < 0.15:
            return self.fill(self.random.choice(SPANISH))
        subject = self.random.choice(SUBJECTS)
        parts = [subject[0].upper() + subject[1:], self.random.choice(VERBS), self.random.choice(OBJECTS)]
        if self.random.random() < 0.6:
            parts.append(self.random.choice(TAILS))
        return self.fill(" ".join(parts)) + self.random.choice([".", ".", ".", "!", "…"])

    def paragraph(self, low: int = 2, high: int = 6) -> str:
        return " ".join(self.sentence() for _ in range(self.random.randint(low, high)))

    def person(self) -> str:
        if self.random.random() < 0.04:
            return self.random.choice(ODD_NAMES)
        return self.random.choice(FIRST) + self.random.choice(LAST)

    def comment_text(self) -> str:
        roll = self.random.random()
        if roll < 0.08:
            return self.random.choice(SHORT)
        if roll < 0.16:
            return self.random.choice(list(ODD_BODIES.values()))
        if roll < 0.17:
            return "\n\n".join(self.paragraph(6, 12) for _ in range(30))
        if roll < 0.25:
            return "<blockquote>" + self.sentence() + "</blockquote>\n\n" + self.paragraph(1, 3)
        if roll < 0.35:
            return self.sentence() + "\n" + self.sentence()
        return "\n\n".join(self.paragraph(1, 4) for _ in range(self.random.choice([1, 1, 1, 2, 3])))
