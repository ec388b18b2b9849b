import pytest

from handler.detecting import FindingType, find


def urls(text):
    return [f.value for f in find(text, [FindingType.URL])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.com/a/b?c=d&e=f#g.", ["https://example.com/a/b?c=d&e=f#g"]),
        ("(https://example.com/a_(b))", ["https://example.com/a_(b)"]),
        ("[text](https://example.com/a)", ["https://example.com/a"]),
        ('href="http://example.com/x"', ["http://example.com/x"]),
        ("ftp://files.example.org", ["ftp://files.example.org"]),
        ("http://localhost:8080/x", ["http://localhost:8080/x"]),
        ("http://10.0.0.1:3000", ["http://10.0.0.1:3000"]),
        ("http://[2001:db8::1]:80/x", ["http://[2001:db8::1]:80/x"]),
        ("http://box.thm/~web/index.php", ["http://box.thm/~web/index.php"]),
        ("www.example.com is down", ["www.example.com"]),
        ("example.com/path, bit.ly/x1", ["example.com/path", "bit.ly/x1"]),
        ("http://bücher.de/ä", ["http://bücher.de/ä"]),
        ("网址http://example.com/a谢谢", ["http://example.com/a"]),
        ("postgres://u:p@db.example.com:5432/app", ["postgres://u:p@db.example.com:5432/app"]),
        ("https://example.org.za/x", ["https://example.org.za/x"]),
        ("https://example.com/login:ann@example.org:pw", ["https://example.com/login"]),
    ],
)
def test_urls(text, expected):
    assert urls(text) == expected


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("hxxp://evil[.]example/path", "http://evil.example/path"),
        ("hXXps://evil[.]com", "https://evil.com"),
        ("http[:]//evil(.)com/x", "http://evil.com/x"),
        ("hxxps[://]evil[dot]com/x", "https://evil.com/x"),
        ("fxp://evil[.]com", "ftp://evil.com"),
        ("HTTPS://Example.COM/Path", "https://example.com/Path"),
    ],
)
def test_normalized_is_live(text, normalized):
    [found] = find(text, ["URL"])
    assert (found.value, found.normalized) == (text, normalized)


@pytest.mark.parametrize(
    "text",
    [
        "http://",
        "://x",
        "www.example",
        "and/or, w/o, km/h, 24/7",
        "src/main.rs/x",
        "./setup.py/x",
        "12.05/2020",
        "TCP/IP",
        "// comment",
        "https:// is no address",
        "http://a-single-word.",
        "http://2010:836B:4179::836B:4179",
        "ann@example.com/x",
        "C:/Users/ann",
    ],
)
def test_no_urls(text):
    assert urls(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.com/a/b?\nuser=prairie 03:41\nyes", "https://example.com/a/b?user=prairie"),
        ("https://example.com/?id=1&\nref=2, he said", "https://example.com/?id=1&ref=2"),
        ("Is it https://example.com/a?\nname = x", "https://example.com/a"),
        ("Did you see www.example.com?\nNo, never", "www.example.com"),
        ("https://example.com/a\nuser=prairie", "https://example.com/a"),
        ("Why https://example.com/a? b\nuser=prairie", "https://example.com/a"),
    ],
)
def test_a_query_that_was_only_begun_goes_on_with_its_parameter(text, expected):
    assert [f.value for f in find(text, ["URL"])] == [expected]
