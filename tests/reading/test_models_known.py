import pytest

from handler.reading.models import knows


@pytest.mark.parametrize("languages", [["eng"], ["eng", "tur"], ["deu", "script/Latin"], ["ell"]])
def test_the_second_reader_reads_these(languages: list[str]) -> None:
    assert knows(languages)


@pytest.mark.parametrize("languages", [["rus"], ["eng", "ukr"], ["script/Cyrillic"], ["ara"]])
def test_the_second_reader_leaves_these_alone(languages: list[str]) -> None:
    assert not knows(languages)
