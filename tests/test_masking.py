"""A mask or a hash stands for a value without carrying it."""

import hashlib
import hmac
import re

import pytest

from handler.detecting import Finding, FindingType, find
from handler.masking import hashed, key_name, masked, value_key

KEY = value_key("a secret")


def only(text, kind):
    (finding,) = [f for f in find(text) if f.type == kind]
    return finding


@pytest.mark.parametrize(
    ("text", "kind", "value", "normalized"),
    [
        ("card 4111 1111 1111 1111", "CREDIT_CARD_NUMBER", "4111 11•• •••• 1111", "411111••••••1111"),
        ("card 3782 822463 10005", "CREDIT_CARD_NUMBER", "3782 82•••• •0005", "378282•••••0005"),
        ("mail cobalt@example.com", "EMAIL", "c…@example.com", "c…@example.com"),
        ("mail c@example.com", "EMAIL", "…@example.com", "…@example.com"),
        ("mail cobalt[at]example[.]com", "EMAIL", "c…@example.com", "c…@example.com"),
        ("call +44 20 7946 0958", "PHONE_NUMBER", "+•• •• •••• ••58", "+••••••••••58"),
        ("born 14 March 1986", "DATE", "•• ••••• ••••", "••••-••-••"),
        ("see evil.example.co.uk", "DOMAIN", "e….co.uk", "e….co.uk"),
        ("see https://example.org/terms?id=5", "URL", "https://e….org/…", "https://e….org/…"),
        ("see https://example.org", "URL", "https://e….org", None),
        ("see https://bob:pw1@example.org:8080/x", "URL", "https://…@e….org/…", None),
        ("5f4dcc3b5aa765d61d8327deb882cf99", "HASH", "5f4d••••••••••••••••••••••••••••", None),
        (
            "$2b$12$KIXQ4R5vD9uZ1sYd0FzQ0eWqj0VnXo3Yb8x8nUQh2j6nq1mGfQm7K",
            "HASH",
            "$2b$…",
            "$2b$…",
        ),
        ("cobalt@example.com:hunter2!x", "COMBOLIST", "c…@example.com:…", "c…@example.com:…"),
        ("https://example.org/login:bob:hunter2!x", "COMBOLIST", "https://e….org/…:b…:…", None),
    ],
)
def test_a_mask_keeps_the_shape_and_not_the_value(text, kind, value, normalized):
    finding = only(text, kind)
    shown = masked(finding)
    assert shown.value == value
    if normalized:
        assert shown.normalized == normalized
    assert (shown.start, shown.end, shown.confidence, shown.checks) == (
        finding.start,
        finding.end,
        finding.confidence,
        finding.checks,
    )


def test_a_short_number_shows_nothing_of_itself():
    shown = masked(Finding(FindingType.ID_NUMBER, "12-3456", 0, 7, 0.9, "123456"))
    assert (shown.value, shown.normalized) == ("••-••••", "••••••")
    card = masked(Finding(FindingType.CREDIT_CARD_NUMBER, "4222222222222", 0, 13, 0.9))
    assert (card.value, card.normalized) == ("•" * 13, None)


TEXT = """T.C. Kimlik No: 10000000146
Plaka: 34 ABC 123
card 5500 0000 0000 0004 or tel +44 20 7946 0958 ext. 4213
bob.marley@sub.example.co.uk and evil[.]example[.]com
https://admin:swordfish@portal.example.org:8443/reset?token=abcdef
5f4dcc3b5aa765d61d8327deb882cf99 on 14.03.1986
https://example.org/login:cobalt@example.com:Tr0ub4dor&3
CORP\\jdoe:Passw0rd!9"""
SECRETS = ["10000000146", "ABC", "0000 0000 0004", "946 09", "4213", "bob.", "marley", "evil", "swordfish", "8443"]
SECRETS += ["token", "5f4dcc", "1986", "14.03", "Tr0ub4dor", "cobalt", "Passw0rd", "jdoe", "admin", "portal"]


def told(finding):
    return [finding.value, finding.normalized, *finding.details.values()]


def test_no_detail_carries_what_the_mask_hides():
    findings = find(TEXT)
    assert {f.type for f in findings} == set(FindingType)
    for finding in findings:
        shown = masked(finding)
        assert [s for s in SECRETS if s in repr(told(shown))] == []
        assert shown.details.keys() == finding.details.keys()


def test_everything_that_carries_a_value_is_a_hash():
    for finding in find(TEXT):
        was, shown = told(finding), told(hashed(finding, KEY))
        for before, after in zip(was, shown, strict=True):
            assert before == after or re.fullmatch("[0-9a-f]{64}", after)
        assert [s for s in was if isinstance(s, str) and any(x in s for x in SECRETS) and s in shown] == []


@pytest.mark.parametrize("change", [masked, lambda f: hashed(f, KEY)])
def test_a_detail_that_is_not_known_is_hidden(change):
    shown = change(Finding(FindingType.PHONE_NUMBER, "0123456789", 0, 10, 0.9, details={"owner": "Bob", "kind": "x"}))
    assert "Bob" not in repr(shown)
    assert shown.details["kind"] == "x"


def test_a_hash_can_be_computed_by_who_has_the_secret():
    key = hmac.new(b"a secret", b"ocr-text-analysis values", hashlib.sha256).digest()
    shown = hashed(only("card 4111 1111 1111 1111", "CREDIT_CARD_NUMBER"), KEY)
    assert shown.value == shown.normalized == hmac.new(key, b"4111111111111111", hashlib.sha256).hexdigest()


def test_equal_values_have_equal_hashes_however_printed():
    one = hashed(only("card 4111 1111 1111 1111", "CREDIT_CARD_NUMBER"), KEY)
    two = hashed(only("card 4111111111111111", "CREDIT_CARD_NUMBER"), KEY)
    other = hashed(only("card 5500 0000 0000 0004", "CREDIT_CARD_NUMBER"), KEY)
    assert one.value == two.value != other.value
    line, mail = (hashed(f, KEY) for f in find("cobalt@Example.com:hunter2!x"))
    assert line.details["login"] == mail.value


def test_another_secret_is_another_hash_and_has_another_name():
    finding = only("mail cobalt@example.com", "EMAIL")
    assert hashed(finding, KEY).value != hashed(finding, value_key("another")).value
    assert key_name(KEY) != key_name(value_key("another"))
    assert key_name(KEY) == key_name(value_key("a secret"))
    assert KEY.hex()[:16] != key_name(KEY)


def test_without_a_secret_the_key_is_random_and_stays():
    assert value_key("") == value_key("")
    value_key.cache_clear()
    before = value_key("")
    value_key.cache_clear()
    assert value_key("") != before
    assert value_key("") != hmac.digest(b"", b"ocr-text-analysis values", "sha256")


def test_what_has_no_normalised_form_gets_none():
    finding = Finding(FindingType.PHONE_NUMBER, "12 34 56", 0, 8, 0.9)
    assert masked(finding).normalized is None
    assert hashed(finding, KEY).normalized is None
