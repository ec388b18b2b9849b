"""The bench counts as the definitions say, and multiplies prices right."""

import importlib.util
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parent / "bench"


def part(name):
    """A module of the bench, which is programs and no package."""
    spec = importlib.util.spec_from_file_location(f"bench_{name}", BENCH / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for it
    spec.loader.exec_module(module)
    return module


matching = part("matching")
prices = part("prices")


@pytest.mark.parametrize(
    ("kind", "one", "other", "expected"),
    [
        ("PHONE_NUMBER", "+44 20 7946 0958", "020 7946 0958", True),
        ("PHONE_NUMBER", "+90 (532) 111 22 33", "0532-111-22-33", True),
        ("PHONE_NUMBER", "+44 20 7946 0958", "+44 20 7946 0959", False),
        ("PHONE_NUMBER", "+44 20 7946 0958", "460958", False),
        ("CREDIT_CARD_NUMBER", "4111 1111 1111 1111", "4111-1111-1111-1111", True),
        ("CREDIT_CARD_NUMBER", "4111 1111 1111 1111", "1111 1111 1111", False),
        ("PLATE", "34 ABC 123", "34abc123", True),
        ("DATE", "14.03.2026", "14/03/2026", True),
        ("DATE", "14.03.2026", "14.03.26", False),
        ("EMAIL", "Cobalt@Example.com", "cobalt@example.com", True),
        ("EMAIL", "cobalt@example.com", "c0balt@example.com", False),
        ("URL", "https://example.org/terms/", "https://example.org/terms", True),
        ("URL", "https://example.org/terms", "https://example.org/term", False),
        ("HASH", "D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204 e9800998ecf8427e", True),
        ("HASH", "$1$abc$DEF", "$1$abc$def", False),
        ("COMBOLIST", "a@example.com:Secret", "a@example.com: Secret", True),
        ("COMBOLIST", "a@example.com:Secret", "a@example.com:secret", False),
    ],
)
def test_what_says_the_same(kind, one, other, expected):
    assert matching.same(kind, matching.essence(kind, one), matching.essence(kind, other)) is expected


def label(kind, value, **more):
    return {"type": kind, "value": value, **more}


MAIL, DAY = label("EMAIL", "a@example.com"), label("DATE", "14.03.2026")


@pytest.mark.parametrize(
    ("labels", "found", "precision", "recall"),
    [
        ([MAIL, DAY], [("EMAIL", "a@example.com"), ("DATE", "14.03.2026")], 1.0, 1.0),
        ([MAIL, DAY], [("EMAIL", "a@example.com")], 1.0, 0.5),
        ([MAIL], [("EMAIL", "a@example.com"), ("DATE", "01.01.2000")], 0.5, 1.0),
        ([MAIL], [("DOMAIN", "a@example.com")], 0.0, 0.0),
        ([MAIL, MAIL], [("EMAIL", "a@example.com")], 1.0, 1.0),
        ([MAIL], [("EMAIL", "a@example.com"), ("EMAIL", "A@example.com")], 1.0, 1.0),
        ([label("DATE", "14.03.2026", optional=True)], [("DATE", "14.03.2026")], 1.0, 1.0),
        ([MAIL, label("DATE", "14.03.2026", optional=True)], [], 1.0, 0.0),
        ([], [], 1.0, 1.0),
        ([], [("EMAIL", "a@example.com")], 0.0, 1.0),
    ],
)
def test_a_picture_is_counted(labels, found, precision, recall):
    tally = matching.Tally()
    tally.add(labels, found)
    figures = tally.figures()
    assert (figures.precision, figures.recall) == (precision, recall)


def test_f1_is_over_all_pictures_together():
    tally = matching.Tally()
    tally.add([MAIL, DAY], [("EMAIL", "a@example.com")])
    tally.add([MAIL], [("EMAIL", "b@example.com")])
    assert tally.figures().f1 == pytest.approx(2 / (2 + 1 + 2))
    assert tally.figures(["DATE"]).f1 == 0.0
    assert tally.figures(["EMAIL"]).labels == 2


@pytest.mark.parametrize(
    ("seconds", "vcpus", "architecture", "dollars"),
    [
        (0.0, 1, "x86", 0.0002),
        (1.0, 1, "x86", 1.769 / 1.024 * 0.0166667 + 0.0002),
        (1.0, 2, "x86", 2 * 1.769 / 1.024 * 0.0166667 + 0.0002),
        (0.5, 1, "arm64", 0.5 * 1.769 / 1.024 * 0.0133334 + 0.0002),
        (0.0001, 1, "x86", 0.001 * 1.769 / 1.024 * 0.0166667 + 0.0002),
    ],
)
def test_a_thousand_on_lambda(seconds, vcpus, architecture, dollars):
    assert prices.lambda_thousand(seconds, vcpus, architecture) == pytest.approx(dollars)


@pytest.mark.parametrize(
    ("characters", "dollars"), [([10], 1.5 + 0.3), ([300], 1.5 + 0.3), ([301], 1.5 + 0.4), ([10, 500], 1.5 + 0.4)]
)
def test_a_thousand_at_textract_and_comprehend(characters, dollars):
    assert prices.textract_and_comprehend_thousand(characters) == pytest.approx(dollars)


def test_a_thousand_at_google_is_by_bytes():
    assert prices.google_thousand([2**20, 3 * 2**20]) == pytest.approx(3.0 * 2 * 1000 / 1024)
