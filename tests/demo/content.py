"""The articles of the demo site. The news is invented and harmless; each article shows
one thing that a crawler of this theme has to get right, named in the comment above it.
"""

from datetime import datetime, timedelta, timezone

from tests.demo import talk
from tests.demo.model import Post

TITLE = "Caracas Chronicles (demo)"
AUTHORS = {
    "lucia-marin": "Lucía Marín",
    "tomas-oquendo": "Tomás Oquendo",
    "the-editors": "The Editors",
}
CATEGORIES = {
    "society": "Society",
    "economy": "Economy",
    "power-water": "Power & Water",
    "opinion": "Opinión",
}
ABOUT = "<p>This site was written for a demonstration. Nothing in it happened.</p>"

HALF = timezone(timedelta(hours=-4, minutes=-30))  # Venezuela until 1 May 2016
FULL = timezone(timedelta(hours=-4))


def _quote(words: str) -> str:
    return f'<blockquote class="td_pull_quote td_pull_center"><p>{words}</p></blockquote>\n'


POSTS: tuple[Post, ...] = (
    # The offset of its day was another one; one comment.
    Post(
        id=311,
        slug="tower-clock-barinas",
        title="The Tower Clock of Barinas Strikes Thirteen",
        published=datetime(2016, 1, 14, 7, 45, tzinfo=HALF),
        modified=datetime(2016, 1, 14, 7, 45, tzinfo=HALF),
        author="lucia-marin",
        categories=("society",),
        tags=("Barinas", "clocks"),
        body=(
            "<p>For eleven years the clock over the market hall stood at twenty past four. Last Tuesday a retired "
            "watchmaker climbed up with a tin of oil and a borrowed spanner, and at noon it struck thirteen.</p>\n"
            "<p>“It’s catching up,” said the man who sells phone chargers below.</p>\n",
        ),
        image="clock",
        caption="Photo: The market hall, from the roof of the pharmacy",
        said=talk.CLOCK,
    ),
    # No comments; a pull quote that repeats the body; a picture with a caption inside the body.
    Post(
        id=402,
        slug="how-to-cross-a-bridge-that-isnt-there",
        title="How to Cross a Bridge That Isn’t There",
        subtitle="A river, two planks and a man who charges by weight",
        published=datetime(2017, 6, 2, 12, 0, tzinfo=FULL),
        modified=datetime(2017, 6, 3, 9, 30, 12, tzinfo=FULL),
        author="tomas-oquendo",
        categories=("society", "opinion"),
        tags=("bridges",),
        body=(
            "<p>The bridge at the edge of town went in the rains of March. It is still on the map, and on the "
            "budget, and on a poster at the bus stop.</p>\n"
            + _quote("It is still on the map, and on the budget, and on a poster at the bus stop.")
            + '<figure class="wp-caption aligncenter"><img class="size-medium wp-image-990" '
            'src="{base}/wp-content/uploads/2017/06/planks-300x169.png" alt="Two planks" width="300" height="169" '
            'srcset="{base}/wp-content/uploads/2017/06/planks-300x169.png 300w, '
            '{base}/wp-content/uploads/2017/06/planks.png 640w" sizes="(max-width: 300px) 100vw, 300px" />'
            '<figcaption class="wp-caption-text">Photo: Two planks, T. Oquendo</figcaption></figure>\n'
            "<h3>What it costs</h3>\n"
            "<p>A grown man pays two bills, a sack of cement four. A goat crosses for <em>nothing</em>, because "
            "nobody has managed to make it wait.</p>\n",
        ),
        image="river",
        caption="Photo: The river in May",
    ),
    # A list, a quotation, links and markup in comments; a pingback; an author without a name.
    Post(
        id=517,
        slug="a-bakery-without-flour",
        title="A Bakery Without Flour & Other Mornings",
        published=datetime(2018, 3, 9, 6, 15, tzinfo=FULL),
        modified=datetime(2018, 3, 9, 6, 15, tzinfo=FULL),
        author="lucia-marin",
        categories=("economy",),
        tags=("bread", "ports", "prices & wages"),
        body=(
            "<p>At six the shutter goes up. At ten past six it comes down again, and the baker writes on it with "
            "chalk: <strong>no hay</strong>.</p>\n<p>Between the two lie forty loaves of yuca bread, and a queue "
            "that knows how to count to forty.</p>\n<ul>\n<li>flour: none since January</li>\n<li>yeast: from a "
            'neighbour</li>\n<li>sugar: see <a href="{base}/2018/11/02/ferry-notes/">the ferry</a></li>\n</ul>\n',
        ),
        image="bread",
        caption="Photo: Forty loaves",
        said=talk.BAKERY,
    ),
    # A post in two pages.
    Post(
        id=603,
        slug="nine-zeros",
        title="Nine Zeros",
        subtitle="On the third reform of the currency in this writer’s lifetime",
        published=datetime(2018, 8, 20, 18, 5, tzinfo=FULL),
        modified=datetime(2018, 8, 21, 8, 0, tzinfo=FULL),
        author="tomas-oquendo",
        categories=("economy", "opinion"),
        tags=("money",),
        body=(
            "<p>On Monday the zeros go. There were nine of them this time, if you count the three that went in "
            "the first round and were never missed.</p>\n<p>The cash machines will be dark for a day, which is to "
            "say: as usual.</p>\n",
            "<p>The second half of this story is arithmetic. A coffee that cost two million costs twenty; by "
            "Christmas, my editor bets, it will cost two million.</p>\n"
            "<table><tr><th>Month</th><th>Coffee</th></tr><tr><td>August</td><td>20</td></tr></table>\n",
        ),
        image="zeros",
        caption="Photo: Old notes, folded",
        said=talk.ZEROS,
    ),
    # It moved: the old address answers 301, and another article still links to it.
    Post(
        id=655,
        slug="the-ferry-to-margarita",
        title="The Ferry to Margarita Leaves When It Leaves",
        published=datetime(2018, 11, 2, 16, 40, tzinfo=FULL),
        modified=datetime(2018, 11, 5, 10, 0, tzinfo=FULL),
        author="the-editors",
        categories=("society",),
        tags=("Margarita", "ports"),
        body=(
            "<p>The timetable at the pier has three columns: the hour of departure, the hour of departure, and "
            "remarks. Only the third is filled in.</p>\n<p>We counted four ferries in two days. One of them was a "
            "fishing boat with a flag.</p>\n",
        ),
        image="ferry",
        caption="Photo: Remarks",
        moved_from="/2018/11/02/ferry-notes/",
        said=talk.FERRY,
    ),
    # The thread over three comment pages.
    Post(
        id=701,
        slug="the-night-the-lights-stayed-on",
        title="The Night the Lights Stayed On",
        subtitle="Nobody had planned for it",
        published=datetime(2018, 12, 11, 9, 30, tzinfo=FULL),
        modified=datetime(2018, 12, 12, 7, 30, 5, tzinfo=FULL),
        author="lucia-marin",
        categories=("power-water", "society"),
        tags=("electricity", "Caracas"),
        body=(
            "<p>It was announced as a rehearsal: from eight in the evening, for one night, no sector of the city "
            "would be cut. By ten people had come out onto the balconies to look at one another.</p>\n"
            + _quote("By ten people had come out onto the balconies to look at one another.")
            + "<p>In El Valle somebody ran a washing machine on the pavement, for the neighbours. In Chacao a "
            "dentist worked until two. The refrigerators, my aunt reports, “sounded surprised”.</p>\n"
            "<p>At 3:52 it ended, district by district, from the east. Those who had slept through it asked in the "
            "morning what the noise had been.</p>\n",
        ),
        image="lights",
        caption="Photo: A balcony in El Valle",
        said=talk.LIGHTS,
    ),
    # Behind a password: no text, no thread.
    Post(
        id=702,
        slug="notes-for-subscribers",
        title="Notes for Subscribers",
        published=datetime(2018, 12, 12, 8, 0, tzinfo=FULL),
        modified=datetime(2018, 12, 12, 8, 0, tzinfo=FULL),
        author="the-editors",
        categories=("opinion",),
        body=("<p>SECRET-TEXT that no visitor sees.</p>\n",),
        protected=True,
    ),
    # Comments closed; a template with a background image and no caption.
    Post(
        id=715,
        slug="baseball-by-candlelight",
        title="Baseball by Candlelight",
        published=datetime(2018, 12, 20, 22, 10, tzinfo=FULL),
        modified=datetime(2018, 12, 20, 22, 10, tzinfo=FULL),
        author="tomas-oquendo",
        categories=("society",),
        tags=("baseball",),
        body=(
            "<p>The floodlights failed in the seventh. Nobody went home. By the eighth there were four hundred "
            "telephones in the air, and a fly ball that three men saw and two did not.</p>\n",
        ),
        image="stadium",
        background=True,
        closed=True,
        said=talk.BASEBALL,
    ),
    # Its slug is a number.
    Post(
        id=731,
        slug="121",
        title="121",
        published=datetime(2019, 1, 3, 11, 11, tzinfo=FULL),
        modified=datetime(2019, 1, 3, 11, 11, tzinfo=FULL),
        author="lucia-marin",
        categories=("power-water",),
        tags=("water",),
        body=(
            "<p>One hundred and twenty-one is the number of steps from my door to the standpipe. I have counted "
            "them with a full bucket and with an empty one. It is the same number, which I find unjust.</p>\n",
        ),
        said=talk.NUMBERED,
    ),
    # Its slug ends in a number, and it is no second page.
    Post(
        id=740,
        slug="requiem-for-the-queue-2",
        title="Requiem for the Queue",
        published=datetime(2019, 1, 5, 8, 30, tzinfo=FULL),
        modified=datetime(2019, 1, 6, 8, 30, tzinfo=FULL),
        author="the-editors",
        categories=("opinion",),
        tags=("queues",),
        body=(
            "<p>We did not think we would miss it. But there is no queue where there is nothing to wait for, and "
            'the corner is quiet now. See also <a href="{base}/2018/03/09/a-bakery-without-flour/'
            '?utm_source=requiem">the bakery</a>.</p>\n',
        ),
        image="corner",
        caption="Photo: The corner",
    ),
)
