"""The tools that look after what the product is made of, and the page that says what it is defended against."""

import ast
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from handler.reading.models import GENUINE

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "SECURITY.md").read_text()
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", SECURITY)


def test_the_bill_of_materials_holds_the_locked_packages_the_models_and_debians():
    debian = "libtiff6 4.5.0-6+deb12u1 amd64\ntesseract-ocr-eng 1:4.1.0-2 all\n"
    run = subprocess.run([ROOT / "local/sbom", "-"], input=debian.encode(), capture_output=True, check=True)
    bill = json.loads(run.stdout)
    assert bill["bomFormat"] == "CycloneDX"
    names = {component["name"] for component in bill["components"]}
    assert {"pillow", "onnxruntime", "awslambdaric", "libtiff6", *GENUINE} <= names
    assert names.isdisjoint({"pytest", "ruff", "ngrok", "moto"})
    assert "pkg:deb/debian/tesseract-ocr-eng@1%3A4.1.0-2?arch=all" in run.stdout.decode()


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
