"""A process that holds images is closed to its neighbours."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SET = "import ctypes, os; from handler.closed import keep_closed; prctl = ctypes.CDLL(None).prctl;"
# Root may look into everybody's memory, so that it becomes somebody else first; that closes a process as well.
NOBODY = "os.geteuid() or (os.setuid(65534), prctl(4, 1, 0, 0, 0));"
NEIGHBOUR = """
read, write = os.pipe()
if os.fork() == 0:
    try:
        seen = open(f"/proc/{os.getppid()}/environ", "rb").read()
    except PermissionError:
        seen = b"refused"
    os.write(write, seen[:7])
    os._exit(0)
print(os.read(read, 7).decode())
"""


def said(program):
    run = subprocess.run([sys.executable, "-c", SET + program], capture_output=True, cwd=ROOT, check=True)
    return run.stdout.decode().split()


def test_a_closed_process_is_not_dumpable():
    ask = "print(prctl(3, 0, 0, 0, 0));"
    assert said(ask + "keep_closed();" + ask) == ["1", "0"]


@pytest.mark.parametrize("closed", ["keep_closed();", ""])
def test_another_process_of_the_user_sees_nothing(closed):
    assert (said(NOBODY + closed + NEIGHBOUR) == ["refused"]) == bool(closed)
