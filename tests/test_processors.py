"""How many processors there are is what is granted, not what the machine has."""

import os
import threading

import pytest

from handler import processors as module
from handler.processors import at_once, processors


@pytest.fixture(autouse=True)
def _fresh(monkeypatch, tmp_path):
    monkeypatch.delenv("WEB_CONCURRENCY", raising=False)
    monkeypatch.delenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", raising=False)
    monkeypatch.setattr(module, "_CGROUP", tmp_path / "cpu.max")
    processors.cache_clear()
    yield
    processors.cache_clear()


@pytest.mark.parametrize(("megabytes", "granted"), [(128, 1), (1769, 1), (3008, 1), (3538, 2), (7076, 4), (10240, 5)])
def test_lambda_grants_them_by_memory(monkeypatch, megabytes, granted):
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", str(megabytes))
    assert processors() == granted


@pytest.mark.parametrize(
    ("quota", "granted"), [("50000 100000", 1), ("100000 100000", 1), ("max 100000", None), ("", None)]
)
def test_a_container_has_its_quota(tmp_path, quota, granted):
    (tmp_path / "cpu.max").write_text(quota)
    assert processors() == (granted or len(os.sched_getaffinity(0)))


def test_elsewhere_it_is_what_this_process_may_run_on(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2})
    assert processors() == 3


@pytest.mark.parametrize(("beside", "part"), [("3", 2), ("20", 1), ("1", 8), ("0", 8), ("many", 8), ("", 8)])
def test_processes_side_by_side_share_them(monkeypatch, beside, part):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    monkeypatch.setenv("WEB_CONCURRENCY", beside)
    assert processors() == part


@pytest.mark.parametrize("granted", [1, 2, 4])
def test_what_is_done_at_once_comes_in_order_and_no_earlier_than_needed(monkeypatch, granted):
    monkeypatch.setattr(module, "processors", lambda: granted)
    taken = []

    def items():
        for n in range(9):
            taken.append(n)
            yield n

    done = at_once(lambda n: n * n, items())
    assert next(done) == 0
    assert len(taken) <= granted
    assert list(done) == [n * n for n in range(1, 9)]


@pytest.mark.parametrize("granted", [1, 2])
def test_work_is_done_at_the_same_time_where_there_are_processors(monkeypatch, granted):
    monkeypatch.setattr(module, "processors", lambda: granted)
    both = threading.Barrier(2)

    def meet(_):
        try:
            both.wait(timeout=10 if granted > 1 else 0.01)
        except threading.BrokenBarrierError:
            return False
        return True

    assert list(at_once(meet, [1, 2])) == [granted > 1] * 2


def test_what_is_to_be_alone_is_done_one_by_one(monkeypatch):
    monkeypatch.setattr(module, "processors", lambda: 4)
    alive = []

    def items():
        for n in range(5):
            alive.append(n)
            yield n

    assert list(at_once(lambda _: len(alive), items(), alone=True)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("granted", [1, 2])
def test_what_goes_wrong_is_raised(monkeypatch, granted):
    monkeypatch.setattr(module, "processors", lambda: granted)
    with pytest.raises(ZeroDivisionError):
        list(at_once(lambda n: 1 / n, [1, 0, 1]))
    with pytest.raises(LookupError):
        list(at_once(str, (n if n < 2 else [][n] for n in range(3))))
