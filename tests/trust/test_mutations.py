"""A few hundred of the damaged files that ``mutations.py`` makes; as a command it drives as many as one likes."""

import re
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("mutations.py"))]


def test_damaged_files_are_answered_and_end_nothing():
    run = subprocess.run([*COMMAND, "300", "--seed", "suite"], capture_output=True, text=True, check=False)
    said = run.stdout[run.stdout.index("300 files") :]
    assert run.returncode == 0, said + run.stderr[-2000:]
    statuses = re.search(r"status \{(.+?)\}", said)[1]
    counts = {int(status): int(count) for status, count in re.findall(r"(\d+): (\d+)", statuses)}
    assert set(counts) <= {200, 204, 400}
    assert sum(counts.values()) == 300
    assert counts[400] > 100
    assert counts[200] > 10
    # What a small file may make this process and its children use is bounded by the pixels it may have.
    start, peak = map(int, re.search(r"memory (\d+) → (\d+) MiB", said).groups())
    assert peak - start < 400


def test_a_folder_is_driven_as_well(tmp_path, letter):
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "letter.png").write_bytes(letter)
    (tmp_path / "note.txt").write_text("no image")
    run = subprocess.run([*COMMAND, "--folder", str(tmp_path)], capture_output=True, text=True, check=True)
    assert "2 files of a folder" in run.stdout
    assert "{200: 1, 400: 1}" in run.stdout
