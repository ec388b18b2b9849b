"""The report as a file; ``tests/browser`` opens it."""

import base64
import io
import re

import pytest
from PIL import Image


def report_of(run, tmp_path, *arguments, **environment):
    done = run("scan", *arguments, "--report", tmp_path / "report.html", **environment)
    return done, (tmp_path / "report.html").read_text()


def thumbnail_of(html):
    (found,) = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', html)
    return Image.open(io.BytesIO(base64.b64decode(found)))


def test_thumbnails_are_painted_over_unless_originals_are_asked_for(run, folder, tmp_path):
    _, html = report_of(run, tmp_path, folder, "--types", "EMAIL", "--format", "json")
    _, open_html = report_of(run, tmp_path, folder, "--types", "EMAIL", "--report-originals")
    x, y, width, height = map(
        int, re.search(r'<rect [^>]*x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"', html).groups()
    )
    painted, original = thumbnail_of(html), thumbnail_of(open_html)
    wide, _ = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', html).groups())
    scale = painted.width / wide
    inside = tuple(int(v * scale) for v in (x, y, x + width, y + height))
    assert painted.crop(inside).convert("L").getextrema()[1] < 60
    assert original.crop(inside).convert("L").getextrema()[1] > 200


def test_with_masked_values_the_page_holds_none(run, folder, tmp_path):
    done, html = report_of(run, tmp_path, folder, "--masked")
    assert done.returncode == 1
    assert "EMAIL" in html
    assert "4111 11•• •••• 1111" in html
    assert not re.search("cobalt|7946|4111 1111|terms", html)


def test_whatever_names_and_values_hold_is_no_markup(run, tmp_path, picture, encoded):
    evil = tmp_path / "<img src=x onerror=alert(1)>&'\".png"
    evil.write_bytes(encoded(picture(["https://example.org/?q=<script>&x='y'"])))
    (tmp_path / "<b>.png").write_bytes(b"no image")
    done, html = report_of(run, tmp_path, tmp_path, "--format", "json")
    assert done.returncode == 2
    assert "<img src=x" not in html
    assert "<b>" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;&amp;&#x27;&quot;.png" in html
    assert html.count("<script>") == 1


def test_it_has_a_policy_that_lets_nothing_in(run, folder, tmp_path):
    _, html = report_of(run, tmp_path, folder)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]
    assert policy.startswith("default-src &#x27;none&#x27;")
    assert "unsafe" not in policy
    assert not re.search(r"https?://(?!example\.org/terms|e….org/…)", html)
    assert (tmp_path / "report.html").stat().st_mode & 0o777 == 0o600


def test_errors_and_counts_are_told(run, folder, tmp_path):
    (folder / "broken.png").write_bytes(b"no image")
    _, html = report_of(run, tmp_path, folder)
    assert "3 images: 1 with findings, 1 clean, 1 with errors." in html
    assert "not_an_image" in html


@pytest.mark.parametrize("broken", [False, True])
def test_a_second_run_shows_what_the_first_one_read(run, folder, tmp_path, broken):
    lines = tmp_path / "findings.jsonl"
    run("scan", folder, "--output", lines)
    if broken:
        (folder / "letter.png").unlink()
    done, html = report_of(run, tmp_path, folder, "--output", lines)
    assert ("data:image/jpeg" in html) is not broken
    assert ("cobalt@example.com" in html) is not broken
    assert done.returncode == (0 if broken else 1)
