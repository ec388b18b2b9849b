"""Damaged images of every format, driven through the application in process.

    python tests/trust/mutations.py 10000 [--seed SEED] [--full]
    python tests/trust/mutations.py --folder DIR

The second sends every file below a folder instead. ``--full`` is with the settings of a service as it is started: the
limit of pixels, and the second reader; the others are quicker.

Prints how often each status was answered, the slowest call, and the most memory that the process and its children held
together, pages shared between them counted once. A case that ends the process, or
is not answered in a minute, is counted and named by its number; the same seed and number make the same file again.
"""

import argparse
import io
import json
import os
import random
import select
import signal
import struct
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from fastapi.testclient import TestClient
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from handler.api.app import create_app
from handler.imaging import heif
from handler.scan import Scanner
from handler.settings import Settings

heif.register()  # to make such files
LONGEST = 60
_KIB = 1024
QUICK = {"second_reader": False, "max_pixels": 4_000_000}


def pictures():
    """Small images with a line of text, in every format and the variants in which decoders differ."""
    font = ImageFont.load_default(16)
    plain = Image.new("RGB", (210, 40), "white")
    ImageDraw.Draw(plain).text((8, 8), "mail cobalt@example.com", "black", font)
    clear = plain.convert("RGBA")
    clear.putalpha(plain.convert("L").point(lambda v: 255 - v // 2))
    turned = Image.Exif()
    turned[0x0112] = 6
    pages = {"save_all": True, "append_images": [plain.rotate(180), plain]}
    yield "PNG", plain, {}
    yield "PNG", clear, {}
    yield "PNG", plain.quantize(16), {"bits": 4}
    yield "PNG", plain.convert("1"), {}
    yield "PNG", plain.convert("I;16"), {}
    yield "PNG", plain, pages | {"duration": 50}
    yield "JPEG", plain, {"quality": 80}
    yield "JPEG", plain, {"progressive": True, "exif": turned}
    yield "JPEG", plain.convert("CMYK"), {}
    yield "WEBP", plain, {"quality": 70}
    yield "WEBP", clear, {"lossless": True}
    yield "WEBP", plain, pages | {"duration": 50}
    yield "GIF", plain, {}
    yield "GIF", plain, pages | {"duration": 50}
    yield "BMP", plain, {}
    yield "BMP", plain.quantize(16), {}
    for compression in ("raw", "tiff_lzw", "tiff_deflate", "jpeg", "packbits"):
        yield "TIFF", plain, {"compression": compression}
    for compression in ("group3", "group4"):
        yield "TIFF", plain.convert("1"), {"compression": compression}
    yield "TIFF", plain, pages | {"compression": "tiff_lzw"}
    yield "AVIF", plain, {"quality": 60}
    yield "AVIF", clear, {}
    yield "HEIF", plain, {"quality": 60}


@lru_cache(maxsize=1)
def originals():
    made = []
    for kind, image, options in pictures():
        out = io.BytesIO()
        image.save(out, kind, **options)
        made.append((kind, out.getvalue()))
    return made


def flip_bits(data, chance):
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def cut_off(data, chance):
    return data[: chance.randrange(1, max(2, len(data)))]


def cut_out(data, chance):
    at = chance.randrange(len(data))
    del data[at : at + chance.choice((1, 4, 16, 256))]
    return data


def swap_pieces(data, chance):
    size = chance.choice((4, 8, 12, 64))
    if len(data) < 4 * size:
        return data
    a, b = sorted(chance.sample(range(len(data) - size), 2))
    data[a : a + size], data[b : b + size] = data[b : b + size], data[a : a + size]
    return data


def repeat_piece(data, chance):
    at = chance.randrange(len(data))
    piece = data[at : at + chance.choice((4, 12, 100))]
    data[at:at] = piece * chance.choice((1, 3, 50))
    return data


def edit_field(data, chance):
    """A field of the header, where sizes, counts and offsets stand, gets a number that is likely to hurt."""
    kind = chance.choice(("<H", ">H", "<I", ">I", "B"))
    size = struct.calcsize(kind)
    most = 256**size - 1
    value = chance.choice((0, 1, most, most // 2, most // 2 + 1, min(most, 65_535), min(most, 30_000), most - 7))
    if len(data) <= size:
        return data
    at = chance.randrange(min(len(data) - size, chance.choice((32, 128, 512))))
    data[at : at + size] = struct.pack(kind, value)
    return data


def graft(data, chance):
    """The beginning of one format with the end of another."""
    _, other = chance.choice(originals())
    return data[: chance.randrange(1, max(2, len(data)))] + other[chance.randrange(len(other)) :]


def stuff(data, chance):
    at = chance.randrange(len(data))
    data[at : at + 16] = chance.choice((b"\x00", b"\xff", b"\x80", b"%n%s")) * 16
    return data


MUTATIONS = (flip_bits, cut_off, cut_out, swap_pieces, repeat_piece, edit_field, edit_field, graft, stuff)


def mutated(seed, number):
    """Case ``number`` of ``seed``: the format it was made from and its bytes."""
    chance = random.Random(f"{seed}/{number}")
    kind, original = chance.choice(originals())
    data = bytearray(original)
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = bytearray(chance.choice(MUTATIONS)(data, chance)) or bytearray(b"\0")
    return kind, bytes(data)


@dataclass
class Outcome:
    """What came of a run: ``ended`` are the numbers of cases that ended the process or were not answered in time."""

    statuses: Counter = field(default_factory=Counter)
    codes: Counter = field(default_factory=Counter)
    slowest: tuple = (0.0, "", -1)
    start_mib: int = 0
    peak_mib: int = 0
    ended: list = field(default_factory=list)
    wrong: list = field(default_factory=list)


class Mutations:
    """So many damaged files of a seed."""

    def __init__(self, count, seed):
        self.count, self._seed = count, seed

    def case(self, number):
        return mutated(self._seed, number)


class Folder:
    """The files below a folder."""

    def __init__(self, folder):
        self._files = sorted(path for path in folder.rglob("*") if path.is_file())
        self.count = len(self._files)

    def case(self, number):
        return str(self._files[number].name), self._files[number].read_bytes()


def memory(pid):
    """MiB of a process and all below it; what ends meanwhile counts no more."""
    total, pids = 0, [pid]
    for p in pids:
        try:
            rollup = Path(f"/proc/{p}/smaps_rollup").read_text()
            for thread in Path(f"/proc/{p}/task").iterdir():
                pids += map(int, (thread / "children").read_text().split())
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total // _KIB


class Peak:
    """The most memory of a process and its children, looked at while it works."""

    def __init__(self, pid):
        self.mib, self._pid, self._over = memory(pid), pid, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self):
        while not self._over.wait(0.1):
            self.mib = max(self.mib, memory(self._pid))

    def end(self):
        self._over.set()
        self._thread.join()


def _serve(numbers, cases, settings, pipe):
    """In the child: one line for each case that has been answered."""
    scanner = Scanner(Settings(cache_url="none://", time_limit=20, **settings))
    client = TestClient(create_app(scanner), raise_server_exceptions=False)
    with os.fdopen(pipe, "w", buffering=1) as out:
        out.write("\n")
        for number in numbers:
            kind, data = cases.case(number)
            began = time.perf_counter()
            path = "/redact" if number % 5 == 0 else "/analyze"
            answer = client.post(path, content=data, headers={"Content-Type": "image/png"})
            code = answer.json()["code"] if answer.status_code >= 400 else ""
            took = time.perf_counter() - began
            out.write(json.dumps([number, kind, answer.status_code, code, took]) + "\n")


def run(cases, settings):
    """Drives all cases; a child does the work, so that whatever a case does to it is seen."""
    outcome, first = Outcome(), 0
    while first < cases.count:
        out, back = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(out)
            status = 1
            try:
                _serve(range(first, cases.count), cases, settings, back)
                status = 0
            finally:
                os._exit(status)
        os.close(back)
        with os.fdopen(out) as lines:
            lines.readline()
            peak = Peak(child)
            outcome.start_mib = outcome.start_mib or peak.mib
            while select.select([lines], [], [], LONGEST)[0] and (line := lines.readline()):
                number, kind, status, code, took = json.loads(line)
                first = number + 1
                outcome.statuses[status] += 1
                outcome.codes[code] += bool(code)
                outcome.slowest = max(outcome.slowest, (took, kind, number))
                if status >= 500:
                    outcome.wrong.append((number, kind, status, code))
            peak.end()
        outcome.peak_mib = max(outcome.peak_mib, peak.mib)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if first < cases.count:
            outcome.ended.append((first, cases.case(first)[0]))
            first += 1
    return outcome


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("count", type=int, nargs="?", default=1000)
    options.add_argument("--seed", default="1")
    options.add_argument("--folder", type=Path)
    options.add_argument("--full", action="store_true")
    chosen = options.parse_args()
    cases = Folder(chosen.folder) if chosen.folder else Mutations(chosen.count, chosen.seed)
    began = time.monotonic()
    outcome = run(cases, {} if chosen.full or chosen.folder else QUICK)
    whence = "a folder" if chosen.folder else f"seed {chosen.seed}"
    print(f"{cases.count} files of {whence} in {time.monotonic() - began:.0f} s")
    print("status", dict(sorted(outcome.statuses.items())), "codes", dict(outcome.codes.most_common()))
    took, kind, number = outcome.slowest
    print(f"slowest {took:.2f} s (case {number}, {kind}); memory {outcome.start_mib} → {outcome.peak_mib} MiB")
    print("ended the process or did not answer:", outcome.ended or "none")
    print("5xx:", outcome.wrong or "none")
    return bool(outcome.ended or outcome.wrong)


if __name__ == "__main__":
    sys.exit(main())
