"""What an image shows is afterwards nowhere but in the answers: not in logs, files, Redis or what goes to children."""

import base64
import json
import os
import re
import secrets
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORD = re.compile(r"[^\s\"\\]{6,}")


def planted():
    """Lines that stand nowhere else; drawn from letters that every reader tells apart."""
    name = "".join(secrets.choice("abdehkmnprtuwxy") for _ in range(12))
    return [f"Write to {name}@example.com", f"or see https://{name}.example.org/{name}", "card 4111 1111 1111 1111"]


@pytest.fixture(scope="module", params=["tesserocr", "pytesseract"])
def driven(request, tmp_path_factory, start_redis):
    """What one run of drive.py with an engine said, where it ran, and all that its Redis holds."""
    folder, temp, redis = tmp_path_factory.mktemp("here"), tmp_path_factory.mktemp("temp"), start_redis()
    text = planted()
    environment = os.environ | {
        "PLANTED": json.dumps(text),
        "TMPDIR": str(temp),
        "HOME": str(temp),  # where the neural network's library would keep what it reports to its maker
        "PYTHONPATH": str(ROOT),
        "OCR_ENGINE": request.param,
        "OCR_SECOND_READER": "true" if request.param == "tesserocr" else "false",
        "OCR_CACHE_URL": redis.url,
        "OCR_CACHE_SECRET": "s",
        "OCR_CACHE_TIMEOUT": "5",
        "OCR_LOG_LEVEL": "DEBUG",
        "OCR_MAX_BODY_BYTES": "1000000",
        "OCR_TIME_LIMIT": "60",
        "OCR_BUCKET": "bucket",
        "POWERTOOLS_LOGGER_LOG_EVENT": "true",
        "POWERTOOLS_TRACE_DISABLED": "true",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    out, back = os.pipe()
    said = []

    def listen():
        with os.fdopen(out) as pipe:
            said.append(pipe.read())

    reading = threading.Thread(target=listen)
    reading.start()
    program = [sys.executable, "-W", "default", str(Path(__file__).with_name("drive.py")), str(back)]
    run = subprocess.run(program, env=environment, cwd=folder, capture_output=True, pass_fds=[back], check=False)
    os.close(back)
    reading.join()
    assert run.returncode == 0, run.stderr.decode()[-4000:]
    kept = redis.client()
    dump = b"".join(key + kept.get(key) for key in kept.keys())  # noqa: SIM118 # a client is no dictionary
    redis.stop()
    output = (run.stdout + run.stderr).decode(errors="replace")
    return json.loads(said[0]) | {"output": output, "text": text, "temp": temp, "folder": folder, "dump": dump}


def secrets_of(driven):
    """Everything that must not be found: what was drawn, what was read, and windows of the files' own bytes."""
    words = {word for line in driven["text"] for word in WORD.findall(line) if word not in {"https", "example"}}
    for answer in driven["answers"]:
        if answer.startswith("{"):
            scan = json.loads(answer)
            scan = scan.get("body") or scan.get("result") or scan
            for finding in scan["findings"]:
                words |= {finding["value"], finding["normalized"] or finding["value"]}
            words |= set(WORD.findall(scan["content"]))
    return {word for word in words if len(word) >= 6} | {"marmalade-in-the-comment"}


def windows_of(driven):
    for image in map(bytes.fromhex, driven["images"]):
        for at in range(40, len(image) - 24, max(1, len(image) // 200)):
            yield image[at : at + 24]


def test_every_way_was_gone(driven):
    statuses = driven["statuses"]
    assert statuses["/analyze"].count(200) >= 16 + 3
    assert statuses["/analyze"].count(500) == 1
    assert {400, 413} <= set(statuses["/analyze"])
    assert statuses["/redact"] == [200] * 10
    assert statuses["/scans"] == [201, 400]
    assert any("findings" in answer for answer in driven["answers"])


def test_no_word_of_it_is_in_any_output(driven):
    found = [word for word in secrets_of(driven) if word in driven["output"]]
    assert len(secrets_of(driven)) >= 5
    assert not found


def test_no_byte_of_it_is_in_any_output(driven):
    output = driven["output"]
    compact = re.sub(r"\s", "", output)
    for window in windows_of(driven):
        assert window.hex() not in compact
        assert repr(window)[2:-1] not in output
        # The middle of a window looks the same in base64 wherever the window begins.
        assert not any(base64.b64encode(window[shift:])[:16].decode() in compact for shift in range(3))


def test_what_was_logged_instead_is_enough_to_follow_a_call(driven):
    lines = [json.loads(line) for line in driven["output"].splitlines() if line.startswith('{"level"')]
    failed = [line for line in lines if line["message"] == "unforeseen error"]
    assert [(line["error_type"], line["where"].partition(":")[0]) for line in failed] == [("RuntimeError", "drive.py")]
    assert re.fullmatch(r"[0-9a-f]{16}", failed[0]["request_id"])
    read = [line for line in lines if line["message"] == "analyzed"]
    assert all({"bytes", "findings", "cached", "milliseconds", "request_id"} <= set(line) for line in read)
    answered = Counter(finding["type"] for finding in json.loads(driven["answers"][0])["findings"])
    assert read[0]["types"] == answered
    assert answered["CREDIT_CARD_NUMBER"] == 1
    (batch,) = [line for line in lines if line["message"] == "batch failed"]
    assert (batch["error_type"], batch["where"].partition(":")[0]) == ("RuntimeError", "drive.py")
    assert any(line["message"] == "failed, and will come again" for line in lines)
    assert {line["code"] for line in lines if line["message"] == "request refused"} >= {
        "broken_image",
        "body_too_large",
    }


def test_nothing_was_written_to_a_file(driven):
    # drive.py could not: that both engines answered for all formats shows that nothing needs to.
    assert [*driven["temp"].iterdir(), *driven["folder"].iterdir()] == []


def test_redis_shows_none_of_it(driven):
    assert len(driven["dump"]) > 100
    for word in secrets_of(driven):
        assert word.encode() not in driven["dump"]
    assert not any(window in driven["dump"] for window in windows_of(driven))
