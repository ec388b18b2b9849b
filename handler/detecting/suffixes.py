"""Public suffixes: which endings a host name can really have (the Public Suffix List, ICANN and private parts)."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

# Names that never resolve in the public DNS but name real machines: RFC 6761, RFC 6762, RFC 7686, RFC 9476 and the
# private endings that RFC 6762, appendix G, lists.
PRIVATE_SUFFIXES = frozenset(
    (
        "local",
        "localdomain",
        "internal",
        "intranet",
        "lan",
        "corp",
        "home",
        "private",
        "onion",
        "test",
        "example",
        "alt",
    )
)


@cache
def _suffix_list() -> "PublicSuffixList":
    # 30 ms: only once a text holds something like a host, never at import.
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 -- loaded when first needed

    return PublicSuffixList(accept_unknown=False)


@lru_cache(maxsize=4096)
def public_suffix(host: str) -> str | None:
    """The public suffix of ``host`` (``com.tr`` of ``www.example.com.tr``), or None where it has none.

    None too where ``host`` is itself a suffix.
    """
    labels = _suffix_list()
    suffix: str | None = labels.publicsuffix(host)
    return suffix if suffix and len(suffix) < len(host.rstrip(".")) else None


@lru_cache(maxsize=4096)
def is_suffix(name: str) -> bool:
    """Whether ``name`` is a public suffix as it stands."""
    suffix: str | None = _suffix_list().publicsuffix(name)
    return suffix == name.lower()
