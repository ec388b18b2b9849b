"""Processes that do one task after another, each in its own memory.

Processes rather than threads: both keep the processors equally busy, but an image that makes a native library crash
then ends one process and is one error, and Ctrl-C need not wait for what is being read.
"""

import multiprocessing
import os
import signal
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from socket import socket
from typing import Generic, Self, TypeVar

from handler.errors import AnalysisError

T = TypeVar("T")
R = TypeVar("R")

Work = Callable[[T], R]


class Hopeless(Exception):
    """What went wrong would go wrong with every other task as well; says what, in words for a person."""


@dataclass(slots=True)
class _Worker(Generic[T]):
    process: BaseProcess
    pipe: Connection
    ready: bool = False
    task: T | None = None


class Workers(Generic[T, R]):
    """Up to ``count`` processes; each calls ``prepare`` once, and what that returns for every task.

    ``crashed`` makes a result of a task whose process died.
    """

    def __init__(self, prepare: Callable[[], Work[T, R]], crashed: Callable[[T, int], R], count: int) -> None:
        self._prepare = prepare
        self._crashed = crashed
        self._count = count
        self._workers: list[_Worker[T]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.pipe.close()
            worker.process.kill()  # they only compute: nothing is left half done
        for worker in self._workers:
            worker.process.join()

    def run(self, tasks: Iterable[T], bell: socket) -> Iterator[R]:
        """The results as they come, until all are there or ``bell`` can be read.

        Raises:
            Hopeless: no task can be done.
        """
        waiting = iter(tasks)
        for task in waiting:
            worker = self._start()
            worker.task = task
            if len(self._workers) == self._count:
                break
        while busy := {worker.pipe: worker for worker in self._workers if worker.task is not None}:
            ready = wait([*busy, bell])
            if bell in ready:
                return
            for pipe in ready:
                result = self._hear(busy[pipe])  # type: ignore[index] # all but the bell are pipes of workers
                if result is not None:
                    yield result
                    self._assign(waiting)

    def _assign(self, waiting: Iterator[T]) -> None:
        for worker in self._workers:
            if worker.task is None:
                worker.task = next(waiting, None)
                if worker.task is None:
                    return
                if worker.ready:
                    worker.pipe.send(worker.task)

    def _hear(self, worker: _Worker[T]) -> R | None:
        """What a worker has to say: that it is ready, a result, or nothing any more."""
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            return self._replace(worker)
        if isinstance(said, Hopeless):
            raise said
        if not worker.ready:
            worker.ready = True
            worker.pipe.send(worker.task)
            return None
        worker.task = None
        result: R = said
        return result

    def _replace(self, worker: _Worker[T]) -> R:
        worker.pipe.close()
        worker.process.join()
        self._workers.remove(worker)
        if not worker.ready:
            raise Hopeless("The process that reads images ended while it started; is there enough memory?")
        assert worker.task is not None
        self._start()
        return self._crashed(worker.task, worker.process.exitcode or 0)

    def _start(self) -> _Worker[T]:
        context = multiprocessing.get_context("spawn")
        mine, theirs = context.Pipe()
        process = context.Process(target=_work, args=(self._prepare, theirs), daemon=True)
        # The terminal sends Ctrl-C to every process of the command; only this one shall act on it.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        self._workers.append(_Worker(process, mine))
        return self._workers[-1]


def _work(prepare: Callable[[], Work[T, R]], pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")
    # Native libraries complain there of every damaged file, in words that name nothing.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        work = prepare()
    except AnalysisError as error:
        pipe.send(Hopeless(error.detail))
        return
    except Exception as error:  # noqa: BLE001 # its words may hold secrets of the environment
        pipe.send(Hopeless(f"The process that reads images does not start: {type(error).__name__}."))
        return
    with suppress(EOFError, BrokenPipeError):  # the command has ended
        pipe.send(None)
        while True:
            try:
                pipe.send(work(pipe.recv()))
            except Hopeless as error:
                pipe.send(error)
