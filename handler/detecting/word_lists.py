"""How the lists of words are written down."""


def words(text: str) -> frozenset[str]:
    """The words of ``text``, which stand in it with white space between them."""
    return frozenset(text.split())
