"""``--redact``: copies lie as the originals do, and nothing is ever written over."""

import io

import pytest
from PIL import Image


def names(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_copies_mirror_the_folder_in_the_formats_of_the_originals(run, folder, tmp_path, picture, encoded):
    (folder / "a" / "b").mkdir(parents=True)
    page = picture(["Contact: cobalt@example.com"])
    for kind in ("JPEG", "WEBP", "TIFF"):
        (folder / "a" / "b" / f"page.{kind.lower()}").write_bytes(encoded(page, kind))
    before = contents(folder)
    assert run("scan", folder, "--redact", tmp_path / "out").returncode == 1
    assert contents(folder) == before
    assert names(tmp_path / "out") == {"letter.png", "a/b/page.jpeg", "a/b/page.webp", "a/b/page.tiff"}
    for path in (tmp_path / "out" / "a" / "b").iterdir():
        with Image.open(path) as copy:
            assert copy.format.lower() == path.suffix[1:]
    assert run("scan", tmp_path / "out").returncode == 0


def test_several_paths_lie_as_in_the_folder_they_have_in_common(run, folder, tmp_path, letter):
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "letter.png").write_bytes(letter)
    run("scan", folder, tmp_path / "two" / "letter.png", "--redact", tmp_path / "out")
    assert names(tmp_path / "out") == {"in/letter.png", "two/letter.png"}


def test_an_image_from_a_pipe_is_copied_under_a_name_that_says_so(run, tmp_path, letter):
    run("scan", "-", "--redact", tmp_path / "out", stdin=letter)
    assert names(tmp_path / "out") == {"stdin.png"}


@pytest.mark.parametrize("where", ["in", "in/out", "in/../in/out", "link/out", "."])
def test_a_folder_of_copies_in_or_around_what_is_searched_is_refused(run, folder, where):
    (folder.parent / "link").symlink_to(folder)
    before = contents(folder)
    done = run("scan", folder, "--redact", folder.parent / where)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Give a folder beside it" in done.stderr
    assert contents(folder) == before


def test_the_folder_of_a_single_file_does_not_take_its_copy(run, folder):
    before = contents(folder)
    done = run("scan", folder / "letter.png", "--redact", folder, "--overwrite")
    assert done.returncode == 2
    assert b"copy_is_original" in done.stderr
    assert contents(folder) == before


def test_other_files_are_not_written_over_and_equal_ones_are_no_error(run, folder, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "letter.png").write_bytes(b"somebody's")
    done = run("scan", folder, "--redact", out)
    assert done.returncode == 2
    assert b"copy_exists" in done.stderr
    assert b"cobalt@example.com" in done.stdout
    assert contents(out) == {out / "letter.png": b"somebody's"}
    assert run("scan", folder, "--redact", out, "--overwrite").returncode == 1
    made = contents(out)
    assert run("scan", folder, "--redact", out).returncode == 1
    assert contents(out) == made


def test_a_link_in_the_place_of_a_copy_does_not_lead_back_to_the_original(run, folder, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "letter.png").symlink_to(folder / "letter.png")
    before = contents(folder)
    done = run("scan", folder, "--redact", out, "--overwrite")
    assert b"copy_elsewhere" in done.stderr
    assert contents(folder) == before


def test_a_link_inside_the_folder_of_copies_does_not_lead_into_what_is_searched(run, folder, tmp_path, letter):
    (folder / "deeper").mkdir()
    (folder / "deeper" / "letter.png").write_bytes(letter)
    out = tmp_path / "out"
    out.mkdir()
    (out / "deeper").symlink_to(folder)
    before = contents(folder)
    done = run("scan", folder, "--redact", out, "--overwrite")
    assert b"copy_elsewhere" in done.stderr
    assert contents(folder) == before
    assert names(out) == {"letter.png"}


def test_a_second_run_makes_only_the_copies_that_are_missing(run, folder, tmp_path, letter):
    (folder / "other.png").write_bytes(letter)
    out, lines = tmp_path / "out", tmp_path / "findings.jsonl"
    run("scan", folder, "--output", lines)
    written = lines.read_bytes()
    assert run("scan", folder, "--output", lines, "--redact", out).returncode == 1
    assert names(out) == {"letter.png", "other.png"}
    (out / "other.png").unlink()
    (out / "letter.png").write_bytes(b"kept as it is")
    run("scan", folder, "--output", lines, "--redact", out)
    assert names(out) == {"letter.png", "other.png"}
    assert (out / "letter.png").read_bytes() == b"kept as it is"
    assert lines.read_bytes() == written


@pytest.mark.parametrize("options", [[], ["--masked"]])
def test_a_copy_that_cannot_be_made_later_is_an_error_and_changes_no_line(run, folder, tmp_path, options):
    out, lines = tmp_path / "out", tmp_path / "findings.jsonl"
    (folder / "deeper").mkdir()
    (folder / "letter.png").rename(folder / "deeper" / "letter.png")
    run("scan", folder, "--output", lines, *options)
    written = lines.read_bytes()
    out.mkdir()
    (out / "deeper").write_bytes(b"a file in the folder's place")
    done = run("scan", folder, "--output", lines, "--redact", out, *options)
    assert done.returncode == 2
    assert b"copy_failed" in done.stderr
    assert lines.read_bytes() == written


def test_only_what_was_asked_for_is_painted_over(run, folder, tmp_path):
    run("scan", folder, "--redact", tmp_path / "out", "--types", "EMAIL")
    done = run("scan", tmp_path / "out", "--format", "csv")
    assert b"CREDIT_CARD_NUMBER" in done.stdout
    assert b"EMAIL" not in done.stdout


def test_a_copy_carries_no_metadata(run, folder, tmp_path, picture):
    image = picture(["Contact: cobalt@example.com"])
    exif = image.getexif()
    exif[0x010E] = "secret description"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    (folder / "photo.jpg").write_bytes(out.getvalue())
    run("scan", folder, "--redact", tmp_path / "out")
    assert b"secret description" not in (tmp_path / "out" / "photo.jpg").read_bytes()
