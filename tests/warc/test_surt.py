"""Keys of the index against those that pywb looks up."""

import json
import subprocess
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.warc.surt import LONGEST, surt_key
from tests.machine import ROOT
from tests.work import lines_run

PYWB = ROOT / ".venv-pywb" / "bin"
SURT = """
import json, sys, surt
def key(url):
    try:
        return surt.surt(url)
    except ValueError:
        return None
json.dump([key(url) for url in json.load(sys.stdin)], sys.stdout)
"""

ADDRESSES = [
    "http://www.Example.com/",
    "https://www2.example.com:443/A/B/?b=2&a=1&A=0",
    "http://example.com:8080/x/",
    "http://user:pw@example.com/",
    "http://example.com/a/../b/./c//d/",
    "http://example.com/%7Euser/%C3%A9t%C3%A9?q=%41%2520b",
    "http://exämple.de/straße?ü=ö",
    "http://example.com/?jsessionid=0123456789abcdef0123456789ABCDEF&x=1",
    "http://example.com/p?a=1&PHPSESSID=0123456789abcdef0123456789abcdef",
    "http://example.com/p?sid=0123456789abcdef0123456789abcdef",
    "http://example.com/?ASPSESSIONIDABCDEFGH=ABCDEFGHIJKLMNOPQRSTUVWX&y",
    "http://example.com/?CFID=12&CFTOKEN=34&z=1",
    "http://example.com/(S(0123456789abcdefghijklmn))/Page.aspx?x",
    "http://example.com/(0123456789abcdefghijklmn)/x/Page.aspx",
    "http://example.com",
    "http://example.com?x=1",
    "http://example.com/?",
    "http://example.com/#frag",
    "http://example.com/a#frag?x",
    "http://127.0.0.1:8089/2018/12/foo/comment-page-2/#comments",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://10.1/",
    "http://999.1.1.1/",
    "http://[::1]:8080/x",
    "http://http://https/order.1and1.com",
    "http://https://example.com/x",
    "http:////////www.vikings.com/x",
    "example.com/foo",
    "mailto:someone@example.com",
    "urn:uuid:1234",
    "dns:example.com",
    "http://example.com:/x",
    "http://example.com:abc/x",
    "http://example.com:99999/x",
    "http://..example..com./x",
    "http://example.com/a b?c d=e f",
    "http://example.com/100%/x%zz?%",
    "http://example.com/a/..",
    "http://example.com/../../x",
    "http://example.com/x?&&b&a=&a",
    "http://example.com/x?=",
    "http://example.com/x?&",
    "ftp://ftp.example.com:21/x",
    "HTTP://EXAMPLE.COM:80/X",
    "http://www.www.example.com/",
    "http://www12.example.com/",
    "http://wwwx.example.com/",
    "http://example.com/%2e%2e/x%2Fy/%23z?%26a=b%3D",
    "http://example.com/ x",
    "http://xn--exmple-cua.de/",
    "http://example.com/x;jsessionid=0123456789abcdef0123456789abcdef",
    "http://web.archive.org/web/2018/http://www.example.com/",
    "http://web.archive.org/web/http://http://x.org/",
    "https://caracas.test/2018/01/02/a-b-c/?replytocom=123#respond",
    "https://caracas.test/wp-json/wp/v2/comments?per_page=100&_embed&page=2",
    "http://ex%41mple.com/",
    "http://example.com\\x\\y",
    "http://exa_mple.com/'\"<>{}|^`",
]


def keys_by_pywb(urls: list[str]) -> list[str | None]:
    told = subprocess.run(
        [PYWB / "python", "-W", "ignore", "-c", SURT],
        input=json.dumps(urls),
        text=True,
        capture_output=True,
        check=True,
    )
    keys: list[str | None] = json.loads(told.stdout)
    return keys


@pytest.mark.pywb
def test_keys_are_those_that_pywb_looks_up() -> None:
    wanted = keys_by_pywb(ADDRESSES)
    assert {url: surt_key(url) for url in ADDRESSES} == {
        url: url if key is None else key for url, key in zip(ADDRESSES, wanted, strict=True)
    }


@pytest.mark.pywb
@settings(max_examples=10)  # each starts a process
@given(st.lists(st.text("abAB/.?&=%25c3:@#;()[]w~+ é", max_size=20), min_size=200, max_size=200))
def test_keys_of_odd_addresses_too(tails: list[str]) -> None:
    urls = [f"http://{tail}" for tail in tails] + [f"https://www.Example.org:8080/{tail}" for tail in tails]
    told = zip(urls, keys_by_pywb(urls), strict=True)
    assert [(url, surt_key(url), key) for url, key in told if key is not None and surt_key(url) != key] == []


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.caracas.test/2018/12/A/?b=2&a=1#comments", "test,caracas)/2018/12/a?a=1&b=2"),
        ("http://127.0.0.1:8089/x/", "1,0,0,127:8089)/x"),
        ("", "-"),
        ("http://example.org/\udce4", "org,example)/%e4"),
        ("http://example.org:port/ x", "http://example.org:port/%20x"),
    ],
)
def test_keys_without_pywb(url: str, key: str) -> None:
    assert surt_key(url) == key


@given(st.text())
def test_a_key_is_always_one_word(url: str) -> None:
    key = surt_key(url)
    assert key.isascii()
    assert not set(key) & set(" \n\r\t")


HOSTILE = {
    "escapes within escapes": "http://a/" + "%" * 100_000 + "25" * 50_000,
    "and as many as are read": "http://a/" + "%" * (LONGEST // 2) + "25" * (LONGEST // 4 - 5),
    "in the query": "http://a/?" + "%" * (LONGEST // 2) + "25" * (LONGEST // 4 - 6),
    "session ids without end": "http://a/?" + "cfid=" * 100_000,
    "and without their second half": "http://a/?" + "cfid=" * 100_000 + "&cftoken=&",
    "session folders": "http://a/" + "(a(012345678901234567890123))/" * 10_000,
    "labels of a host": "http://" + "a." * 100_000 + "/",
    "digits": "http://" + "1" * 100_000 + "/",
    "letters that IDNA has to look at": "http://" + "\u00fc" * 100_000 + "/",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_addresses_cost_little(kind: str) -> None:
    """What is too long is not looked at, and is its own key; what is not, only so often."""
    lines, key = lines_run(partial(surt_key, HOSTILE[kind]), "archiver/warc/surt.py")
    assert key.startswith("http://") == (len(HOSTILE[kind].encode()) > LONGEST)
    assert lines < 150
    assert key.isascii()
    assert " " not in key
