"""The command line as a person or a pipeline uses it."""

import json
import subprocess
import sys

import pytest


def run(*arguments, stdin=None):
    return subprocess.run(
        [sys.executable, "-m", "handler", *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        check=False,
    )


@pytest.fixture
def folder(tmp_path, letter, harmless):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "letter.png").write_bytes(letter)
    (tmp_path / "in" / "harmless.PNG").write_bytes(harmless)
    (tmp_path / "in" / "notes.txt").write_text("not an image, and not asked for")
    return tmp_path


def test_a_folder_is_scanned_line_by_line(folder):
    done = run("scan", folder / "in", "--format", "json")
    rows = {row["file"].rsplit("/", 1)[-1]: row for row in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 1
    assert set(rows) == {"letter.png", "harmless.PNG"}
    assert "cobalt@example.com" in {f["value"] for f in rows["letter.png"]["findings"]}
    assert rows["harmless.PNG"]["findings"] == []


def test_exit_codes_tell_clean_found_and_failed(folder):
    broken = folder / "broken.png"
    broken.write_bytes(b"no image")
    assert run("scan", folder / "in" / "harmless.PNG").returncode == 0
    assert run("scan", folder / "in" / "letter.png").returncode == 1
    failed = run("scan", broken, folder / "in" / "letter.png", "--format", "csv")
    assert failed.returncode == 2
    assert "broken.png: " in failed.stderr
    assert "cobalt@example.com" in failed.stdout


def test_masked_output_holds_no_value(folder):
    for shown in ("json", "csv", "table"):
        done = run("scan", folder / "in", "--masked", "--format", shown)
        assert "cobalt" not in done.stdout
        assert "EMAIL" in done.stdout


def test_redacted_copies_do_not_overwrite_one_another(folder, letter):
    (folder / "in" / "deeper").mkdir()
    (folder / "in" / "deeper" / "letter.png").write_bytes(letter)
    run("scan", folder / "in", "--redact", folder / "out")
    assert {p.name for p in (folder / "out").iterdir()} == {"letter.png", "letter-2.png"}


def test_text_from_a_pipe():
    done = run("text", "--format", "json", "--types", "EMAIL", stdin="write to cobalt@example.com or call 112")
    assert done.returncode == 1
    assert [f["value"] for f in json.loads(done.stdout)["findings"]] == ["cobalt@example.com"]
    assert run("text", stdin="nothing here").returncode == 0


def test_an_unknown_type_is_named():
    done = run("text", "--types", "SHOE", stdin="")
    assert done.returncode == 2
    assert "SHOE" in done.stderr
