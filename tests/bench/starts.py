"""What a start of the function costs: modules and processor seconds of the import, of the first answer, of a hit.

    python tests/bench/starts.py [--runs N] [--markdown] [--before DIR]

Each start is an interpreter of its own with byte code at hand, on one processor; the median of the runs counts.
``--before`` names another checkout of this product; the two take turns.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from compare import show

ROOT = Path(__file__).resolve().parents[2]
IMAGE = ROOT / "local/samples/note.png"
START = """
import base64, io, json, os, sys, time
from types import SimpleNamespace

took, at = {}, time.process_time()

def lap(name):
    global at
    took[name], at = 1000 * (time.process_time() - at), time.process_time()

import handler.lambda_http as function

lap("import, processor ms")
took["import, modules"] = len(sys.modules)
about = {"function_name": "f", "memory_limit_in_mb": 1769, "invoked_function_arn": "arn", "aws_request_id": "r"}
http = {"method": "POST", "path": "/analyze", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.9", "userAgent": "t"}
context = {"accountId": "1", "apiId": "a", "domainName": "d", "http": http, "requestId": "r", "stage": "$default"}

def call(data):
    event = {"version": "2.0", "routeKey": "$default", "rawPath": "/analyze", "rawQueryString": ""}
    event |= {"headers": {"content-type": "image/png"}, "requestContext": context, "isBase64Encoded": True}
    event["body"] = base64.b64encode(data).decode()
    answer = function.handler(event, SimpleNamespace(**about))
    assert answer["statusCode"] == 200, answer["statusCode"]

data = open(sys.argv[1], "rb").read()
at = time.process_time()
call(data)
lap("first answer, processor ms")
call(data)
at = time.process_time()
for _ in range(20):
    call(data)
lap("hit, processor ms")
took["hit, processor ms"] /= 20
print(json.dumps(took))
"""


def start(product: Path) -> dict[str, float]:
    """One start of a checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OCR_", "AWS_", "_X_AMZN"))}
    own = {"PYTHONPATH": str(product), "OMP_THREAD_LIMIT": "1", "POWERTOOLS_TRACE_DISABLED": "1"}
    command = [sys.executable, "-c", START, str(IMAGE)]
    done = subprocess.run(command, env=kept | own, cwd=product, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=7)
    options.add_argument("--markdown", action="store_true")
    options.add_argument("--before", type=Path, metavar="DIR")
    chosen = options.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
    products = {"before": chosen.before.resolve()} if chosen.before else {}
    products["now"] = ROOT
    found: dict[str, list[dict[str, float]]] = {name: [] for name in products}
    for product in products.values():
        start(product)  # byte code is made
    for _ in range(chosen.runs):
        for name, product in products.items():
            found[name].append(start(product))
    rows = [["", *products, *(["before ÷ now"] if chosen.before else [])]]
    for what in found["now"][0]:
        figures = [statistics.median(run[what] for run in runs) for runs in found.values()]
        ratio = [f"{figures[0] / figures[1]:.2f}"] if chosen.before else []
        rows.append([what, *(f"{figure:.4g}" for figure in figures), *ratio])
    show("Start of the function", rows, chosen.markdown)


if __name__ == "__main__":
    main()
