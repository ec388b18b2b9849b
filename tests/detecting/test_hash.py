import hashlib

import pytest

from handler.detecting import FindingType, find, find_on_page
from handler.reading.page import Box, Line, Page, Word

MD5 = hashlib.md5(b"a").hexdigest()
SHA256 = hashlib.sha256(b"a").hexdigest()


def hashes(text):
    return [f.value for f in find(text, [FindingType.HASH])]


@pytest.mark.parametrize("name", ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_digests_by_length(name, case):
    value = case(hashlib.new(name, b"some text").hexdigest())
    [found] = find(f"sum: {value} file.zip")
    assert (found.type, found.value, found.normalized) == (FindingType.HASH, value, value.lower())
    assert name in found.details["algorithms"]


@pytest.mark.parametrize(
    ("value", "algorithm"),
    [
        ("$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/", "md5crypt"),
        ("$apr1$saltsalt$qjXMvbEw8oaL.CzflDtaK/", "md5apr1"),
        ("$2b$12$" + "abcdefghijklmnopqrstuv" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ01234", "bcrypt"),
        ("$5$rounds=5000$saltsalt$" + "a1" * 21 + "b", "sha256crypt"),
        ("$6$saltsalt$" + "aB" * 43, "sha512crypt"),
        ("$y$j9T$saltsaltsalt$" + "aB" * 21 + "c", "yescrypt"),
        ("$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$" + "aB" * 21, "argon2"),
        ("$P$B" + "a1" * 15, "phpass"),
        ("$S$D" + "a1" * 25 + "b", "drupal7"),
        ("{SSHA}" + "Zm9vYmFy" * 4, "ssha"),
        ("*" + "A1" * 20, "mysql41"),
        ("pbkdf2_sha256$600000$saltsalt$" + "aB" * 21 + "c=", "pbkdf2"),
        ("$krb5tgs$23$*user$REALM$spn*$" + "ab12" * 12, "krb5tgs"),
    ],
)
def test_formats_that_name_themselves(value, algorithm):
    for text in (value, f"root {value} 19000", f'"{value}"'):
        assert value in hashes(text), text
    assert any(algorithm in f.details["algorithms"] for f in find(value))


@pytest.mark.parametrize(
    "text",
    [
        "550e8400-e29b-41d4-a716-446655440000",
        "uuid: 550e8400e29b41d4a716446655440000",
        "00:1a:2b:3c:4d:5e",
        "12345678901234567890123456789012",
        "a" * 32,
        "0" * 40,
        "abab" * 8,
        MD5[:31],
        MD5 + "0",
        "x" + MD5,
        "index 83db48f..bf2f9b1 100644",
        "0x" + "a1" * 20,
        "$HOME/$USER/bin",
        "$1$2$3",
        "{id}{name}",
        "serial number: " + MD5,
    ],
)
def test_no_hashes(text):
    assert hashes(text) == []


def test_a_digest_in_a_url_is_part_of_the_url():
    assert [f.type for f in find(f"https://example.com/{SHA256}")] == [FindingType.URL]


def test_fingerprints_need_their_label():
    pairs = ":".join(SHA256[i : i + 2] for i in range(0, 64, 2)).upper()
    assert hashes(f"SHA-256 Fingerprint: {pairs}") == [pairs]
    assert hashes(f"Serial Number: {pairs}") == []


def test_one_broken_over_two_lines_is_joined():
    [found] = find(f"sha256 is {SHA256[:50]}\n{SHA256[50:]}\n")
    assert found.value == SHA256


def test_lines_of_a_list_are_not_joined():
    assert hashes(f"{MD5[:16]}\n{MD5[16:]}\n") == []


def test_ntds_lines_give_both_hashes():
    line = f"Administrator:500:{MD5}:{hashlib.md5(b'b').hexdigest()}:::"
    assert [f.type for f in find(line)] == [FindingType.HASH, FindingType.HASH]


def hashes_in_picture(text):
    page = Page(1, 900, 40, (Line((Word(text, Box(0, 0, 900, 20), 0.9),)),))
    return [f.value for f in find_on_page(page, [FindingType.HASH])]


@pytest.mark.parametrize("sign", ["S", "5"])
def test_the_sign_that_opens_a_crypt_string_may_be_misread(sign):
    rest = "6$saltsalt$" + "aB3./" * 17 + "x"
    assert hashes_in_picture(sign + rest) == ["$" + rest]
    assert hashes(sign + rest) == []


@pytest.mark.parametrize("text", ["S6$", "US6$saltsalt$" + "aB3./" * 17 + "x", "S6$short$hash"])
def test_a_sign_is_not_made_of_every_letter(text):
    assert hashes_in_picture(text) == []


SHA512CRYPT = "$6$saltsalt$" + "aB3./" * 17 + "x"


def test_all_signs_of_a_crypt_string_may_be_misread_where_its_lengths_fit():
    misread = SHA512CRYPT.replace("$", "S")
    assert hashes_in_picture(misread) == [SHA512CRYPT]
    assert hashes_in_picture(misread[:-1]) == []
    assert hashes(misread) == []


def test_a_crypt_string_broken_over_lines_is_joined():
    [found] = find(f'HASH = "{SHA512CRYPT[:80]}\n{SHA512CRYPT[80:]}"\nEND = 1\n', [FindingType.HASH])
    assert found.value == SHA512CRYPT


@pytest.mark.parametrize(
    "text",
    [
        f"{SHA512CRYPT[:80]}\n{SHA512CRYPT[80:]}xy\n",  # too long
        f"{SHA512CRYPT[:80]}\n\n{SHA512CRYPT[80:]}\n",  # an empty line between
        f"{SHA512CRYPT[:20]}\n{SHA512CRYPT[20:]}\n",  # the first line had room
        "$6$ cat a\n$ ls\n",
    ],
)
def test_what_only_looks_broken_is_not_joined(text):
    assert hashes(text) == []


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_line_is_full_in_the_direction_of_its_text(rotation):
    first, second = ("y" if rotation in {90, 270} else "x"), SHA512CRYPT[80:]
    spans = [(20, 800), (20, 200)]
    if rotation in {90, 180}:
        spans = [(1000 - b, 1000 - a) for a, b in spans]
    boxes = [
        Box(a, 10 + 30 * n, b - a, 20) if first == "x" else Box(10 + 30 * n, a, 20, b - a)
        for n, (a, b) in enumerate(spans)
    ]
    words = [Word(SHA512CRYPT[:80], boxes[0], 0.9), Word(second, boxes[1], 0.9)]
    page = Page(1, 1000, 1000, tuple(Line((word,)) for word in words), rotation)
    assert [f.value for f in find_on_page(page, [FindingType.HASH])] == [SHA512CRYPT]
