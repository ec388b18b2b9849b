"""Text of others, made harmless for where it is shown."""

# What a spreadsheet would run as a formula, also as wide letters.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def printable(text: str) -> str:
    """``text`` on one line: what is no letter, sign or space is written as an escape, so that no terminal obeys it."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def cell(value: object) -> object:
    """A cell that a spreadsheet would run as a formula starts with an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def encoded(text: str) -> bytes:
    """UTF-8. Names of files may hold bytes that are no text: they come out as escapes that JSON reads back."""
    return text.encode("utf-8", "backslashreplace")
