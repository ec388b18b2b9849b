"""Letters read as digits and digits as letters, put right by the place that a format gives each of them."""

_AS_LETTER = {"0": "O", "1": "I", "8": "B", "5": "S", "2": "Z", "6": "G", "4": "A"}
_AS_DIGIT = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "B": "8", "S": "5", "Z": "2", "G": "6", "A": "4"}
# Capitals that a small letter of the same form is read for.
_SAME_FORM = frozenset("cosuvwxzkpjmiy")


def fitted(printed: str, known: str, shape: str) -> tuple[str, int] | None:
    """``printed``, of the shape ``known``, made to fit ``shape``, and how many characters that took.

    None where a character has no look-alike of the wanted kind.
    """
    value, mends = "", 0
    for c, is_kind, kind in zip(printed, known, shape, strict=False):
        if kind in "9A" and is_kind != kind:
            swapped = (_AS_DIGIT if kind == "9" else _AS_LETTER).get(c.upper())
            if swapped is None:
                return None
            value, mends = value + swapped, mends + 1
        else:
            value += c
    return value + printed[len(value) :], mends


def capitals(printed: str) -> str | None:
    """``printed`` in capitals where only letters that look alike in both cases were read as small ones, else None."""
    small = {c for c in printed if c.islower()}
    return printed.upper() if small and small <= _SAME_FORM and any(c.isupper() for c in printed) else None
