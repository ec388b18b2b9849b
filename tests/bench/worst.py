"""The largest images that the limits let through, and the worst noise, each sent to a service of its own.

    python tests/bench/worst.py [--only NAME]

For each: status, seconds until the answer, seconds of processors, and the most memory that the service and its children
held together (pages shared between them counted once), above what is allowed where it is: 25 seconds, and the 1,769 MB
of the function in template.yaml.
"""

import argparse
import asyncio
import io
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from load import ROOT, ask, family, image, memory, request
from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()
SIDE = 8_000
BODY = 20 * 2**20
MOST_SECONDS, MOST_MIB = 25.0, 1769
TICKS = os.sysconf("SC_CLK_TCK")


def page(mode="RGB", side=SIDE):
    """Text in a corner of as many pixels as one page may have."""
    made = Image.new("RGB", (side, side), "white")
    lines = Image.open(io.BytesIO(image(lines=6)))
    made.paste(lines.resize((3 * lines.width, 3 * lines.height)), (40, 40))  # the largest pages are read made smaller
    return made.convert(mode)


def noise(side=SIDE, mode="RGB"):
    grain = Image.effect_noise((side, side), 90)
    made = Image.merge("RGB", [grain, grain.rotate(90), grain.rotate(180)]).convert(mode)
    made.paste(page(mode, 2000), (40, 40))
    return made


def saved(picture, kind, **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def scans(data, count):
    """A progressive JPEG with its last refinement repeated."""
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * count + data[-2:]


def transparent():
    made = page("RGBA")
    made.putpixel((0, 0), (0, 0, 0, 0))
    return made


def many(kind, count, **options):
    blank = page("P" if kind == "GIF" else "L")
    return saved(blank, kind, save_all=True, append_images=[blank.rotate(n % 2) for n in range(1, count)], **options)


# Noise of as many pixels as a body holds; what is lossy holds all that a page may have.
CASES = {
    "PNG RGBA 64 MP": lambda: saved(transparent(), "PNG"),
    "PNG noise 6 MP": lambda: saved(noise(2500), "PNG"),
    "PNG black and white noise 64 MP": lambda: saved(noise(mode="1"), "PNG"),
    "JPEG 64 MP": lambda: saved(page(), "JPEG"),
    "JPEG 64 MP, 99 scans": lambda: scans(saved(page(), "JPEG", progressive=True), 89),
    "JPEG noise 64 MP": lambda: saved(noise(), "JPEG", quality=12),
    "GIF 64 MP": lambda: saved(page("P"), "GIF"),
    "GIF 64 MP, 50 frames": lambda: many("GIF", 50),
    "GIF noise 16 MP": lambda: saved(noise(4000, "L"), "GIF"),
    "BMP 6 MP": lambda: saved(page(side=2600), "BMP"),
    "TIFF 64 MP, 50 pages": lambda: many("TIFF", 50, compression="tiff_deflate"),
    "TIFF RGBA 64 MP": lambda: saved(transparent(), "TIFF", compression="tiff_deflate"),
    "WEBP 64 MP": lambda: saved(page(), "WEBP", method=0),
    "WEBP noise 48 MP": lambda: saved(noise(6900), "WEBP", quality=2, method=0),
    "WEBP noise 64 MP": lambda: saved(noise(), "WEBP", quality=2, method=0),
    "WEBP lossless RGBA 64 MP": lambda: saved(transparent(), "WEBP", lossless=True, quality=0, method=0),
    "AVIF noise 32 MP": lambda: saved(noise(5650), "AVIF", quality=20, speed=10),
    "AVIF 64 MP": lambda: saved(page(), "AVIF", speed=10),
    "HEIF noise 24 MP": lambda: saved(noise(4890), "HEIF", quality=20, enc_params={"preset": "ultrafast"}),
}


class Watch:
    """What a process and its children use, looked at several times a second."""

    def __init__(self, pid):
        self._pid, self._over = pid, threading.Event()
        self._before, self._ticks, self.peak = self._look(), {}, 0
        self._thread = threading.Thread(target=self._go_on)
        self._thread.start()

    def _look(self):
        seen = {}
        for pid in family(self._pid):
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            seen[pid] = int(fields[11]) + int(fields[12])
        return seen

    def _go_on(self):
        while not self._over.wait(0.1):
            self._ticks |= self._look()
            self.peak = max(self.peak, memory(self._pid))

    def end(self):
        """(seconds of processors, MiB at the peak)"""
        self._over.set()
        self._thread.join()
        self._ticks |= self._look()
        ticks = sum(after - self._before.get(pid, 0) for pid, after in self._ticks.items())
        return ticks / TICKS, self.peak


def measure(name, data):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "handler.api.app:app", "--port", str(port), "--no-access-log"]
    environment = os.environ | {"OCR_LOG_LEVEL": "ERROR"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert any("Uvicorn running" in line for line in server.stderr)
        for path in ("/analyze", "/redact"):
            watch = Watch(server.pid)
            began = time.perf_counter()
            status, _ = asyncio.run(ask(port, request(data, path)))
            took = time.perf_counter() - began
            used, peak = watch.end()
            over = " TOO SLOW" * (took > MOST_SECONDS) + " TOO MUCH MEMORY" * (peak > MOST_MIB)
            print(f"{name:34} {path:9} {status}  {took:6.1f} s  {used:6.1f} s CPU  {peak:5d} MiB{over}", flush=True)
    finally:
        server.terminate()
        server.wait()
        server.stderr.close()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", default="")
    chosen = options.parse_args()
    for name, make in CASES.items():
        if chosen.only in name:
            data = make()
            print(f"{name:34} {len(data) / 1e6:.1f} MB" + " larger than a body" * (len(data) > BODY), flush=True)
            measure(name, data)


if __name__ == "__main__":
    main()
