"""A scan that is interrupted, and the same command again."""

import collections
import contextlib
import json
import os
import pty
import select
import signal
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

COUNT = 200
ENVIRONMENT = {"PYTHONPATH": str(Path(__file__).parents[2]), "OCR_SECOND_READER": "false"}


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Two hundred small pictures in folders, each with an address of its own."""
    top = tmp_path_factory.mktemp("many")
    font = ImageFont.load_default(24)
    for i in range(COUNT):
        image = Image.new("L", (340, 44), "white")
        ImageDraw.Draw(image).text((8, 6), f"cobalt{i:03}@example.com", "black", font)
        path = top / f"{i % 7}" / f"{i}.png"
        path.parent.mkdir(exist_ok=True)
        image.save(path)
    return top


def start(command, *arguments):
    return subprocess.Popen(
        [*command, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | ENVIRONMENT,
    )


def wait_for_lines(process, path, count):
    """Until ``path`` has ``count`` lines: the file's own content is what is waited for."""
    while not path.exists() or path.read_bytes().count(b"\n") < count:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            raise AssertionError(process.communicate())


def rows(path):
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_what_is_done_is_kept_and_the_same_command_goes_on(command, many, tmp_path, number, code):
    out = tmp_path / "findings.jsonl"
    first = start(command, "scan", many, "--output", out)
    wait_for_lines(first, out, 5)
    first.send_signal(number)
    _, said = first.communicate()
    kept = out.read_bytes()
    assert first.returncode == code
    assert 5 <= len(rows(out)) < COUNT
    assert f"Interrupted: {len(rows(out))} of {COUNT} images are done. The same command goes on".encode() in said
    assert b"Traceback" not in said

    second = start(command, "scan", many, "--output", out)
    _, said = second.communicate()
    assert second.returncode == 1
    assert said.startswith(f"{kept.count(10)} images were read by an earlier run".encode())
    assert out.read_bytes().startswith(kept)
    times = collections.Counter(row["path"] for row in rows(out))
    assert set(times) == {str(path) for path in many.rglob("*.png")}
    assert set(times.values()) == {1}
    assert all(row["status"] == "findings" for row in rows(out))


def test_ctrl_c_at_a_terminal_reaches_all_processes_and_none_complains(command, many, tmp_path):
    out = tmp_path / "findings.jsonl"
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(ENVIRONMENT)
        os.execv(command[0], [*command, "scan", str(many), "--output", str(out)])
    shown, pressed = b"", False
    with contextlib.suppress(OSError):  # the terminal is gone when the command is
        while select.select([terminal], [], [], 120)[0] and (piece := os.read(terminal, 65536)):
            shown += piece
            if not pressed and out.exists() and out.read_bytes().count(b"\n") >= 5:
                os.write(terminal, b"\x03")
                pressed = True
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 130
    assert b"/200" in shown
    assert b"Interrupted: " in shown
    assert b"Traceback" not in shown
    assert all(row["status"] == "findings" for row in rows(out))


def test_other_formats_show_what_was_done(command, many, tmp_path):
    copied, table = tmp_path / "copies", tmp_path / "out.csv"
    started = start(command, "scan", many, "--output", table, "--redact", copied)
    while not list(copied.rglob("*.png")):
        with contextlib.suppress(subprocess.TimeoutExpired):
            started.wait(0.05)
            raise AssertionError(started.communicate())
    started.send_signal(signal.SIGINT)
    _, said = started.communicate()
    assert started.returncode == 130
    assert b"goes on" not in said
    lines = table.read_text().splitlines()
    assert 2 <= len(lines) < COUNT
    assert lines[1:] == sorted(lines[1:])
    copies = {str(p.relative_to(copied)) for p in copied.rglob("*.png")}
    assert copies == {line.split(",")[0].removeprefix(f"{many}/") for line in lines[1:]}


def test_what_changed_failed_or_was_torn_is_read_again_and_nothing_else(run, folder, tmp_path, letter, harmless):
    out = tmp_path / "findings.jsonl"
    (folder / "broken.png").write_bytes(b"no image")
    (folder / "torn.png").write_bytes(letter)
    (folder / "gone.png").write_bytes(letter)
    assert run("scan", folder, "--output", out).returncode == 2
    before = {row["path"].rpartition("/")[2]: row for row in rows(out)}
    lines = [line for line in out.read_bytes().splitlines(keepends=True) if b"torn.png" not in line]
    torn = next(line for line in out.read_bytes().splitlines() if b"torn.png" in line)
    marked = [line.replace(b"Delivery", b"UNREAD") for line in lines]
    out.write_bytes(b"".join(marked) + torn[:100])
    (folder / "harmless.PNG").write_bytes(letter)
    (folder / "broken.png").write_bytes(harmless)
    (folder / "gone.png").unlink()
    assert run("scan", folder, "--output", out).returncode == 1
    after = {row["path"].rpartition("/")[2]: row for row in rows(out)}
    assert len(after) == len(rows(out)) == 5
    assert after["letter.png"]["content"].startswith("UNREAD")
    assert after["gone.png"]["content"].startswith("UNREAD")
    assert after["torn.png"] == before["torn.png"]
    assert (after["harmless.PNG"]["status"], after["broken.png"]["status"]) == ("findings", "clean")


def test_copies_and_the_report_go_on_as_well(run, folder, tmp_path, letter):
    out, copies, page = tmp_path / "findings.jsonl", tmp_path / "copies", tmp_path / "report.html"
    command = ("scan", folder, "--output", out, "--redact", copies, "--report", page)
    for name in ("second.png", "third.png"):
        (folder / name).write_bytes(letter)
    assert run(*command).returncode == 1
    whole = {path.name: path.read_bytes() for path in copies.iterdir()}
    lines = sorted(out.read_bytes().splitlines(keepends=True))
    kept = [line.replace(b"Delivery", b"UNREAD") for line in lines if b"third.png" not in line]
    # As a run leaves it that was ended at the worst moments: no report, a line without its copy, a torn line.
    out.write_bytes(b"".join(kept) + b'{"path": "')
    page.unlink()
    (copies / "letter.png").unlink()
    assert run(*command).returncode == 1
    assert {path.name: path.read_bytes() for path in copies.iterdir()} == whole
    assert out.read_bytes().startswith(b"".join(kept))
    assert sorted(row["path"].rpartition("/")[2] for row in rows(out)) == sorted([*whole, "harmless.PNG"])
    shown = page.read_text()
    assert shown.count("data:image/jpeg") == shown.count("<article data-image>") == 3


def test_a_complete_file_stays_as_it_is_and_gives_the_same_exit_code(run, folder, tmp_path):
    out = tmp_path / "findings.jsonl"
    assert run("scan", folder, "--output", out).returncode == 1
    before = (out.read_bytes(), out.stat().st_ino)
    again = run("scan", folder, "--output", out)
    assert again.returncode == 1
    assert (out.read_bytes(), out.stat().st_ino) == before
    assert run("scan", folder / "harmless.PNG", "--output", out).returncode == 0
    assert out.read_bytes() == before[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"somebody's own notes\n", "line 1"),
        (b"somebody's own notes", "line 1"),
        (b'{"some": "json"}\n', "was not written by this command"),
        (b"[]\n", "line 1"),
        (b"\xff\xd8\xff\xe0\n\x00", "line 1"),
    ],
)
def test_a_file_of_something_else_is_left_alone(run, folder, tmp_path, content, words):
    out = tmp_path / "findings.jsonl"
    out.write_bytes(content)
    done = run("scan", folder, "--output", out)
    assert (done.returncode, out.read_bytes()) == (2, content)
    assert words in done.stderr.decode()
    assert run("scan", folder, "--output", out, "--overwrite").returncode == 1
    assert len(rows(out)) == 2


@pytest.mark.parametrize("option", [["--types", "EMAIL"], ["--masked"], ["--min-confidence", "0.5"]])
def test_a_file_with_other_options_is_left_alone(run, folder, tmp_path, option):
    out = tmp_path / "findings.jsonl"
    run("scan", folder, "--output", out)
    before = out.read_bytes()
    done = run("scan", folder, "--output", out, *option)
    assert (done.returncode, out.read_bytes()) == (2, before)
    assert b"other options" in done.stderr


def test_two_runs_do_not_write_one_file(command, run, many, folder, tmp_path):
    out = tmp_path / "findings.jsonl"
    first = start(command, "scan", many, "--output", out)
    wait_for_lines(first, out, 1)
    second = run("scan", folder, "--output", out)
    first.send_signal(signal.SIGINT)
    first.communicate()
    assert second.returncode == 2
    assert b"Another run is writing" in second.stderr
    assert all(str(many) in row["path"] for row in rows(out))
