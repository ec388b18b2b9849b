"""Load on a service of its own: requests a second, times, errors, and memory over time.

    python tests/bench/load.py [--seconds 5] [--clients 1,8,64]
    python tests/bench/load.py --minutes 5

The first sends images that are in the cache, then images that never were, from so many clients at once. The second
sends a mixture of all that callers send, good and bad, in several languages, animated, progressive and of twelve
megapixels, and watches the memory. A 503 with Retry-After is no error: it
is what an overloaded service is to say. With ``wrk`` installed, its figures for the cached case are printed as well.
"""

import argparse
import asyncio
import io
import itertools
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
EDGE = b"edge-of-the-parts"
NUMBERS = itertools.count()


def image(kind="PNG", lines=6, **options):
    """A page of text that never was before."""
    number = next(NUMBERS)
    page = Image.new("RGB", (640, 40 * lines + 20), "white")
    pen = ImageDraw.Draw(page)
    for i in range(lines):
        pen.text((16, 12 + 40 * i), f"line {i}: mail user{number}@example.com", "black", ImageFont.load_default(22))
    out = io.BytesIO()
    page.save(out, kind, **options)
    return out.getvalue()


def animation(kind, frames=4):
    """Frames with different lines, and as a person makes them: the same picture with something that moves."""
    pages = [Image.open(io.BytesIO(image())).convert("RGB") for _ in range(frames)]
    out = io.BytesIO()
    pages[0].save(out, kind, save_all=True, append_images=pages[1:], duration=80)
    return out.getvalue()


def large(kind, **options):
    """Twelve megapixels, as a camera makes them, of paper with a few lines."""
    page = Image.effect_noise((4000, 3000), 12).point(lambda level: min(255, level + 100)).convert("RGB")
    page.paste(Image.open(io.BytesIO(image(lines=3))).resize((1920, 420)), (400, 600))
    out = io.BytesIO()
    page.save(out, kind, **options)
    return out.getvalue()


def request(data, path="/analyze"):
    head = b'--%b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' % EDGE
    body = head + data + b"\r\n--%b--\r\n" % EDGE
    kind = "multipart/form-data; boundary=" + EDGE.decode()
    top = f"POST {path} HTTP/1.1\r\nHost: h\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return top.encode() + body


HEALTH = b"GET /health HTTP/1.1\r\nHost: h\r\n\r\n"


async def ask(port, sent):
    """(status, whether it says when to come back) of one request on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 120)).decode("latin-1").lower()
        length = next((line for line in head.split("\r\n") if line.startswith("content-length:")), "content-length: 0")
        await reader.readexactly(int(length.split(":")[1]))
        return int(head.split()[1]), "retry-after:" in head
    finally:
        writer.close()


@dataclass
class Figures:
    times: list = field(default_factory=list)
    health: list = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    refused: int = 0
    errors: list = field(default_factory=list)

    def line(self, seconds):
        times = sorted(self.times) or [0.0]
        at = lambda share: 1000 * times[min(len(times) - 1, int(share * len(times)))]  # noqa: E731
        slowest = 1000 * max(self.health, default=0.0)
        return (
            f"{len(self.times) / seconds:7.1f}/s  p50 {at(0.5):6.0f} ms  p95 {at(0.95):6.0f} ms  errors"
            f" {len(self.errors)}  refused {self.refused}  /health at most {slowest:.0f} ms  {dict(self.statuses)}"
        )


async def client(port, make, until, figures, wanted):
    while time.monotonic() < until:
        sent = make()
        began = time.perf_counter()
        try:
            status, comes_back = await ask(port, sent)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            figures.errors.append(type(error).__name__)
            continue
        figures.statuses[status] += 1
        if status == 503 and comes_back:
            figures.refused += 1
            await asyncio.sleep(0.2)
        elif status in wanted:
            figures.times.append(time.perf_counter() - began)
        else:
            figures.errors.append(status)


async def pulse(port, until, figures):
    while time.monotonic() < until:
        began = time.perf_counter()
        await ask(port, HEALTH)
        figures.health.append(time.perf_counter() - began)
        await asyncio.sleep(0.25)


async def load(port, clients, seconds, make, wanted=(200,)):
    figures, until = Figures(), time.monotonic() + seconds
    callers = [client(port, make, until, figures, wanted) for _ in range(clients)]
    began = time.monotonic()
    await asyncio.gather(pulse(port, until, figures), *callers)
    return figures, time.monotonic() - began


# Combinations of what is installed by default: each needs an engine with data of its own.
LANGUAGES = ("eng", "tur", "eng,tur", "tur,eng")


def mixture():
    """What callers send, good and bad; a fifth of it comes again and again."""
    chance = random.Random(1)
    known = [image(), image("JPEG"), image("WEBP"), image("TIFF")]
    cameras = [large("JPEG", progressive=True, quality=70), large("JPEG", quality=70), large("WEBP", quality=60)]
    either = lambda: chance.choice(("/analyze", "/redact"))  # noqa: E731
    lines = lambda: chance.randint(1, 9)  # noqa: E731

    def cut_off():
        whole = image(chance.choice(("PNG", "JPEG", "WEBP", "TIFF")))
        return request(whole[: chance.randrange(len(whole))])

    kinds = {
        lambda: request(chance.choice(known)): 20,
        lambda: request(image(), f"/analyze?languages={chance.choice(LANGUAGES)}"): 5,
        lambda: request(animation(chance.choice(("GIF", "WEBP", "PNG", "TIFF")), chance.randint(2, 5)), either()): 5,
        lambda: request(image("JPEG", lines(), progressive=True)): 4,
        # With a tail that makes them new, since drawing them takes as long as reading them.
        lambda: request(chance.choice(cameras) + chance.randbytes(8), either()): 1,
        lambda: request(image(chance.choice(FORMATS), lines())): 35,
        lambda: request(image(lines=lines()), "/redact"): 10,
        cut_off: 10,
        lambda: request(chance.randbytes(chance.randrange(1, 200_000))): 5,
        lambda: HEALTH: 5,
    }

    def make():
        (kind,) = chance.choices([*kinds], kinds.values())
        return kind()

    return make


def family(pid):
    """A process and all below it."""
    pids = [pid]
    for p in pids:
        for thread in Path(f"/proc/{p}/task").glob("*"):
            with suppress(OSError):  # it has ended meanwhile
                pids += [int(child) for child in (thread / "children").read_text().split()]
    return pids


def memory(pid):
    """MiB of the service and its children, shared pages counted once."""
    total = 0
    for p in family(pid):
        with suppress(OSError):
            lines = Path(f"/proc/{p}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total // 1024


async def mixed(port, pid, minutes, clients):
    make, ends = mixture(), time.monotonic() + 60 * minutes
    seen = []
    while time.monotonic() < ends:
        figures, took = await load(port, clients, min(30, ends - time.monotonic()), make, (200, 204, 400))
        seen.append(memory(pid))
        print(f"{seen[-1]:5d} MiB  {figures.line(took)}", flush=True)
        if figures.errors:
            print("errors:", Counter(figures.errors))
    half = len(seen) // 2
    if half:
        print(
            f"memory: first half {statistics.mean(seen[:half]):.0f} MiB, second {statistics.mean(seen[half:]):.0f} MiB"
        )


async def steps(port, clients, seconds):
    kept = image()
    await ask(port, request(kept))
    for name, make in (("cached", lambda: request(kept)), ("uncached", lambda: request(image()))):
        for count in clients:
            figures, took = await load(port, count, seconds, make)
            print(f"{name:8} {count:3d} clients  {figures.line(took)}", flush=True)
            if figures.errors:
                print("errors:", Counter(figures.errors))
    return kept


def wrk(program, port, seconds, kept):
    """What wrk says of the cached case."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        body = request(kept).partition(b"\r\n\r\n")[2]
        written = "".join(f"\\{byte:03d}" for byte in body)
        script.write(f'wrk.method="POST"\nwrk.body="{written}"\n')
        script.write(f'wrk.headers["Content-Type"]="multipart/form-data; boundary={EDGE.decode()}"\n')
        script.flush()
        command = [program, "-t1", "-c8", f"-d{int(seconds)}s", "--latency", "-s", script.name]
        subprocess.run([*command, f"http://127.0.0.1:{port}/analyze"], check=True)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=5)
    options.add_argument("--clients", default="1,8,64")
    options.add_argument("--minutes", type=float, default=0)
    chosen = options.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "handler.api.app:app", "--port", str(port), "--no-access-log"]
    environment = os.environ | {"OCR_LOG_LEVEL": "ERROR"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        for line in server.stderr:
            if "Uvicorn running" in line:
                break
        if chosen.minutes:
            asyncio.run(mixed(port, server.pid, chosen.minutes, 8))
        else:
            kept = asyncio.run(steps(port, [int(n) for n in chosen.clients.split(",")], chosen.seconds))
            if program := shutil.which("wrk"):
                wrk(program, port, chosen.seconds, kept)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
