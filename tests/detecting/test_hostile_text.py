"""No text makes detection raise, misplace a value or run away with the clock."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handler.detecting import find

PIECES = st.sampled_from(
    [
        "@", ".", ":", "/", "//", "://", "http", "https://", "www.", "com", "example.com", "ann", "$", "$2b$12$",
        "{SSHA}",
        "a1" * 16, "4111 1111", "12.03.2020", "\t", "\n", " ", "|", ";", "[.]", "(at)", "hxxp", "-", "_", "中国", "é",
        "\u200d", "\ud7ff", "💥", "\x00", "\\", '"', "'", "+90 ", "0", "34 ABC 12", "*", "(", ")", "[", "]", "﹏",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


@settings(derandomize=True, max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_values_stand_where_they_are_said_to(text):
    for found in find(text):
        assert 0 <= found.start < found.end <= len(text)
        assert 0 <= found.confidence <= 1
        if "wrapped" not in found.details and "\n" not in text[found.start : found.end]:
            assert text[found.start : found.end] == found.value


SIZE = 4_000
HOSTILE = {
    "one letter": "a" * SIZE,
    "signs": "@" * SIZE,
    "half addresses": "a@a." * (SIZE // 4),
    "dots": "a." * (SIZE // 2),
    "schemes": "http://" * (SIZE // 7),
    "brackets": "http://a.com/" + "()" * (SIZE // 2),
    "dollars": "$1$" * (SIZE // 3),
    "colons": "a:" * (SIZE // 2),
    "hexadecimal": "".join(random.Random(1).choices("0123456789abcdef", k=SIZE)),
    "short lines of it": "\n".join(["0123456789abcdef0123456789abcde"] * (SIZE // 32)),
    "digits": "12 " * (SIZE // 3),
    "line breaks": "\n" * SIZE,
    "two scripts": "中a." * (SIZE // 3),
    "defanged": "a[.]" * (SIZE // 4),
    "noise": "".join(random.Random(2).choices("ab01.@:/ -\n$[]()", k=SIZE)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_searched_to_its_end(name):
    text = HOSTILE[name]
    assert all(0 <= found.start < found.end <= len(text) for found in find(text))
