import subprocess
import sys

import pytest

from handler.detecting import DETECTORS_VERSION, FindingType, find
from handler.detecting.registry import RECOGNISERS


def test_every_type_has_one_recogniser():
    assert sorted(kind for kind, _ in RECOGNISERS) == sorted(FindingType)


def test_the_version_is_a_short_text():
    assert isinstance(DETECTORS_VERSION, str)
    assert DETECTORS_VERSION


def test_types_are_names_or_members():
    text = "ann@example.com 4111 1111 1111 1111"
    assert find(text, ["EMAIL"]) == find(text, [FindingType.EMAIL])
    assert {f.type.value for f in find(text)} == {"EMAIL", "CREDIT_CARD_NUMBER"}
    assert find(text, []) == []


def test_an_unknown_type_is_an_error():
    with pytest.raises(ValueError, match="IBAN"):
        find("x", ["IBAN"])


def test_findings_come_in_order_of_their_place():
    found = find("https://example.com/x then ann@example.com then example.org")
    assert [f.start for f in found] == sorted(f.start for f in found)


def test_importing_loads_no_large_table():
    large = "publicsuffixlist", "phonenumbers", "stdnum"
    code = f"import sys, handler.detecting; print([m for m in {large} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
