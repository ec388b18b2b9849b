"""The README tells the truth: its answers are the service's own, its table holds every setting."""

import json
import re
import shlex
from pathlib import Path

import pytest

from handler.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
CALLS = re.findall(r"```sh\n(curl [^\n]+)\n```\n\n```json\n(.+?)\n```", README, re.DOTALL)


def test_there_are_calls_with_answers():
    assert len(CALLS) == 3


@pytest.mark.parametrize(("command", "printed"), CALLS)
def test_an_answer_is_as_printed(client, command, printed):
    words = shlex.split(command)
    path = words[words.index("-F") + 1].removeprefix("file=@")
    url = re.sub(r"^http://[^/]+", "", words[-1])
    answer = client.post(url, files={"file": (path, (ROOT / path).read_bytes())})
    ours, theirs = answer.json(), json.loads(printed)
    for mine, shown in zip(ours.get("findings", []), theirs.get("findings", []), strict=True):
        for box, drawn in zip(mine.pop("boxes"), shown.pop("boxes"), strict=True):
            # A few pixels more or less are another build of Tesseract.
            assert all(abs(box[side] - drawn[side]) <= 4 for side in drawn)
    assert ours == theirs


def test_every_setting_is_in_the_table():
    rows = re.findall(r"^\| `(OCR_\w+)` \| (?:`(.*?)`)? ?\| (.+?) \|$", README, re.MULTILINE)
    assert [name for name, *_ in rows] == [f"OCR_{name.upper()}" for name in Settings.model_fields]
    for name, default, meaning in rows:
        field = Settings.model_fields[name.removeprefix("OCR_").lower()]
        assert meaning == field.description
        value = getattr(field.default, "get_secret_value", lambda field=field: field.default)()
        assert default == ("" if value is None else str(value).lower() if isinstance(value, bool) else str(value))


def test_every_file_it_names_is_there():
    for path in re.findall(r"(?:@|\()((?:local|tests|handler)/[\w./-]+)", README):
        assert (ROOT / path).exists(), path
