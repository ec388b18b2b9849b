import pytest

from handler.detecting.interest import Interest


@pytest.mark.parametrize(
    "line",
    [
        "mail: ann@example.com",
        "name©gmail.com",
        "https: //example.com",
        "www.example.com",
        "a1945f6d4da66ac2b64bF9586d4c479e",
        "$2b$12$abcdefgh",
        "marble.fox672:horizonriver98",
        "Tel 0501 234 58 02",
        "12.03.2020",
        "March 5, 2020",
        "34 ABC 123",
        "4906 2170 8744 3146",
        "mail.example.com.tr",
    ],
)
def test_lines_worth_a_second_look(line):
    assert Interest().could_hold(line)


@pytest.mark.parametrize(
    "line",
    [
        "The quarterly review was moved to the larger",
        "room on the third floor.",
        "Total 12.50",
        "File Edit Format View Help",
        "Yours faithfully,",
        "Good morning",
        "",
    ],
)
def test_plain_lines(line):
    assert not Interest().could_hold(line)


def test_only_what_was_asked_for_interests():
    assert not Interest(["HASH"]).could_hold("mail: ann@example.com")
    assert not Interest([]).could_hold("mail: ann@example.com")
    assert Interest(["HASH"]).evidence("mail: ann@example.com") == 0


def test_a_better_reading_has_more_evidence():
    judge = Interest()
    assert judge.evidence("4111 1111 1111 1111") > judge.evidence("4111 1111 1111 1112")
    assert judge.evidence("ann@example.com") > judge.evidence("ann@example.corn")
    assert judge.evidence("nothing here") == 0
