"""How many processors this process may use at once: what reads in parallel, and how much, follows from it."""

import os
from functools import cache
from pathlib import Path

# Lambda gives one processor for so many megabytes of memory, and shows two or more whatever it gives:
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
_MEGABYTES_PER_PROCESSOR = 1769
_CGROUP = Path("/sys/fs/cgroup/cpu.max")


@cache
def processors() -> int:
    """Whole processors, at least one: fewer than the machine has where affinity, a container or Lambda allow fewer."""
    if memory := os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"):
        return max(1, int(memory) // _MEGABYTES_PER_PROCESSOR)
    mine = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(mine, _container()))


def _container() -> int:
    """What a container's quota of processor time amounts to; without one, more than any machine has."""
    try:
        quota, period = _CGROUP.read_text().split()
    except (OSError, ValueError):
        return 1 << 16
    return 1 << 16 if quota == "max" else int(quota) // int(period)
