"""The tools that look after what the product is made of, and the page that says what it is defended against."""

import ast
import hashlib
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from handler.reading.models import GENUINE

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "SECURITY.md").read_text()
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", SECURITY)


def test_the_bill_of_materials_holds_the_locked_packages_the_models_and_debians(tmp_path):
    debian = "libtiff6 4.5.0-6+deb12u1 amd64\ntesseract-ocr-eng 1:4.1.0-2 all\n"
    (tmp_path / "eng.traineddata").write_bytes(b"data")
    command = [sys.executable, "-I", ROOT / "local/sbom", "-", tmp_path]
    run = subprocess.run(command, input=debian.encode(), capture_output=True, check=True)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(run.stdout.decode()) is None
    bill = json.loads(run.stdout)
    names = {component["name"] for component in bill["components"]}
    assert {"pillow", "onnxruntime", "awslambdaric", "libtiff6", "eng.traineddata", *GENUINE} <= names
    assert names.isdisjoint({"pytest", "ruff", "ngrok", "moto"})
    assert "pkg:deb/debian/tesseract-ocr-eng@1%3A4.1.0-2?arch=all" in run.stdout.decode()
    assert hashlib.sha256(b"data").hexdigest() in run.stdout.decode()


def test_the_image_checks_its_trained_data_and_carries_its_bill():
    recipe = (ROOT / "layers/Dockerfile").read_text()
    known = dict(line.split()[::-1] for line in (ROOT / "layers/tessdata.sha256").read_text().splitlines())
    assert set(known) == {f"{name}.traineddata" for name in ("eng", "osd", "tur")}
    assert all(re.fullmatch("[0-9a-f]{64}", checksum) for checksum in known.values())
    assert "sha256sum --check --strict /build/tessdata.sha256" in recipe
    assert "COPY --from=bill /sbom.json /opt/sbom.json" in recipe


def test_every_locked_file_has_its_hash():
    locked = tomllib.loads((ROOT / "poetry.lock").read_text())["package"]
    assert len(locked) > 50
    for package in locked:
        assert package["files"], package["name"]
        assert all(file["hash"].startswith("sha256:") for file in package["files"])


def test_whatever_installs_checks_the_hashes():
    for path in ("local/setup", "layers/Dockerfile"):
        for line in re.findall(r"pip install [^\n]*requirements.txt", (ROOT / path).read_text()):
            assert "--require-hashes" in line


def test_the_page_names_enough_tests():
    assert len(NAMED) > 30


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED)))
def test_every_named_test_exists(path, name):
    tree = ast.parse((ROOT / path).read_text())
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert not name or name in defined


def test_every_row_of_the_tables_names_a_test():
    rows = [
        line for line in SECURITY.splitlines() if line.startswith("| ") and not line.startswith(("| threat", "| what"))
    ]
    assert len(rows) > 25
    assert all(re.search(r"`tests/", row) for row in rows), [row for row in rows if "`tests/" not in row]
