"""Memory that holds images is nobody else's: no core dump, and no look into it by other processes of the same user."""

import ctypes
import resource
import sys

# linux/prctl.h
_PR_SET_DUMPABLE = 4


def keep_closed() -> None:
    """Closes this process to others of its user, and its dumps to all, as far as the system can.

    A dump that is piped to a program has no size to be limited; a process that is not dumpable has none at all, and its
    memory and environment under ``/proc`` are root's. What this process forks is as closed; a program it starts is not.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
