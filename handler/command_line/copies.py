"""Where redacted copies go, so that no original and no other file is ever written over."""

import os
from collections.abc import Sequence
from pathlib import Path

from handler.command_line.image_kinds import HEAD_BYTES, media_type
from handler.command_line.outcome import Problem
from handler.command_line.sources import STDIN
from handler.command_line.writing import write_whole
from handler.errors import BadOption


class Copies:
    """The folder of the copies. They lie in it as the images lie in the folder that all paths given have in common."""

    def __init__(self, folder: Path, given: Sequence[str], folders: Sequence[str], overwrite: bool) -> None:
        """Checks the folder; it is made with the first copy.

        Raises:
            BadOption: it lies in a folder that is searched, or around one, or is a file.
        """
        self._folder = folder
        self._overwrite = overwrite
        self._top = _common(given, folders)
        mine = folder.resolve()
        if folder.exists() and not folder.is_dir():
            raise BadOption(f"{folder} is a file; --redact needs a folder.")
        for searched in map(Path, folders):
            theirs = searched.resolve()
            if mine.is_relative_to(theirs) or theirs.is_relative_to(mine):
                raise BadOption(
                    f"--redact {folder} and the folder {searched} that is searched lie one in the other: copies would"
                    " be taken for images. Give a folder beside it."
                )

    def has(self, path: str) -> bool:
        """Whether the copy of ``path`` is there."""
        return path != STDIN and os.path.lexists(self._target(path))

    def write(self, path: str, content: bytes) -> Problem | None:
        """Writes the copy of the image at ``path``; what hinders it is said."""
        target = self._target(path) if path != STDIN else self._folder / f"stdin.{_suffix(content)}"
        try:
            if not target.resolve().is_relative_to(self._folder.resolve()):
                return Problem("copy_elsewhere", f"A link leads from {target} out of the folder of the copies.")
            if os.path.lexists(target):
                if target.is_file() and target.read_bytes() == content:
                    return None  # by an earlier run that was interrupted before it could say so
                if path != STDIN and target.exists() and target.samefile(path):
                    return Problem("copy_is_original", f"The copy {target} would take the original's place.")
                if not self._overwrite:
                    return Problem("copy_exists", f"{target} exists already with other content; pass --overwrite.")
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, content)
        except OSError as error:
            return Problem("copy_failed", f"The copy {target} cannot be written: {error.strerror}.")
        return None

    def _target(self, path: str) -> Path:
        return self._folder / os.path.relpath(path, self._top)


def _common(given: Sequence[str], folders: Sequence[str]) -> str:
    tops = [p if p in folders else os.path.dirname(os.path.abspath(p)) for p in given if p != STDIN]  # noqa: PTH100, PTH120
    return os.path.commonpath([os.path.abspath(top) for top in tops]) if tops else "."  # noqa: PTH100


def _suffix(content: bytes) -> str:
    return (media_type(content[:HEAD_BYTES]) or "image/bin").partition("/")[2].replace("jpeg", "jpg")
