"""``scan``: what is read, how it is shown, and what the exit code says."""

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import pytest

VALUES = {"cobalt@example.com", "+44 20 7946 0958", "4111 1111 1111 1111", "https://example.org/terms"}


def rows(done):
    return [json.loads(row) for row in done.stdout.splitlines()]


def test_a_folder_is_searched_to_the_bottom_for_images_by_name_or_content(run, folder, letter, harmless):
    (folder / "deeper" / "still").mkdir(parents=True)
    (folder / "deeper" / "still" / "without-suffix").write_bytes(letter)
    (folder / "deeper" / "picture.dat").write_bytes(harmless)
    (folder / "deeper" / "BM.txt").write_text("BM and so on, a text that begins as a bitmap does, but is none of them")
    done = run("scan", folder, "--format", "jsonl")
    found = {row["path"].removeprefix(f"{folder}/"): row["status"] for row in rows(done)}
    assert found == {
        "letter.png": "findings",
        "harmless.PNG": "clean",
        "deeper/still/without-suffix": "findings",
        "deeper/picture.dat": "clean",
    }
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_line_tells_all_there_is_to_know(run, folder):
    (row,) = rows(run("scan", folder / "letter.png", "--format", "jsonl"))
    assert {f["value"] for f in row["findings"]} == VALUES
    assert row["content"].startswith("Delivery note")
    assert row["size"] == (folder / "letter.png").stat().st_size
    assert len(row["sha256"]) == 64
    assert all(f["boxes"][0]["width"] > 0 for f in row["findings"])
    assert row["pages"][0]["complete"] is True


@pytest.mark.parametrize("shown", ["json", "csv", "table"])
def test_other_formats_are_in_the_order_of_the_paths(run, folder, letter, shown):
    for name in ("b.png", "a.png", "z.png"):
        (folder / name).write_bytes(letter)
    done = run("scan", folder / "z.png", folder, "--format", shown, "--types", "EMAIL")
    if shown == "json":
        paths = [row["path"] for row in json.loads(done.stdout) if row["findings"]]
    elif shown == "csv":
        paths = [row["path"] for row in csv.DictReader(io.StringIO(done.stdout.decode()))]
    else:
        paths = [line.split()[1] for line in done.stdout.decode().splitlines() if "EMAIL" in line]
    assert [p.rpartition("/")[2] for p in paths] == ["a.png", "b.png", "letter.png", "z.png"]


def test_exit_codes_tell_clean_found_and_failed_in_this_order(run, folder):
    broken = folder / "broken.png"
    broken.write_bytes(b"no image")
    assert run("scan", folder / "harmless.PNG").returncode == 0
    assert run("scan", folder / "letter.png", folder / "harmless.PNG").returncode == 1
    assert run("scan", broken).returncode == 2
    both = run("scan", broken, folder / "letter.png", "--format", "csv")
    assert both.returncode == 2
    assert b"cobalt@example.com" in both.stdout


def test_what_cannot_be_read_is_one_error_with_code_and_detail_and_no_traceback(run, folder):
    (folder / "broken.png").write_bytes(b"no image")
    (folder / "nowhere.png").symlink_to("gone")
    (folder / "round").symlink_to("round")
    missing = folder.parent / "missing.png"
    done = run("scan", folder, missing, "--format", "jsonl")
    errors = {row["path"].rpartition("/")[2]: row["error"]["code"] for row in rows(done) if "error" in row}
    assert errors == {
        "broken.png": "not_an_image",
        "nowhere.png": "unreadable",
        "round": "unreadable",
        "missing.png": "unreadable",
    }
    said = done.stderr.decode()
    assert f"{missing}: unreadable: It cannot be read: No such file or directory." in said
    assert "broken.png: not_an_image: " in said
    assert "Traceback" not in said
    assert {row["status"] for row in rows(done)} == {"error", "findings", "clean"}
    assert done.returncode == 2


def test_links_that_lead_back_are_told_and_every_folder_is_searched_once(run, folder):
    (folder / "deeper").mkdir()
    (folder / "deeper" / "back").symlink_to(folder)
    (folder / "again").symlink_to(folder / "deeper")
    done = run("scan", folder, folder / "letter.png", "--format", "jsonl")
    assert sorted(row["path"].rpartition("/")[2] for row in rows(done)) == ["harmless.PNG", "letter.png"]
    assert b"back leads back to" in done.stderr
    assert done.returncode == 1


def test_one_image_from_a_pipe(run, letter):
    done = run("scan", "-", "--format", "json", stdin=letter)
    (row,) = json.loads(done.stdout)
    assert row["path"] == "-"
    assert {f["value"] for f in row["findings"]} == VALUES


def test_options_choose_what_is_found(run, folder):
    one = run("scan", folder / "letter.png", "--types", "email, URL", "--format", "jsonl")
    assert {f["type"] for f in rows(one)[0]["findings"]} == {"EMAIL", "URL"}
    none = run("scan", folder / "letter.png", "--types", "EMAIL", "--min-confidence", "1", "--format", "jsonl")
    assert (rows(none)[0]["status"], none.returncode) == ("clean", 0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--types", "SHOE"], "SHOE"),
        (["--regions", "UK"], "GB"),
        (["--languages", "klingon"], "klingon"),
        (["--min-confidence", "2"], "min-confidence"),
        (["--min-confidence", "nan"], "min-confidence"),
        (["--format", "xml"], "xml"),
        (["--jobs", "0"], "jobs"),
        (["--report", "page.png"], ".html"),
    ],
)
def test_a_wrong_option_is_said_once_and_nothing_is_shown(run, folder, arguments, words):
    done = run("scan", folder, *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize("shown", ["jsonl", "json", "csv", "table"])
def test_masked_output_holds_no_value(run, folder, shown):
    done = run("scan", folder, "--masked", "--format", shown)
    for mask in ("c…@example.com", "4111 11•• •••• 1111"):  # as the API gives them
        assert mask in done.stdout.decode()
    for value in (b"cobalt", b"7946", b"terms"):
        assert value not in done.stdout


def test_names_of_files_are_harmless_wherever_they_are_shown(run, folder):
    for name in (b"=1+1.png", b"\x1b[2Jclear.png", b"line\nbreak.png", b"\xff\xfe.png"):
        (folder / os.fsdecode(name)).write_bytes(b"no image")
    table = run("scan", folder)
    assert b"\x1b" not in table.stdout + table.stderr
    assert b"\\x1b[2Jclear.png" in table.stdout
    paths = {row["path"] for row in rows(run("scan", folder, "--format", "jsonl"))}
    assert f"{folder}/line\nbreak.png" in paths
    assert f"{folder}/\udcff\udcfe.png" in paths


def test_no_cell_of_csv_is_a_formula(run, folder, letter, monkeypatch):
    monkeypatch.chdir(folder)
    (folder / "=HYPERLINK(1).png").write_bytes(letter)
    (folder / "@bad.png").write_bytes(b"no image")
    done = run("scan", "=HYPERLINK(1).png", "@bad.png", "--format", "csv")
    cells = [cell for row in csv.reader(io.StringIO(done.stdout.decode())) for cell in row]
    assert {"'=HYPERLINK(1).png", "'@bad.png", "'+44 20 7946 0958", "not_an_image"} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_an_output_that_is_there_is_only_replaced_when_asked(run, folder, tmp_path):
    out = tmp_path / "found.csv"
    assert run("scan", folder, "--output", out).returncode == 1
    first = out.read_bytes()
    assert first.startswith(b"path,page,type")
    assert out.stat().st_mode & 0o777 == 0o600
    again = run("scan", folder / "harmless.PNG", "--output", out)
    assert (again.returncode, out.read_bytes()) == (2, first)
    assert b"--overwrite" in again.stderr
    assert run("scan", folder / "harmless.PNG", "--output", out, "--overwrite").returncode == 0
    assert len(out.read_bytes().splitlines()) == 1


def test_a_file_larger_than_an_image_may_be_is_an_error_of_its_own(run, folder):
    done = run("scan", folder, "--format", "jsonl", OCR_MAX_UPLOAD_BYTES=str((folder / "harmless.PNG").stat().st_size))
    codes = {row["path"].rpartition("/")[2]: row.get("error", {}).get("code") for row in rows(done)}
    assert codes == {"letter.png": "body_too_large", "harmless.PNG": None}


def test_an_image_not_read_to_its_end_is_no_clean_image(run, tmp_path, picture, encoded):
    pages = [picture([f"The quick brown fox number {i}"]) for i in range(48)]
    book = tmp_path / "book.tiff"
    book.write_bytes(encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    done = run("scan", book, "--format", "jsonl", OCR_TIME_LIMIT="0.1", OCR_SECOND_READER="false")
    (row,) = rows(done)
    assert row["error"]["code"] in {"incomplete", "reading_timed_out"}
    assert (row["status"], done.returncode) == ("error", 2)


def test_a_wrong_setting_is_named(run, folder):
    done = run("scan", folder, OCR_TIME_LIMIT="never")
    assert done.returncode == 2
    assert b"OCR_TIME_LIMIT" in done.stderr
    assert b"Traceback" not in done.stderr


def test_no_images_is_said(run, tmp_path):
    done = run("scan", tmp_path)
    assert done.returncode == 0
    assert b"0 images" in done.stderr


def test_results_that_cannot_be_written_are_an_error_without_a_traceback(command, run, folder):
    full = run("scan", folder / "letter.png", "--output", "/dev/full", "--format", "jsonl")
    assert (full.returncode, full.stderr) == (2, b"ocr-text-analysis: The output: No space left on device\n")
    reading, writing = os.pipe()
    os.close(reading)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    words = [*command, "scan", str(folder / "letter.png")]
    gone = subprocess.run(words, stdout=writing, stderr=subprocess.PIPE, env=environment, check=False)
    os.close(writing)
    assert (gone.returncode, gone.stderr) == (2, b"")
