"""Processes that do tasks: one that dies takes nothing with it but its task."""

import os
import socket
from functools import partial

import pytest

from handler.command_line.workers import Hopeless, Workers


@pytest.fixture
def bell():
    here, there = socket.socketpair()
    with here, there:
        yield here, there


def crashed(task, exit_code):
    return ("crashed", task, exit_code)


def test_every_task_is_done_once_whoever_dies(bell):
    tasks = ["1+1", "__import__('os')._exit(7)", "2+2", "__import__('os').abort()", "3+3"]
    with Workers(partial(eval, "eval"), crashed, 2) as workers:
        results = list(workers.run(tasks, bell[0]))
    assert sorted(results, key=str) == sorted([2, 4, 6, ("crashed", tasks[1], 7), ("crashed", tasks[3], -6)], key=str)


def test_no_more_processes_than_tasks_are_started(bell):
    with Workers(partial(eval, "str"), crashed, 8) as workers:
        assert list(workers.run([], bell[0])) == []
        assert workers._workers == []
    with Workers(partial(eval, "str"), crashed, 8) as workers:
        assert sorted(workers.run([1, 2], bell[0])) == ["1", "2"]
        assert len(workers._workers) == 2


def test_a_bell_ends_the_run_and_the_processes(bell):
    mine, theirs = bell
    with Workers(partial(eval, "eval"), crashed, 2) as workers:
        results = workers.run(["1+1", *["__import__('time').sleep(600)"] * 5], mine)
        assert next(results) == 2
        processes = [worker.process for worker in workers._workers]
        theirs.send(b"x")
        assert list(results) == []
    assert not any(process.is_alive() for process in processes)


@pytest.mark.parametrize(
    ("prepare", "words"),
    [(partial(int, "secret words"), "does not start: ValueError."), (partial(os._exit, 1), "ended while it started")],
)
def test_where_no_process_starts_the_run_ends(bell, prepare, words):
    with Workers(prepare, crashed, 2) as workers, pytest.raises(Hopeless, match=words) as caught:
        list(workers.run([1, 2, 3], bell[0]))
    assert "secret" not in str(caught.value)
