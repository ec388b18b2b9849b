"""What readers of pixels confuse, and how to take it back.

Every repair rests on one of these tables, and is applied only inside a candidate that a check digit, an alphabet or a
public suffix then confirms: on its own a look-alike proves nothing.
"""

# The letters and signs that optical readers print where a digit stood.
_DIGIT_OF = {
    **dict.fromkeys("OoQDО°", "0"),
    **dict.fromkeys("lI|i!L][ı", "1"),
    **dict.fromkeys("Zz", "2"),
    **dict.fromkeys("Ss$§", "5"),
    **dict.fromkeys("Gbé", "6"),
    "A": "4",
    "T": "7",
    "B": "8",
    **dict.fromkeys("gq", "9"),
}
_SEPARATORS = frozenset(" \t\u00a0-–—./()+,_")


def as_digits(text: str) -> str | None:
    """``text`` with look-alike letters replaced by the digits they resemble, separators kept.

    None when a character is no digit, separator or look-alike. ``4O19 l234`` becomes ``4019 1234``.
    """
    mended = []
    for c in text:
        if ("0" <= c <= "9") or c in _SEPARATORS:
            mended.append(c)
        elif (digit := _DIGIT_OF.get(c)) is not None:
            mended.append(digit)
        else:
            return None
    return "".join(mended)
