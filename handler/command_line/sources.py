"""The paths given → the images to read: folders searched to the bottom, every image once."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from stat import S_ISREG

from handler.command_line.image_kinds import HEAD_BYTES, SUFFIXES, media_type
from handler.command_line.outcome import Outcome, Problem

STDIN = "-"


@dataclass(slots=True)
class Sources:
    """The images' paths in order, what could not be searched, what is worth a word, and the folders given."""

    images: list[str] = field(default_factory=list)
    unreadable: list[Outcome] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)


def find_sources(given: Iterable[str]) -> Sources:
    """Everything under the paths ``given``; a file is taken whatever it is, ``-`` is the standard input.

    In folders a file counts as an image by its name or by its first bytes. Links are followed, but no folder is
    searched twice.
    """
    sources = Sources()
    found: dict[str, str] = {}  # by absolute path: two of the paths given may overlap
    visited: dict[tuple[int, int], str] = {}
    for path in given:
        if path == STDIN:
            found.setdefault(STDIN, STDIN)
        elif os.path.isdir(path):  # noqa: PTH112 # a path is shown as it was given, and pathlib would change it
            sources.folders.append(path)
            for image in _search(path, visited, sources):
                found.setdefault(os.path.abspath(image), image)  # noqa: PTH100 # links keep their own names
        else:
            found.setdefault(os.path.abspath(path), path)  # noqa: PTH100
    sources.images = sorted(found.values())
    return sources


def _search(top: str, visited: dict[tuple[int, int], str], sources: Sources) -> Iterator[str]:
    waiting: list[tuple[str, frozenset[tuple[int, int]]]] = [(top, frozenset())]
    while waiting:
        folder, above = waiting.pop()
        try:
            where = os.stat(folder)  # noqa: PTH116
            identity = (where.st_dev, where.st_ino)
            if identity in above:
                sources.notes.append(f"{folder} leads back to {visited[identity]}, which is searched already")
            if identity in visited:
                continue
            visited[identity] = folder
            with os.scandir(folder) as entries:
                for entry in entries:
                    try:
                        if entry.is_dir():
                            waiting.append((entry.path, above | {identity}))
                        elif _is_image(entry):
                            yield entry.path
                    except OSError as error:
                        sources.unreadable.append(unreadable(entry.path, error))
        except OSError as error:
            sources.unreadable.append(unreadable(folder, error))


def _is_image(entry: "os.DirEntry[str]") -> bool:
    if os.path.splitext(entry.name)[1].lower() in SUFFIXES:  # noqa: PTH122
        try:
            return S_ISREG(entry.stat().st_mode)
        except OSError:
            return True  # a broken link named as an image is an image that cannot be read: reading it will say so
    if not entry.is_file():
        return False
    with open(entry.path, "rb") as file:  # noqa: PTH123
        return media_type(file.read(HEAD_BYTES)) is not None


def unreadable(path: str, error: OSError) -> Outcome:
    """The outcome of a file or folder that the system does not let us read."""
    return Outcome(path, error=Problem("unreadable", f"It cannot be read: {error.strerror or type(error).__name__}."))
