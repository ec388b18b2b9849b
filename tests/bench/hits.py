"""What an answer out of the cache costs: processor milliseconds in one process, and answers a second over HTTP.

    python tests/bench/hits.py [--seconds 5] [--clients 16] [--in-process] [--cprofile] [--before DIR]

In process, the application is called as a server would call it, with the image as the raw body and as a multipart form.
Over HTTP, one worker and then two answer so many clients, who keep their connections and run in processes of their own,
on the same processors. Beside the answers a second stand the processor milliseconds that the workers took for one: on a
machine that others use as well these are what can be compared. ``--before`` names another checkout of this product,
which is measured first.
"""

import argparse
import asyncio
import cProfile
import multiprocessing
import os
import pstats
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(os.environ.get("BENCH_PRODUCT", Path(__file__).resolve().parents[2]))
IMAGE = ROOT / "local/samples/note.png"
EDGE = b"edge-of-the-parts"
FORM = b'--%b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n%b\r\n--%b--\r\n'
APP = "handler.api.app:app"
_TICK = os.sysconf("SC_CLK_TCK")


def bodies():
    data = IMAGE.read_bytes()
    return {
        "raw": (b"image/png", data),
        "multipart": (b"multipart/form-data; boundary=" + EDGE, FORM % (EDGE, data, EDGE)),
    }


def scope_of(kind, body):
    headers = [(b"host", b"h"), (b"content-type", kind), (b"content-length", str(len(body)).encode())]
    call = {"type": "http", "http_version": "1.1", "method": "POST", "path": "/analyze", "query_string": b""}
    sides = {"client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 80)}
    return {"asgi": {"version": "3.0"}, "scheme": "http", "root_path": "", "headers": headers} | call | sides


async def ask(app, kind, body):
    sent = []
    coming = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive():
        return next(coming)

    async def send(message):
        sent.append(message)

    await app(scope_of(kind, body), receive, send)
    return sent


def in_process(profiled, nowhere):
    sys.path.insert(0, str(ROOT))
    from handler.api.app import app  # noqa: PLC0415 # the clients are processes that must not load it
    from handler.telemetry import logger  # noqa: PLC0415

    logger.registered_handler.setStream(nowhere)  # log lines are made, and go nowhere

    async def hits(kind, body, count):
        for _ in range(count):
            sent = await ask(app, kind, body)
        return sent

    for name, (kind, body) in bodies().items():
        with asyncio.Runner() as runner:
            sent = runner.run(hits(kind, body, 20))
            assert b'"cached":true' in b"".join(m.get("body", b"") for m in sent)
            began = time.process_time()
            runner.run(hits(kind, body, 1000))
            print(f"in process, {name:9}  {time.process_time() - began:6.3f} ms of processor a hit")
            if profiled:
                with cProfile.Profile() as profile:
                    runner.run(hits(kind, body, 500))
                pstats.Stats(profile).sort_stats("tottime").print_stats(25)


def client(port, connections, seconds, counted):
    async def one(ends):
        kind, body = bodies()["raw"]
        top = b"POST /analyze HTTP/1.1\r\nHost: h\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n" % (kind, len(body))
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answers = 0
        while time.monotonic() < ends:
            writer.write(top + body)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head[:40]
            answer = await reader.readexactly(int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]))
            assert b'"cached":true' in answer, "an answer did not come out of the cache"
            answers += 1
        writer.close()
        return answers

    async def every():
        ends = time.monotonic() + seconds
        return sum(await asyncio.gather(*(one(ends) for _ in range(connections))))

    counted.put(asyncio.run(every()))


def seconds_of(pid):
    """Processor seconds of a process and its children that live."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return (int(fields[11]) + int(fields[12])) / _TICK + sum(seconds_of(child) for child in children)


def over_http(workers, seconds, clients):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serves = ["handler", "serve"] if (ROOT / "handler/command_line/serving.py").exists() else ["uvicorn", APP]
    command = [sys.executable, "-m", *serves, "--port", str(port), "--workers", str(workers)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"OMP_THREAD_LIMIT": "1"}, **quiet)
    try:
        warm(port, workers)
        counted, before = multiprocessing.Queue(), seconds_of(server.pid)
        load = [
            multiprocessing.Process(target=client, args=(port, clients // 2, seconds, counted), daemon=True)
            for _ in range(2)
        ]
        began = time.monotonic()
        for process in load:
            process.start()
        answers = sum(counted.get(timeout=seconds + 60) for _ in load)
        lasted = time.monotonic() - began
        took = 1000 * (seconds_of(server.pid) - before) / answers
        print(f"HTTP, {workers} worker(s)     {answers / lasted:6.0f} hits a second, {took:6.3f} ms of processor a hit")
    finally:
        server.terminate()
        server.wait(30)


def warm(port, workers):
    """Every worker has a cache of its own: images are sent until each has surely read this one."""
    kind, body = bodies()["raw"]
    top = b"POST /analyze HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n"
    hits = 0
    while hits < 12 * workers:
        try:
            with socket.create_connection(("127.0.0.1", port), 60) as connection:
                connection.sendall(top % (kind, len(body)) + body)
                answer = b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionRefusedError:
            time.sleep(0.1)
            continue
        hits = hits + 1 if b'"cached":true' in answer else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--in-process", action="store_true", help="leave the server out")
    parser.add_argument("--cprofile", action="store_true", help="show where the time goes in process")
    parser.add_argument("--before", type=Path, metavar="DIR")
    wanted = parser.parse_args()
    if wanted.before:
        same = ["--seconds", str(wanted.seconds), "--clients", str(wanted.clients)]
        same += ["--in-process"] if wanted.in_process else []
        for name, product in (("before", wanted.before.resolve()), ("now", ROOT)):
            print(f"{name}:", flush=True)
            subprocess.run(
                [sys.executable, __file__, *same], env=os.environ | {"BENCH_PRODUCT": str(product)}, check=True
            )
        sys.exit()
    with Path(os.devnull).open("w") as devnull:
        in_process(wanted.cprofile, devnull)
    if not wanted.in_process:
        for count in (1, 2):
            over_http(count, wanted.seconds, wanted.clients)
