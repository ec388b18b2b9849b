"""The C library's heaps, kept few: an image read in one thread and the next in another must not each leave its room.

glibc gives threads heaps of their own, up to eight for each processor, and keeps what is freed in them; images of all
sizes then hold several times the memory that is ever used at once. It also learns, from the first large block that is
freed, to take such blocks from these heaps and not from the system.
"""

import ctypes
import sys

# malloc.h
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
# Most of the work is done in blocks once taken: threads hardly ever wait for each other here.
_HEAPS = 2
# Blocks of at least so many bytes go back to the system when they are freed: pixels of all but small pictures.
_LARGE = 4 * 1024 * 1024


def keep_few() -> None:
    """Sets it for this process; threads that have a heap already keep it. Where there is no glibc nothing happens."""
    if sys.platform == "linux":
        library = ctypes.CDLL(None)
        if hasattr(library, "gnu_get_libc_version"):
            library.mallopt(_M_ARENA_MAX, _HEAPS)
            library.mallopt(_M_MMAP_THRESHOLD, _LARGE)
