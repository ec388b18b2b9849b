import pytest

from handler.detecting import FindingType, find


def domains(text):
    return [f.value for f in find(text, [FindingType.DOMAIN])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dig +short mail.example.com.tr", ["mail.example.com.tr"]),
        ('HOSTS = ["a1.example.com", "river.pl"]', ["a1.example.com", "river.pl"]),
        ("blocked: example[.]com", ["example[.]com"]),
        ("网址是example.com哦", ["example.com"]),
        ("bit.ly, nyti.ms, sound.academy", ["bit.ly", "nyti.ms", "sound.academy"]),
        ("163.com and 1337.com", ["163.com", "1337.com"]),
        ("münchen.de", ["münchen.de"]),
        ("(example.net)", ["example.net"]),
        ("example.com:8443", ["example.com"]),
        ("visit notion.so", ["notion.so"]),
        ("example.com.", ["example.com"]),
        ("resolving pepper44.me ...", ["pepper44.me"]),
        ("domain\nnice.me\nman-hope.me\nlantern.in", ["nice.me", "man-hope.me", "lantern.in"]),
        ("id\tHost name\n7\tlantern.in\n8\tnice.me", ["lantern.in", "nice.me"]),
    ],
)
def test_domains(text, expected):
    assert domains(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "python setup.py",
        "readme.md",
        "main.rs and lib.rs",
        "app.js index.html",
        "./run.sh",
        "archive.zip",
        "import os.path",
        "return self.name",
        "console.log(x)",
        "date.today()",
        "user.id = 5",
        "com.example.app.Main",
        "org.apache.commons.io",
        "e.g. this, i.e. that",
        "at 10.am or 7.pm",
        "on the floor.In spring",
        "v1.2.3 and 2.0.0",
        "192.168.1.10",
        "ASP.NET Core",
        "logger.info",
        "the end.it was",
        "ann@example.com",
        "https://example.com/x",
        "www.example.com",
        "/path/to/file.pl",
        "example.266",
        "name\nnice.me\nlantern.in",
        "site manager\nnice.me",
    ],
)
def test_no_domains(text):
    assert domains(text) == []


def test_details_say_what_was_registered():
    [found] = find("a.b.example.co.uk")
    assert dict(found.details) == {"suffix": "co.uk", "registered": "example.co.uk"}
