import pytest

from handler.detecting import FindingType, find


def combos(text):
    return [f.value for f in find(text, [FindingType.COMBOLIST])]


@pytest.mark.parametrize(
    ("line", "login", "secret", "url"),
    [
        ("ann@example.com:hunter2", "ann@example.com", "hunter2", None),
        ("ann@example.com;Pa55;word1", "ann@example.com", "Pa55;word1", None),
        ("ann@example.com|s3cret!", "ann@example.com", "s3cret!", None),
        ("ann@example.com\ts3cret!x", "ann@example.com", "s3cret!x", None),
        ("ann@example.com:pass:with:colons", "ann@example.com", "pass:with:colons", None),
        ("ann@example.com:pw12345 | Country = TR", "ann@example.com", "pw12345", None),
        ("ann@example.com:pw12345:https://example.org/in", "ann@example.com", "pw12345", "https://example.org/in"),
        ("https://example.org/login:ann:hunter2", "ann", "hunter2", "https://example.org/login"),
        ("https://example.org:8443/x:ann@example.com:p:w", "ann@example.com", "p:w", "https://example.org:8443/x"),
        ("https://example.org|ann|hunter2", "ann", "hunter2", "https://example.org"),
        ("http://10.0.0.1:3000:admin:password", "admin", "password", "http://10.0.0.1:3000"),
        ("example.org/login;ann;hunter2", "ann", "hunter2", "example.org/login"),
        ("android://abc==@com.example.app/:ann:hunter2", "ann", "hunter2", "android://abc==@com.example.app/"),
        ("CORP\\ann.lee:Winter2024!", "CORP\\ann.lee", "Winter2024!", None),
        ("marble.fox672:horizonriver98", "marble.fox672", "horizonriver98", None),
    ],
)
def test_lines(line, login, secret, url):
    [found] = find(line, ["COMBOLIST"])
    assert found.value == line
    assert (found.details["login"], found.details["secret"], found.details["url"]) == (login, secret, url)


@pytest.mark.parametrize(
    "line",
    [
        "email: ann@example.com",
        "ann@example.com: please call me back",
        "ann@example.com;bob@example.com",
        "password: hunter2!",
        "Time: 12:30:45",
        "2024-01-02 12:33:22,123 INFO root:module started",
        "root:x:0:0:root:/root:/bin/bash",
        "localhost:8080",
        "example.com:8080",
        "https://example.com:8080",
        "redis:8-alpine",
        "nginx:1.25.3",
        "margin:0px auto",
        "color:#ff0000;",
        "std::vector<int>",
        "C:\\Users\\ann:file",
        '"key": "value1",',
        "fe80::1ff:fe23:4567:890a",
        "00:1A:2B:3C:4D:5E",
        "16:9",
        "Re: Meeting2 tomorrow",
        "step1:install2",
        "main.py:123",
        "sha256:abcdef123456",
        "git@example.com:team/project.git",
        "user@site.com:user@site.com",
        "https://example.com:[NOT_SAVED]:realpass123",
        "Name | Email | Phone",
        "10.0.0.1:443",
        "Content-Type:application/json",
    ],
)
def test_no_lines(line):
    assert combos(line) == []


def test_a_block_lends_support_to_its_weaker_lines():
    block = "falconlotus:meadowriver\nann@example.com:hunter2\nbob@example.com:qwerty1\nfox.lake77:Winter2024"
    assert combos("falconlotus:meadowriver") == []
    assert len(combos(block)) == 4


def test_a_block_of_settings_stays_one():
    assert combos("width:100pc\nheight:20row\nindex1:value1\nindex2:value2\nlayer:dense3") == []


@pytest.mark.parametrize(
    "stamps",
    [
        ("2021-04-11T09:18:46.6854702Z", "2021-04-11T09:18:43.4557498Z", "2021-04-11T09:18:39.3324899+02"),
        ("20210411T09:18:46Z", "20210411T09:18:47Z", "20210411T09:18:49Z"),
        ("[11/04/2021_09:18:46.123Z", "[11/04/2021_09:18:47.456Z", "[11/04/2021_09:18:48.789Z"),
        ("2O21-04-11T09:18:46.68Z", "2021-O4-11T09:18:46.68Z", "2021-04-11TO9:18:46.68Z"),
    ],
)
def test_a_block_of_timestamps_stays_one(stamps):
    assert combos("\n".join(stamps)) == []


def test_a_login_may_start_like_a_date():
    assert len(combos("20210411tom:Winter2024\n19991231ann:hunter2!x\nann@example.com:hunter2")) == 3


def test_what_is_inside_is_found_on_its_own_account():
    text = "https://example.org/login:ann@example.com:hunter2"
    assert [(f.type.value, f.value) for f in find(text)] == [
        ("COMBOLIST", text),
        ("URL", "https://example.org/login"),
        ("EMAIL", "ann@example.com"),
    ]
    assert [f.value for f in find(text, ["EMAIL"])] == ["ann@example.com"]
    assert find(text, ["DOMAIN"]) == []


def test_the_host_is_no_domain_and_a_secret_no_address():
    assert [f.type.value for f in find("example.org:ann:reset.example.net/token1")] == ["COMBOLIST"]
