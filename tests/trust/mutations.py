"""Damaged images of every format, driven through the application in process.

    python tests/trust/mutations.py 10000 [SEED]

Prints how often each status was answered, the slowest call, and the most memory used. A case that ends the process, or
is not answered in a minute, is counted and named by its number; the same seed and number make the same file again.
"""

import io
import json
import os
import random
import resource
import select
import signal
import struct
import sys
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
_MIB = 1024
_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


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
    return data[: chance.randrange(1, len(data))]


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
    return data[: chance.randrange(1, len(data))] + other[chance.randrange(len(other)) :]


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


def _serve(cases, seed, pipe):
    """In the child: one line for each case that has been answered."""
    settings = Settings(cache_url="none://", second_reader=False, time_limit=20, max_pixels=4_000_000)
    client = TestClient(create_app(Scanner(settings)), raise_server_exceptions=False)
    with os.fdopen(pipe, "w", buffering=1) as out:
        for number in cases:
            kind, data = mutated(seed, number)
            began = time.perf_counter()
            path = "/redact" if number % 5 == 0 else "/analyze"
            answer = client.post(path, content=data, headers={"Content-Type": "image/png"})
            code = answer.json()["code"] if answer.status_code >= 400 else ""
            took = time.perf_counter() - began
            peak = max(resource.getrusage(who).ru_maxrss for who in _WHO) // _MIB
            out.write(json.dumps([number, kind, answer.status_code, code, took, peak]) + "\n")


def run(count, seed):
    """Drives ``count`` cases; a child does the work, so that whatever a case does to it is seen."""
    outcome, first = Outcome(), 0
    while first < count:
        out, back = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(out)
            status = 1
            try:
                _serve(range(first, count), seed, back)
                status = 0
            finally:
                os._exit(status)
        os.close(back)
        with os.fdopen(out) as lines:
            while select.select([lines], [], [], LONGEST)[0] and (line := lines.readline()):
                number, kind, status, code, took, peak = json.loads(line)
                first = number + 1
                outcome.statuses[status] += 1
                outcome.codes[code] += bool(code)
                outcome.slowest = max(outcome.slowest, (took, kind, number))
                outcome.start_mib = outcome.start_mib or peak
                outcome.peak_mib = max(outcome.peak_mib, peak)
                if status >= 500:
                    outcome.wrong.append((number, kind, status, code))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if first < count:
            outcome.ended.append((first, mutated(seed, first)[0]))
            first += 1
    return outcome


def main():
    count, seed = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "1"
    began = time.monotonic()
    outcome = run(count, seed)
    print(f"{count} files of seed {seed} in {time.monotonic() - began:.0f} s")
    print("status", dict(sorted(outcome.statuses.items())), "codes", dict(outcome.codes.most_common()))
    took, kind, number = outcome.slowest
    print(f"slowest {took:.2f} s (case {number}, {kind}); memory {outcome.start_mib} → {outcome.peak_mib} MiB")
    print("ended the process or did not answer:", outcome.ended or "none")
    print("5xx:", outcome.wrong or "none")
    return bool(outcome.ended or outcome.wrong)


if __name__ == "__main__":
    sys.exit(main())
