"""Files that hold somebody's secrets: only their owner may read them, and none is overwritten by accident."""

import os
from pathlib import Path
from typing import BinaryIO

from handler.errors import BadOption

_PRIVATE = 0o600


def check_new(path: Path, overwrite: bool) -> None:
    """Passes if ``path`` may be written.

    Raises:
        BadOption: it exists and ``overwrite`` is not asked for, or it cannot be a file.
    """
    if path.is_dir():
        raise BadOption(f"{path} is a folder; give the name of a file.")
    if not path.parent.is_dir():
        raise BadOption(f"There is no folder {path.parent}; make it first.")
    if path.is_file() and not overwrite:
        raise BadOption(f"{path} exists already; give another name, or --overwrite.")


def write_whole(path: Path, content: bytes) -> None:
    """Puts ``content`` at ``path`` in one step: whoever looks sees all of it or none."""
    if path.exists() and not path.is_file():  # a device or pipe
        path.write_bytes(content)
        return
    target = path.resolve()
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with open_private(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL) as file:
            file.write(content)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def open_private(path: Path, flags: int) -> BinaryIO:
    """Opens ``path``; a new file can be read by its owner alone."""
    return os.fdopen(os.open(path, flags, _PRIVATE), "wb")
