"""Runs one reader over all pictures in a process of its own and watches from outside what it holds and starts."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass
class Run:
    """What came of one reader: a line for each file, as ``peering`` writes it."""

    name: str
    processors: int
    start: float = 0.0
    megabytes: float = 0.0
    apart: float = 0.0
    lines: list[dict[str, Any]] = field(default_factory=list)

    @property
    def seconds(self) -> list[float]:
        """Of each picture, the shortest first."""
        return sorted(line["seconds"] for line in self.lines)

    @property
    def mean(self) -> float:
        """Seconds of a picture."""
        return sum(self.seconds) / len(self.lines)

    @property
    def processor(self) -> float:
        """Processor seconds of a picture, with those of processes that nobody waits for."""
        return float(sum(line["processor"] for line in self.lines) + self.apart) / len(self.lines)

    @property
    def failed(self) -> int:
        """Pictures that the reader could not read."""
        return sum(line["failed"] for line in self.lines)

    @property
    def billed(self) -> float:
        """Seconds of a picture on as many processors as were allowed, also of a reader that took more of them.

        ONNX Runtime places its threads on every processor of the machine, whatever the process is allowed.
        """
        return max(self.mean, self.processor / self.processors)

    def percentile(self, share: float) -> float:
        """Seconds within which so many of the pictures were read."""
        return self.seconds[min(len(self.lines) - 1, int(share * len(self.lines)))]


def resident(pid: int) -> int:
    """Bytes of a process and of all it has started; a page that two of them share counts twice."""
    try:
        held = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # it has ended meanwhile
        return 0
    return held + sum(resident(child) for child in _children(pid))


def grandchildren(pid: int) -> dict[int, float]:
    """Processor seconds of the processes that those have started which ``pid`` has: its own count leaves them out.

    This product decodes some formats in children of a child, which end by themselves.
    """
    found: dict[int, float] = {}
    for child in _children(pid):
        for own in _children(child):
            with suppress(OSError):  # it has ended meanwhile
                found[own] = int(Path(f"/proc/{own}/schedstat").read_text().split()[0]) / 1e9
    return found


def _children(pid: int) -> list[int]:
    try:
        tasks = [task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(child) for task in tasks for child in task.split()]


def run(
    name: str, command: list[str], files: list[Path], processors: int, environment: Mapping[str, str] | None = None
) -> Run | None:
    """Run a reader; None when it failed. It and what it starts get no more than so many processors."""
    allowed = os.sched_getaffinity(0)
    result = Run(name, processors)
    os.sched_setaffinity(0, sorted(allowed)[:processors])  # the child inherits it
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=HERE,
            env=os.environ | (environment or {}),
        )
    finally:
        os.sched_setaffinity(0, allowed)
    done = threading.Event()
    peak = 0
    apart: dict[int, float] = {}

    def watch() -> None:
        nonlocal peak
        # What decodes a picture may live for no more than a few hundredths of a second.
        while not done.wait(0.005):
            peak = max(peak, resident(child.pid))
            apart.update(grandchildren(child.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        out, errors = child.communicate(json.dumps([str(file.resolve()) for file in files]))
    finally:
        done.set()
        watcher.join()
    if child.returncode:
        print(f"{name} failed: {errors.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    first, *lines = (json.loads(line) for line in out.splitlines())
    result.start, result.megabytes, result.lines = first["start"], peak / 1e6, lines
    # The first picture was read once more than is counted.
    result.apart = sum(apart.values()) * len(lines) / (len(lines) + 1)
    return result
