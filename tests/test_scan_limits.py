"""What one image, and all at once, may take of the processors: turns for all work, and an end in time."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from handler import scan as scan_module
from handler.api.app import create_app
from handler.errors import Overloaded
from handler.reading import tesseract_inprocess
from handler.reading.page import Page
from handler.reading.tesseract_inprocess import InProcess
from handler.scan import Options, Scanner
from handler.settings import Settings

ROOT = Path(__file__).parents[1]
RAW = {"Content-Type": "image/png"}


def test_many_redactions_of_what_is_cached_are_bounded(letter, monkeypatch):
    scanner = Scanner(Settings(max_concurrent=1, max_waiting=2, second_reader=False))
    scanner.scan(letter, Options())
    app = create_app(scanner)
    refused, painted = threading.Semaphore(0), []
    real = scan_module.redact

    def slow(*arguments):
        painted.append(threading.get_ident())
        # Whoever is painting waits until all those are refused that are too many.
        assert len(painted) > 1 or all(refused.acquire(timeout=30) for _ in range(5))
        return real(*arguments)

    monkeypatch.setattr(scan_module, "redact", slow)

    def call(_):
        answer = TestClient(app).post("/redact", content=letter, headers=RAW)
        if answer.status_code == 503:
            refused.release()
        return answer.status_code, answer.headers.get("retry-after")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(call, range(8)))
    assert sorted(answers) == [(200, None)] * 3 + [(503, "3")] * 5


def test_opening_waits_for_its_turn_too(letter, monkeypatch):
    scanner = Scanner(Settings(max_concurrent=1, time_limit=0.2, second_reader=False))
    opened = []
    monkeypatch.setattr(scan_module, "open_picture", lambda *arguments: opened.append(arguments))
    with scanner._turn(), pytest.raises(Overloaded, match="No processor was free"):
        scanner.scan(letter, Options(), use_cache=False)
    assert not opened


def test_after_the_time_limit_no_further_page_is_decoded(encoded, monkeypatch):
    pages = [Image.new("L", (40, 30), shade) for shade in range(20)]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    scanner = Scanner(Settings(max_concurrent=1, second_reader=False))
    monkeypatch.setattr(scan_module, "at_once", lambda read, frames, **_: map(read, frames))
    late = threading.Event()
    now = time.monotonic

    class Slow:
        describe, trained_data = scanner.reader.describe, scanner.reader.trained_data

        def read(self, image, *, number, **_):
            if number == 3:
                late.set()
            return Page(number, *image.size, ())

    scanner.reader = Slow()
    # The clock of this module alone: event loops of this process measure their sleep by it.
    monkeypatch.setattr(scan_module, "time", SimpleNamespace(monotonic=lambda: now() + 1000 * late.is_set()))
    found = scanner.scan(data, Options(), use_cache=False)
    assert [page.complete for page in found.pages] == [True] * 3 + [False] * 17
    assert {(page.width, page.height) for page in found.pages} == {(40, 30)}


def test_idle_engines_are_bounded_and_the_last_used_stay(monkeypatch):
    monkeypatch.setattr(tesseract_inprocess, "processors", lambda: 1)
    engine, image = InProcess(), Image.new("L", (60, 40), 255)
    for languages in (("eng",), ("tur",), ("eng",), ("eng", "tur"), ("tur", "eng")):
        engine.look(image, languages, 5)
    assert [languages for languages, _ in engine._idle] == [("eng", "tur"), ("tur", "eng")]


def test_other_trained_data_of_the_same_name_shares_no_results(tmp_path):
    places = set()
    for data in (b"fast", b"best of all"):
        (tmp_path / "eng.traineddata").write_bytes(data)
        scanner = Scanner(Settings(tessdata=str(tmp_path), second_reader=False, cache_secret="s"))
        places.add(scanner.cache.key(b"image", scanner._depends_on(Options(), "")).lookup)
    assert len(places) == 2


def test_freed_pixels_go_back_to_the_system_whichever_thread_had_them():
    program = (
        "import threading\n"
        "from pathlib import Path\n"
        "from PIL import Image\n"
        "from handler.heaps import keep_few\n"
        "keep_few()\n"
        "def work():\n"
        "    kept = [Image.new('RGB', (2400, 2400), 'white') for _ in range(4)]\n"
        "    pins.append(bytes(100_000))\n"  # lies above them in a heap, and so keeps it from shrinking
        "pins = []\n"
        "for _ in range(12):\n"
        "    threads = [threading.Thread(target=work) for _ in range(4)]\n"
        "    [t.start() for t in threads], [t.join() for t in threads]\n"
        "lines = Path('/proc/self/status').read_text().splitlines()\n"
        "print(next(int(line.split()[1]) // 1024 for line in lines if line.startswith('VmRSS')))\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=ROOT, check=True)
    assert int(run.stdout) < 100
