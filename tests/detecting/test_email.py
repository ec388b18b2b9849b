import pytest

from handler.detecting import FindingType, find


def emails(text):
    return [f.value for f in find(text, [FindingType.EMAIL])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to ann.lee+news@mail.example.co.uk.", ["ann.lee+news@mail.example.co.uk"]),
        ("<ann@example.com>, (bob@example.org)", ["ann@example.com", "bob@example.org"]),
        ("MAILTO:ANN@EXAMPLE.COM", ["ANN@EXAMPLE.COM"]),
        ("jürgen@bücher.de", ["jürgen@bücher.de"]),
        ("用户邮箱ann@example.com谢谢", ["ann@example.com"]),
        ("email=ann@example.com&x=1", ["ann@example.com"]),
        ("o'brien@example.ie", ["o'brien@example.ie"]),
        ("ann@xn--bcher-kva.de", ["ann@xn--bcher-kva.de"]),
        ("ann@example.com.Then we left", ["ann@example.com"]),
        ("ann@mail.corp.local", ["ann@mail.corp.local"]),
    ],
)
def test_addresses(text, expected):
    assert emails(text) == expected


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("ann[at]example[.]com", "ann@example.com"),
        ("ann (at) example (dot) com", "ann@example.com"),
        ("ann@example[.]com", "ann@example.com"),
        ("Ann@Example.COM", "Ann@example.com"),
    ],
)
def test_normalized_is_the_live_address(text, normalized):
    [found] = find(text, ["EMAIL"])
    assert (found.value, found.normalized) == (text, normalized)
    assert "public_suffix" in found.checks


@pytest.mark.parametrize(
    "text",
    [
        "ann@host",
        "@ann",
        "ann@example.c",
        "ann@10.0.0.1",
        "ann at home dot",
        "root@web-1:~# ls",
        "ann@web.example.com:~$ ls",
        "git@example.com:team/project.git",
        "name @ example . com",
        "ann@gmail.com123",
        "3 apples @ 4.50 each",
        "***@example.com",
        "@media.print",
    ],
)
def test_no_addresses(text):
    assert emails(text) == []


def test_the_sign_in_words_needs_a_bracket_or_a_label():
    assert emails("Ann Lee <ann at example.org>") == ["ann at example.org"]
    assert emails("My email is ann at example.org") == ["ann at example.org"]
    assert emails("Meet Ann at example.org") == []


def test_one_inside_a_url_is_part_of_the_url():
    assert [f.type for f in find("https://ann:pw@example.com/x")] == [FindingType.URL]
