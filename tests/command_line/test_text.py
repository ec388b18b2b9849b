"""``text`` and ``version``: no image, no reader."""

import json
import subprocess
import sys

import pytest

from handler import __version__


def test_text_from_a_pipe(run):
    done = run("text", "--format", "json", "--types", "EMAIL", stdin="write to cobalt@example.com or call 112")
    assert done.returncode == 1
    assert [f["value"] for f in json.loads(done.stdout)["findings"]] == ["cobalt@example.com"]
    assert run("text", stdin="nothing here").returncode == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_from_a_file_in_the_encodings_of_editors(run, tmp_path, encoding):
    (tmp_path / "note.txt").write_text("schön, an cobalt@example.com", encoding=encoding)
    done = run("text", tmp_path / "note.txt", "--format", "jsonl")
    row = json.loads(done.stdout)
    assert [f["value"] for f in row["findings"]] == ["cobalt@example.com"]
    assert row["content"].startswith("schön")


def test_what_is_not_text_is_searched_all_the_same(run):
    assert run("text", stdin=b"\xff\x00\xfe cobalt@example.com \x80").returncode == 1


@pytest.mark.parametrize("shown", ["table", "csv", "json", "jsonl"])
def test_masked_text(run, shown):
    done = run("text", "--masked", "--format", shown, stdin="write to cobalt@example.com")
    assert b"EMAIL" in done.stdout
    assert b"cobalt" not in done.stdout


def test_a_missing_file_is_an_error(run, tmp_path):
    done = run("text", tmp_path / "gone.txt", "--format", "jsonl")
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "unreadable")
    assert b"gone.txt: unreadable" in done.stderr


def test_confidence_and_unknown_types(run):
    assert run("text", "--min-confidence", "1", stdin="write to cobalt@example.com").returncode == 0
    done = run("text", "--types", "SHOE", stdin="")
    assert done.returncode == 2
    assert b"SHOE" in done.stderr


def test_version(run):
    assert run("version").stdout.decode().strip() == __version__


@pytest.mark.parametrize("command", ["version", "text", "scan"])
def test_a_command_loads_no_more_than_it_needs(command):
    program = (
        "import sys\n"
        "from handler.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(' '.join(sys.modules), file=sys.stderr)"
    )
    arguments = {"version": [], "text": ["-"], "scan": ["gone.png"]}[command]
    done = subprocess.run(
        [sys.executable, "-c", program, command, *arguments], input=b"a@example.com", capture_output=True, check=True
    )
    loaded = set(done.stderr.split(b"\n")[-2].decode().split())
    readers = {
        "numpy",
        "tesserocr",
        "onnxruntime",
        "PIL",
        "pydantic_settings",
        "handler.scan",
        "handler.reading.reader",
    }
    assert not loaded & {*readers, "fastapi", "uvicorn", "boto3", "urllib3"}
    assert ("handler.detecting.registry" in loaded) == (command == "text")
