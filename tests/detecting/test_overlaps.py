from handler.detecting import Finding, FindingType, find
from handler.detecting.overlaps import resolve

T = FindingType


def made(kind, start, end, confidence=0.9, checks=(), **details):
    return Finding(kind, "x" * (end - start), start, end, confidence, checks=checks, details=details)


def test_what_was_checked_beats_what_was_not():
    card, phone = made(T.CREDIT_CARD_NUMBER, 0, 19, checks=("luhn", "issuer")), made(T.PHONE_NUMBER, 5, 19, 0.6)
    assert resolve([phone, card]) == [card]


def test_equal_confidence_goes_to_the_longer():
    long, short = made(T.DATE, 0, 12), made(T.PLATE, 4, 8)
    assert resolve([short, long]) == [long]


def test_a_piece_of_an_address_is_nothing():
    url, domain = made(T.URL, 0, 20, 0.9), made(T.DOMAIN, 0, 15, 0.97, ("public_suffix",))
    assert resolve([domain, url]) == [url]


def test_neighbours_stay_and_come_in_order():
    a, b = made(T.DATE, 10, 20), made(T.EMAIL, 0, 10)
    assert resolve([a, b]) == [b, a]


def test_inside_a_combolist_only_fields_count():
    line = made(T.COMBOLIST, 0, 30, login="xxxxxxxxxx", secret="yyyy", url=None)
    login, piece = made(T.EMAIL, 0, 10), made(T.DATE, 12, 20)
    assert resolve([login, piece, line]) == [line, login]


def test_asking_for_one_type_does_not_free_the_text_of_another():
    text = "card 4111 1111 1111 1111"
    assert [f.type for f in find(text)] == [T.CREDIT_CARD_NUMBER]
    assert find(text, [T.PHONE_NUMBER, T.ID_NUMBER, T.DATE, T.PLATE]) == []


def test_what_is_nothing():
    for text in ("192.168.1.10", "550e8400-e29b-41d4-a716-446655440000", "00:1A:2B:3C:4D:5E", "v2.14.3", "$1,299.00"):
        assert find(text) == [], text
