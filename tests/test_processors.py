"""How many processors there are is what is granted, not what the machine has."""

import os

import pytest

from handler import processors as module
from handler.processors import processors


@pytest.fixture(autouse=True)
def _fresh(monkeypatch, tmp_path):
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
