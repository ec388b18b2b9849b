"""Identical work at once is done once: who comes while it is under way waits for its result."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Flights(Generic[Result]):
    """What is under way in this process, by key."""

    def __init__(self) -> None:
        self._under_way: dict[bytes, Future[Result]] = {}
        self._lock = threading.Lock()

    def run(self, key: bytes, work: Callable[[], Result]) -> Result:
        """The result of ``work``, or of the equal work that another thread has begun under ``key``.

        Whoever waits shares the error of that work as well: the same input would fail again.
        """
        with self._lock:
            flight = self._under_way.get(key)
            if flight is None:
                mine = self._under_way[key] = Future()
        if flight is not None:
            return flight.result()
        try:
            result = work()
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            mine.set_result(result)
            return result
        finally:
            with self._lock:
                del self._under_way[key]
            del mine  # the error holds this frame: without a ring between them the image is freed at once
