"""The command line as a person or a pipeline starts it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def command():
    """The words that start the command line."""
    return [sys.executable, "-m", "handler"]


@pytest.fixture(scope="session")
def run(command):
    def start(*arguments, stdin=None, **environment):
        return subprocess.run(
            [*command, *map(str, arguments)],
            capture_output=True,
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            check=False,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        )

    return start


@pytest.fixture
def folder(tmp_path, letter, harmless):
    """A folder with a picture that gives something away, one that does not, and a file that is none."""
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "letter.png").write_bytes(letter)
    (inside / "harmless.PNG").write_bytes(harmless)
    (inside / "notes.txt").write_text("not an image, and not asked for")
    return inside
