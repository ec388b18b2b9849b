"""How the comparison talks to each reader's process: a list of files comes in, a line of JSON for each goes out.

The standard library only, because readers with libraries of their own are run by interpreters of their own.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

Answer = tuple[list[tuple[str, str]], str]


def processor_seconds() -> float:
    """Of this process and the children it has waited for."""
    return sum(os.times()[:4])


def answer(make: Callable[[], Callable[[bytes], Answer]]) -> None:
    """Make the reader, let it read the first file once to load what it needs, then measure it on every file."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer
    files = [Path(name) for name in json.load(sys.stdin)]
    began = time.perf_counter()
    analyse = make()
    analyse(files[0].read_bytes())
    out.write(json.dumps({"start": time.perf_counter() - began}) + "\n")
    out.flush()
    for file in files:
        data = file.read_bytes()
        before, began = processor_seconds(), time.perf_counter()
        try:
            (found, text), failed = analyse(data), False
        except Exception as error:  # noqa: BLE001 - a reader that cannot read a picture goes on with the next
            print(f"{file.name}: {type(error).__name__}", file=sys.stderr)
            found, text, failed = [], "", True
        seconds, processor = time.perf_counter() - began, processor_seconds() - before
        line = {"found": found, "text": text, "failed": failed, "bytes": len(data)}
        out.write(json.dumps(line | {"seconds": seconds, "processor": processor}) + "\n")
        out.flush()
