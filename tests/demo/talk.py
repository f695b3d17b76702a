"""The conversations of the demo site. All names and words are invented."""

from tests.demo.model import Said

CLOCK = (
    Said(
        author="Vecina del Centro",
        after=95,
        text="<p>My grandmother set her kitchen by that clock. It was wrong then, too.</p>",
    ),
)

BAKERY = (
    Said(
        author="Pan de Jamón",
        url="https://example.org/pan/?de=jamon&año=2018",
        text="<p>Three ways to bake without flour:</p>\n<ul>\n<li>yuca</li>\n<li>plantain &amp; patience</li>\n"
        "<li>a cousin at the port</li>\n</ul>\n<p>In that order.</p>",
    ),
    Said(
        depth=2,
        author="",
        text="<blockquote><p>a cousin at the port</p></blockquote>\n<p>That one always comes first.</p>",
    ),
    Said(
        author="Rosa M.",
        text='<p>The recipe is <a href="https://example.org/recetas?id=7&amp;lang=es#p2" rel="nofollow">here</a>, '
        "page 2. <strong>Don’t</strong> skip the <em>anise</em>.<br />\nIt matters.</p>",
    ),
    Said(
        author="Daniel’s Notes » Bread",
        url="https://example.net/notes/bread/",
        kind="pingback",
        after=600,
        text="<p>[&#8230;] a bakery in the west of the city that sells bread without flour [&#8230;]</p>",
    ),
)

ZEROS = (
    Said(author="Contador", text="<p>Nine zeros = 10<sup>9</sup>. I keep the old notes as bookmarks.</p>"),
    Said(depth=2, author="Ana", text="<p>0</p>"),
)

FERRY = (
    Said(
        author="Isleño", text="<p>The address of this piece has changed; the queue at the pier has not.</p>"
    ),
    Said(
        author="Ирина из Порламара",
        text="<p>Паром ушёл в семь. Мы всё ещё ждём.</p>",
    ),
)

LIGHTS = (
    Said(
        author="Kathy", url="https://example.org/kathy", text="<p>All night? Here it lasted until 3:40.</p>"
    ),
    Said(depth=2, author="Lorenzo", text="<p>3:52 in San Bernardino.</p>"),
    Said(
        depth=3,
        author="Kathy",
        url="https://example.org/kathy",
        text="<p>Twelve minutes of civilization, then.</p>",
    ),
    Said(depth=4, author="Lorenzo", text="<p>I used mine to iron a shirt.</p>"),
    Said(depth=5, author="Kathy", url="https://example.org/kathy", text="<p>For which occasion?</p>"),
    Said(depth=6, author="Lorenzo", text="<p>For the next blackout. One should look one’s best.</p>"),
    Said(depth=7, author="Ira", text="<p>This is the best thread of the year.</p>"),
    Said(depth=2, author="El Guapo", text="<p>Nothing at all in Los Teques.</p>"),
    Said(
        author="Poeta Criollo", text="<p>Se hizo la luz,<br />\ny nadie supo<br />\nqué hacer con ella.</p>"
    ),
    Said(
        author="Ingeniero (jubilado)",
        text="<p>A turbine does not come back because someone is inaugurated:</p>\n<ol>\n<li>water</li>\n"
        "<li>bearings</li>\n<li>people who know the bearings</li>\n</ol>",
    ),
    Said(
        depth=2, author="Gringo", text="<p>4. Spare parts. See <code>if (a &lt; b) { wait(); }</code> :-)</p>"
    ),
    Said(
        depth=3,
        author="Ingeniero (jubilado)",
        text="<blockquote><p>4. Spare parts.</p></blockquote>\n<p>Granted.</p>",
    ),
    Said(author="<Anon>", text="<p>&lt;script&gt;alert(1)&lt;/script&gt; is only text here.</p>"),
    Said(author="Nelson", text="<p>+1</p>"),
    # The second page begins here.
    Said(author="Pilar", after=240, text="<p>It is day now and I still have not switched it off.</p>"),
    Said(depth=2, author="Marc", text="<p>Leave it on. It is evidence.</p>"),
    Said(author="李雷", text="<p>从这里看得见城市的灯。</p>"),
    Said(
        author="Please enter your name here",
        text="<p>Leave a Reply</p>\n<p>Please enter your comment!</p>\n<p>Reply</p>",
    ),
    Said(
        author="Daniel’s Notes » Light",
        url="https://example.net/notes/light/",
        kind="pingback",
        text="<p>[&#8230;] the night the lights stayed on, and what people did with it [&#8230;]</p>",
    ),
    Said(author="Waltz", text="<p>Caracas at night is a <q>constellation with gaps</q>, my father said.</p>"),
    Said(depth=2, author="Waltz", text="<p>He also said to buy candles.</p>"),
    Said(
        depth=2, author="Ángel", text="<p>Wise man. Ñandú, pingüino, acción: the accents survive as well.</p>"
    ),
    # The third page begins here.
    Said(author="Davy", after=900, text="<p>Late to this: has anyone asked who paid for the diesel?</p>"),
    Said(depth=2, author="The Editors", text="<p>We have. They have not answered.</p>"),
    Said(
        depth=3,
        author="Davy",
        text='<p>Then the table in <a href="https://example.org/a_b/c?x=1&amp;y=2">this report</a> may help, '
        "<del>page 12</del> page 14.</p>",
    ),
    Said(author="", text="<p>I have no name, only a generator.</p>"),
    Said(author="Duncan", text="<p>What a country. 🇻🇪 Arepas 🫓 for everyone!</p>"),
)

BASEBALL = (
    Said(author="Leo", text="<p>Bottom of the ninth, and the umpire had the only torch.</p>"),
    Said(depth=2, author="Susana", text="<p>He called strikes from memory.</p>"),
)

NUMBERED = (
    Said(author="Rubén", text="<p>121 of what?</p>"),
    Said(depth=2, author="Óscar", text="<p>Read it again.</p>"),
    Said(depth=3, author="Rubén", text="<p>Ah.</p>"),
)
