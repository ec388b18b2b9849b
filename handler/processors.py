"""How many processors this process may use at once: what reads in parallel, and how much, follows from it."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

# Lambda gives one processor for so many megabytes of memory, and shows two or more whatever it gives:
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
_MEGABYTES_PER_PROCESSOR = 1769
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_CGROUP = Path("/sys/fs/cgroup/cpu.max")


# Servers say with this variable how many processes of them answer side by side; they share the processors.
SIDE_BY_SIDE = "WEB_CONCURRENCY"


@cache
def processors() -> int:
    """Whole processors, at least one: fewer than the machine has where affinity, a container or Lambda allow fewer.

    Of several processes side by side, as ``WEB_CONCURRENCY`` counts them, each has its part.
    """
    beside = os.environ.get(SIDE_BY_SIDE, "")
    return max(1, _granted() // (int(beside) if beside.isdigit() and int(beside) else 1))


def _granted() -> int:
    if memory := os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"):
        return int(memory) // _MEGABYTES_PER_PROCESSOR
    mine = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(mine, _container())


def at_once(work: Callable[[_Item], _Result], items: Iterable[_Item], *, alone: bool = False) -> Iterator[_Result]:
    """What ``work`` makes of each item, in their order, as many at the same time as there are processors.

    ``alone`` says that no two of them are to be in memory at the same time.

    Items are taken only when their turn comes, so that no more of them than processors are in memory. What ``work``
    or the items raise is raised here, after what was begun has ended.
    """
    most = 1 if alone else processors()
    if most == 1:
        yield from map(work, items)
        return
    begun: deque[Future[_Result]] = deque()
    with ThreadPoolExecutor(max_workers=most, thread_name_prefix="pages") as pool:
        for item in items:
            begun.append(pool.submit(work, item))
            if len(begun) == most:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()


def _container() -> int:
    """What a container's quota of processor time amounts to; without one, more than any machine has."""
    try:
        quota, period = _CGROUP.read_text().split()
    except (OSError, ValueError):
        return 1 << 16
    return 1 << 16 if quota == "max" else int(quota) // int(period)
