"""No text makes detection raise, misplace a value or run away with the clock."""

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handler.detecting import find
from handler.detecting.registry import RECOGNISERS
from handler.detecting.source import Source

PIECES = st.sampled_from(
    [
        "@", ".", ":", "/", "//", "://", "http", "https://", "www.", "com", "example.com", "ann", "$", "$2b$12$",
        "{SSHA}",
        "a1" * 16, "4111 1111", "12.03.2020", "\t", "\n", " ", "|", ";", "[.]", "(at)", "hxxp", "-", "_", "中国", "é",
        "\u200d", "\ud7ff", "💥", "\x00", "\\", '"', "'", "+90 ", "0", "34 ABC 12", "*", "(", ")", "[", "]", "﹏",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_values_stand_where_they_are_said_to(text):
    for found in find(text):
        assert 0 <= found.start < found.end <= len(text)
        assert 0 <= found.confidence <= 1
        if "wrapped" not in found.details and "\n" not in text[found.start : found.end]:
            assert text[found.start : found.end] == found.value


SIZE = 40_000
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


@pytest.mark.parametrize("kind", [kind for kind, _ in RECOGNISERS])
@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_length_only(kind, name):
    recogniser = dict(RECOGNISERS)[kind]
    text = HOSTILE[name]

    def seconds(part):
        best = 9.0
        for _ in range(2):
            begun = time.process_time()
            for _found in recogniser(Source(part)):
                pass
            best = min(best, time.process_time() - begun)
        return best

    seconds("ann@example.com 12.03.2020 4111 1111 1111 1111 +90 532 123 45 67")  # tables load once
    whole = seconds(text)
    assert whole < 0.15 or whole < 8 * seconds(text[: SIZE // 4])
