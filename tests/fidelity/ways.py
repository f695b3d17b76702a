"""A page that names what it needs in every way a browser heeds, each way apart.

``[[name]]`` stands for the address of a file under ``/ways/`` of the site, ``[[o:name]]`` and ``[[t:name]]`` for one of
two other hosts, ``[[.:name]]`` for the bare name beside the file that it stands in. So the list of all that is
named is made from the text itself; what scripts put together while they run is not in it (``COMPUTED``).
"""

HEAD = {
    "style sheet": '<link rel="stylesheet" href="[[main.css]]">',
    "style sheet of another host": '<link rel="stylesheet" href="[[o:other.css]]">',
    "style sheet for print": '<link rel="stylesheet" media="print" href="[[print.css]]">',
    "alternate style sheet": '<link rel="alternate stylesheet" title="b" href="[[alternate.css]]">',
    "style sheet without scripts": '<noscript><link rel="stylesheet" href="[[noscript.css]]"></noscript>',
    "icons": '<link rel="icon" href="[[icon.ico]]"><link rel="icon" sizes="32x32" href="[[icon-32.png]]">'
    '<link rel="apple-touch-icon" href="[[touch.png]]"><link rel="mask-icon" href="[[mask.svg]]" color="#000">'
    '<link rel="apple-touch-startup-image" href="[[startup.png]]">',
    "tile": '<meta name="msapplication-TileImage" content="[[tile.png]]">'
    '<meta name="msapplication-square70x70logo" content="[[tile-70.png]]">',
    "manifest": '<link rel="manifest" href="[[site.webmanifest]]">',
    "open graph": '<meta property="og:image" content="[[og.png]]"><meta property="og:image:secure_url" content="[[og-s.png]]">'
    '<meta name="twitter:image" content="[[twitter.png]]"><meta itemprop="image" content="[[itemprop.png]]">'
    '<link rel="image_src" href="[[image_src.png]]"><meta name="thumbnail" content="[[thumbnail.png]]">',
    "linked data": '<script type="application/ld+json">{"@type":"Article","image":{"url":"[[ld.png]]"},'
    '"logo":["[[t:ld-logo.png]]"]}</script>',
    "preload": '<link rel="preload" as="image" href="[[preload.png]]"><link rel="preload" as="style" href="[[preload.css]]">'
    '<link rel="preload" as="font" crossorigin href="[[preload.woff2]]"><link rel="preload" as="script" href="[[preload.js]]">'
    '<link rel="preload" as="fetch" crossorigin href="[[preload.json]]">'
    '<link rel="preload" as="image" imagesrcset="[[set-1.png]] 1x, [[set-2.png]] 2x">',
    "prefetch": '<link rel="prefetch" href="[[prefetch.js]]">',
    "import map": '<script type="importmap">{"imports":{"mapped":"[[mapped.js]]"}}</script>',
    "module preload": '<link rel="modulepreload" href="[[modulepreload.js]]">',
    "script": '<script src="[[classic.js]]"></script><script async src="[[o:async.js]]"></script>'
    '<script defer src="[[defer.js]]"></script>',
    "module": '<script type="module" src="[[module.js]]"></script>'
    '<script type="module">import "[[inline-import.js]]"; import "mapped"; import("[[inline-dynamic.js]]");</script>',
    "no module": '<script nomodule src="[[nomodule.js]]"></script>',
    "style element": '<style>@import "[[style-import.css]]"; @import url([[style-import-url.css]]) screen;'
    " .style-element { background: url([[style-element.png]]); --later: url('[[style-variable.png]]') }</style>",
}

BODY = {
    "img": '<img src="[[img.png]]" alt=""><img src=[[bare.png]] alt=""><IMG SRC="[[capitals.png]]" ALT="">',
    "beside the page": '<img src="[[.:beside.png]]" alt="">',
    "other hosts": '<img src="[[o:other.png]]" alt=""><img src="[[t:third.png]]" alt="">',
    "srcset": '<img src="[[srcset.png]]" srcset="[[srcset-300.png]] 300w, [[srcset-900.png]] 900w,[[srcset-1800.png]] 1800w"'
    ' sizes="300px" alt=""><img srcset="[[x1.png]], [[x2.png]] 2x" alt="">',
    "picture": '<picture><source media="(max-width:600px)" srcset="[[narrow.png]]"><source type="image/webp"'
    ' srcset="[[wide.webp]] 1x, [[wide-2.webp]] 2x"><img src="[[picture.png]]" alt=""></picture>',
    "lazy by the browser": '<div style="height:3000px"></div><img loading="lazy" src="[[loading.png]]" alt="">',
    "lazy attributes": "".join(
        f'<img class="swap" {name}="[[lazy-{number}.png]]" alt="">'
        for number, name in enumerate(
            (
                "data-src",
                "data-lazy-src",
                "data-original",
                "data-img-url",
                "data-lazy",
                "data-echo",
                "data-pin-media",
                "data-large-file",
                "data-medium-file",
                "data-orig-file",
                "data-src-retina",
                "data-hi-res-src",
                "data-full-url",
                "data-fallback-src",
                "data-image",
                "data-thumb",
                "data-large_image",
                "data-zoom-image",
                "data-flickity-lazyload",
            )
        )
    ),
    "lazy srcset": '<img data-srcset="[[lazy-s1.png]] 300w, [[lazy-s2.png]] 600w" alt="">'
    '<img data-lazy-srcset="[[lazy-s3.png]] 2x" alt=""><source data-srcset="[[lazy-s4.png]]">',
    "lazy backgrounds": '<div data-bg="[[lazy-bg-1.png]]"></div><div data-bg="url([[lazy-bg-2.png]])"></div>'
    '<div data-background-image="url(\'[[lazy-bg-3.png]]\')"></div><div data-background="[[lazy-bg-4.png]]"></div>'
    '<div data-bg-url="[[lazy-bg-5.png]]"></div>',
    "lazy settings": '<div data-settings=\'{"slides":["[[lazy-json.png]]"],"x":1}\'></div>'
    '<div data-options="{&quot;image&quot;:&quot;[[lazy-escaped.png]]&quot;}"></div>',
    "lazy media and frames": '<video preload="none" data-poster="[[lazy-poster.png]]"><source data-src="[[lazy.mp4]]"></video>'
    '<iframe title="a" data-src="[[lazy-frame.html]]"></iframe>',
    "no scripts": '<noscript><img src="[[noscript.png]]" srcset="[[noscript-2.png]] 2x" alt=""></noscript>',
    "style attribute": '<p style="background:url([[style-1.png]])">a</p><p style="background-image: url(&quot;[[style-2.png]]&quot;)">b</p>'
    '<p style=\'background:url("[[style-3.png]]"),image-set("[[style-4.png]]" 1x)\'>c</p>',
    "old backgrounds": '<table background="[[table.png]]"><tr><td background="[[td.png]]">d</td></tr></table>',
    "form": '<form><input type="image" alt="e" src="[[input.png]]"></form>',
    "media": '<video preload="auto" muted poster="[[poster.png]]" src="[[video.mp4]]"><track default kind="subtitles" src="[[track.vtt]]"></video>'
    '<video preload="auto" muted><source src="[[source.webm]]" type="video/webm"></video>'
    '<audio preload="auto" src="[[audio.wav]]"></audio><audio preload="auto"><source src="[[source.ogg]]" type="audio/ogg"></audio>',
    "frames": '<iframe title="f" src="[[frame.html]]"></iframe><iframe title="g" src="[[o:frame-other.html]]"></iframe>'
    "<iframe title=\"h\" srcdoc=\"&lt;img src='[[srcdoc.png]]' alt=''&gt;\"></iframe>",
    "objects": '<object data="[[object.svg]]" type="image/svg+xml"></object><embed src="[[embed.svg]]" type="image/svg+xml">'
    '<object data="[[object.png]]" type="image/png"></object>',
    "SVG in the page": '<svg width="9" height="9"><image href="[[svg-image.png]]" width="9" height="9"/><image xlink:href="[[svg-xlink.png]]"'
    ' width="9" height="9"/><use href="[[sprite.svg]]#a"/><filter id="q"><feImage href="[[fe.png]]"/></filter>'
    '<rect width="9" height="9" filter="url(#q)"/><style>.r{fill:red;background:url([[svg-style.png]])}</style></svg>',
    "SVG as a picture": '<img src="[[picture.svg]]" alt="">',
    "redirects": '<img src="[[moved-1.png]]" alt=""><link rel="stylesheet" href="[[moved-2.css]]"><img src="[[o:moved-3.png]]" alt="">',
    "spelling": '<img src="[[a%20b.png]]" alt=""><img src="[[é.png]]" alt=""><img src="[[query.png]]?a=1&amp;b=2" alt=""'
    '><img src=" [[blanks.png]]\n" alt="">',
    "template": '<div><template shadowrootmode="open"><img src="[[shadow.png]]" alt=""></template></div>',
    "inline script": "<script>fetch('[[fetch.json]]'); new Image().src = '[[image.png]]'; var x = new XMLHttpRequest();"
    ' x.open("GET", "[[xhr.json]]"); x.send(); fetch(`[[template-literal.json]]`); fetch("[[.:beside.json]]");'
    " document.write('<img src=\"[[written.png]]\" alt=\"\">'); new Worker('[[worker.js]]'); import('[[import.js]]');"
    " var e = document.createElement('script'); e.src = '[[o:created.js]]'; document.head.append(e);"
    " fetch('[[endpoint]]'); navigator.onLine && fetch( '[[t:cross.json]]', {mode: 'no-cors'});"
    ' var s = {"url":"[[escaped-slashes.png]]"}; new Image().src = s.url;</script>',
    "swapped by a script": "<script>document.querySelectorAll('img.swap').forEach(function (i) { for (var a of i.attributes)"
    " if (a.name.startsWith('data-')) i.src = a.value; });</script>",
    "computed": "<script>[1, 2].forEach(function (n) { new Image().src = '/ways/' + ['com', 'puted-'].join('') + n + '.' + 'png'; });</script>",
}

COMPUTED = ("computed-1.png", "computed-2.png")
"""What no literal names."""

FILES = {
    "main.css": """@import "[[.:imported.css]]"; @import url('[[imported-layer.css]]') layer(a); @charset "utf-8";
        @font-face { font-family: W; src: url([[face.woff2]]) format("woff2"), url("[[face.woff]]") format("woff") }
        @font-face { font-family: U; src: local("Nothing of this name"), url([[.:unused.ttf]]) }
        body { font-family: W, serif; background: #fff url([[.:body.png]]); cursor: url([[cursor.png]]), auto }
        h1 { background-image: image-set("[[set-a.png]]" 1x, "[[set-b.png]]" 2x) }
        h2, h3 { background-image: -webkit-image-set(url([[set-c.png]]) 1x, url([[set-d.png]]) 2x) }
        p { list-style-image: url( "[[list.png]]" ); border-image: url([[border.png]]) 1; -webkit-mask-image: url([[mask.png]]) }
        p::before { content: url([[content.png]]) } .x\\:y { background: URL([[upper.png]]) }
        a { filter: url([[filter.svg]]#f); shape-outside: url([[shape.png]]) } /* url([[never-comment]]) */
        @media (min-width: 9999px) { b { background: url([[media.png]]) } }
        @supports (display: grid) { i { background: cross-fade(url([[fade.png]]), red) } }""",
    "imported.css": '@import "[[deep.css]]"; td { background: url([[.:imported.png]]) }',
    "deep.css": "th, h1 { outline: url([[deep.png]]); background: url([[o:deep-other.png]]) }",
    "other.css": "ul { list-style: url([[.:other-list.png]]) } p { background: url([[t:other-third.png]]) }",
    "style-import.css": ".style-element, p { background-image: url([[.:style-import.png]]) }",
    "moved-2.css": "",
    "moved-to-2.css": "li { background: url([[.:moved-list.png]]) }",
    "site.webmanifest": '{"icons":[{"src":"[[.:app-192.png]]"},{"src":"[[app-512.png]]"}],"screenshots":[{"src":"[[app-shot.png]]"}],'
    '"shortcuts":[{"name":"a","url":"/","icons":[{"src":"[[app-shortcut.png]]"}]}]}',
    "classic.js": "fetch('[[script-fetch.json]]'); new Image().src = \"[[script-image.png]]\"; var later = '[[script-literal.png]]';"
    " addEventListener('load', function () { fetch('[[script-load.json]]'); });",
    "async.js": "new Image().src = '[[o:async.png]]';",
    "module.js": "import { a } from './[[.:static.js]]'; import './[[.:side-effect.js]]'; export * from '[[exported.js]]';"
    " import('./[[.:dynamic.js]]'); new Image().src = new URL('./[[.:module.png]]', import.meta.url).href;",
    "static.js": "export const a = 1;",
    "exported.js": "export const b = 1;",
    "mapped.js": "export const c = 1;",
    "worker.js": "importScripts('[[worker-import.js]]'); fetch('[[worker-fetch.json]]');",
    "frame.html": '<!doctype html><title>f</title><link rel="stylesheet" href="[[frame.css]]"><img src="[[.:frame.png]]" alt="">'
    '<iframe title="n" src="[[nested.html]]"></iframe>',
    "nested.html": '<!doctype html><title>n</title><img src="[[nested.png]]" alt="">',
    "frame-other.html": '<!doctype html><title>o</title><img src="[[.:frame-other.png]]" alt=""><script src="[[.:frame-other.js]]"></script>',
    "lazy-frame.html": '<!doctype html><title>l</title><img src="[[lazy-framed.png]]" alt="">',
    "frame.css": "img { border: 1px solid; background: url([[.:frame-css.png]]) }",
    "object.svg": '<?xml version="1.0"?><?xml-stylesheet type="text/css" href="[[svg.css]]"?><svg xmlns="http://www.w3.org/2000/svg"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><style>@import "[[svg-import.css]]";</style>'
    '<image xlink:href="[[.:svg-inner.png]]" width="9" height="9"/><script href="[[svg-script.js]]"/></svg>',
    "svg.css": "svg { background: url([[.:svg-css.png]]) }",
}
"""The text of the files that name more; the others are what their ending says."""

MOVED = {"moved-1.png": "moved-to-1.png", "moved-2.css": "moved-to-2.css", "moved-3.png": "t:moved-to-3.png"}
"""Files that are elsewhere, by a redirect."""

NEVER = frozenset({"never-comment"})
"""What stands in a comment is not asked for."""
