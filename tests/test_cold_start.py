"""What a start of the function loads: counted in modules, since seconds depend on the machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# The framework, Pydantic and the detectors' own tables are two thirds of it.
MOST_MODULES = 680
# Needed by some calls, or not by the function at all.
LATER = {
    "aws_xray_sdk": "a traced invocation",
    "boto3": "/scans, keys in Secrets Manager",
    "botocore.session": "/scans, keys in Secrets Manager",
    "handler.lambda_queue": "another function",
    "limits": "a rate limit",
    "numpy": "an image to be read",
    "onnxruntime": "doubtful lines",
    "phonenumbers": "an image with text",
    "pillow_heif": "an HEIF to be redacted",
    "PIL.PngImagePlugin": "an image to be read",
    "publicsuffixlist": "an image with text",
    "redis": "a Redis",
    "rich": "the command line",
    "stdnum": "an image with text",
    "typer": "the command line",
    "uvicorn": "a server",
}
READING = {"numpy", "onnxruntime", "phonenumbers", "PIL.PngImagePlugin", "publicsuffixlist"}


def loaded(module="handler.lambda_http", **environment):
    """The names of all modules after an import in an interpreter of its own, and what it said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OCR_", "AWS_", "_X_AMZN"))}
    program = f"import sys, json, {module}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=kept | environment, capture_output=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_a_start_stays_within_its_budget():
    modules = loaded()
    assert len(modules) <= MOST_MODULES, f"{len(modules)} modules: is all of it needed by every first call?"
    assert not {name: why for name, why in LATER.items() if name in modules}


def test_what_every_image_needs_is_loaded():
    modules = loaded()
    assert modules >= {"cryptography.hazmat.primitives.kdf.hkdf", "handler.detecting.registry", "mangum", "tesserocr"}


def test_an_instance_started_ahead_of_calls_has_all_that_reads():
    assert loaded(AWS_LAMBDA_INITIALIZATION_TYPE="provisioned-concurrency") >= READING
    assert not loaded(AWS_LAMBDA_INITIALIZATION_TYPE="on-demand") & READING


def test_an_instance_without_trained_data_starts_all_the_same(tmp_path):
    ahead = {"AWS_LAMBDA_INITIALIZATION_TYPE": "provisioned-concurrency", "OCR_TESSDATA": str(tmp_path)}
    assert "handler.warming" in loaded(**ahead)


@pytest.mark.parametrize(
    ("environment", "needed"),
    [({"OCR_CACHE_URL": "redis://127.0.0.1:1/0"}, "redis"), ({"OCR_RATE_LIMIT": "60/minute"}, "limits")],
)
def test_what_a_setting_asks_for_is_loaded(environment, needed):
    assert needed in loaded(**environment)


def test_a_server_loads_less_than_the_function():
    modules = loaded("handler.api.app")
    assert not modules & {"aws_xray_sdk", "mangum", "numpy", "onnxruntime", "tesserocr", "cryptography"}
