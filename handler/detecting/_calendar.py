"""What the readers of dates share: a dated stretch of text, years of two digits, words that label dates."""

import re
from dataclasses import dataclass
from datetime import date

_PIVOT = 50
_WHOLE_YEAR = 4

# Letters that stand apart from figures by a space; ideographs do not.
LETTER = "A-Za-zÀ-ɏͰ-ϿЀ-ӿ"

_LABEL = re.compile(
    r"(?:\bdate|dated|\bdob|\bd\.o\.b\.?|\bborn|birth|\btarih\w*|doğum|dogum|\bdatum|\bgeb\w*|ausgestellt|fecha|nacimiento|"
    r"naissance|\bdata|nascita|nascimento|urodz\w*|geboortedatum|дата|народження|рождения|issued?|expir\w*|"
    r"yyyy\W?mm\W?dd)\b[^\n\d]{0,14}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A stretch of text read as a date; ``ambiguous`` where day and month could change places."""

    start: int
    end: int
    day: date
    order: str
    confidence: float
    ambiguous: bool = False


def full_year(figures: str) -> int:
    """The year that two or four figures mean: 00 to 49 are of this century, 50 to 99 of the last."""
    year = int(figures)
    return year if len(figures) == _WHOLE_YEAR else year + (2000 if year < _PIVOT else 1900)


def calendar(year: int, month: int, day: int) -> date | None:
    """The date of the proleptic Gregorian calendar, or None where it has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_label(before: str) -> bool:
    """Whether ``before`` ends in a word that announces a date."""
    return _LABEL.search(before) is not None
