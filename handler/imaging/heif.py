"""HEIF, a bonus of machines that have ``pillow-heif``: its libraries are loaded where one is decoded or encoded."""

from importlib.util import find_spec

HEIF: tuple[str, ...] = ("HEIF",) if find_spec("pillow_heif") else ()


def register() -> None:
    """Lets Pillow decode and encode HEIF here, if this machine can."""
    if HEIF:
        from pillow_heif import register_heif_opener  # noqa: PLC0415 # tens of megabytes of libraries

        register_heif_opener(thumbnails=False)
