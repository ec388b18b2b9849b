"""Where sealed results lie: a dictionary of this process, or Redis."""

import logging
import threading
import time
from collections import OrderedDict
from typing import Any, Protocol

_log = logging.getLogger(__name__)

_MEMORY_BYTES = 64 * 1024 * 1024
_PREFIX = b"ota:"
# Renews a claim, or deletes it, only while it is still the caller's own.
_RENEW = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0"
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"


class Store(Protocol):
    """Bytes under keys for a while; may raise anything, which counts as a miss."""

    name: str

    def get(self, key: bytes) -> bytes | None:
        """What is kept under ``key``, or None."""

    def put(self, key: bytes, value: bytes, ttl: int) -> None:
        """Keeps ``value`` for ``ttl`` seconds at most."""

    def claim(self, key: bytes, token: bytes, milliseconds: int) -> bool:
        """Whether the caller may go on: false while another process holds ``key``, for ``milliseconds`` at most."""

    def renew(self, key: bytes, token: bytes, milliseconds: int) -> None:
        """Lets the claim on ``key`` last so much longer from now, if it is still the one of ``token``."""

    def release(self, key: bytes, token: bytes) -> None:
        """Ends the claim on ``key``, if it is still the one of ``token``."""


class MemoryStore:
    """A bounded store in this process; the least recently used entry goes first."""

    name = "memory"

    def __init__(self, entries: int, total_bytes: int = _MEMORY_BYTES) -> None:
        self._entries = entries
        self._total_bytes = total_bytes
        self._bytes = 0
        self._kept: OrderedDict[bytes, tuple[float, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: bytes) -> bytes | None:
        """What is kept under ``key`` and has not expired."""
        with self._lock:
            until, value = self._kept.get(key, (0.0, b""))
            if until < time.monotonic():
                self._drop(key)
                return None
            self._kept.move_to_end(key)
            return value

    def put(self, key: bytes, value: bytes, ttl: int) -> None:
        """Keeps ``value``, and drops the oldest entries over the bounds."""
        with self._lock:
            self._drop(key)
            self._kept[key] = (time.monotonic() + ttl, value)
            self._bytes += len(value)
            while len(self._kept) > self._entries or self._bytes > self._total_bytes:
                self._drop(next(iter(self._kept)))

    def claim(self, key: bytes, token: bytes, milliseconds: int) -> bool:
        """True: no other process shares this store."""
        del key, token, milliseconds
        return True

    def renew(self, key: bytes, token: bytes, milliseconds: int) -> None:
        """Nothing: there is nothing that would end."""

    def release(self, key: bytes, token: bytes) -> None:
        """Nothing: there was nothing to hold."""

    def _drop(self, key: bytes) -> None:
        _, value = self._kept.pop(key, (0.0, b""))
        self._bytes -= len(value)


class RedisStore:
    """Redis or Valkey."""

    name = "redis"

    def __init__(self, url: str, timeout: float) -> None:
        import redis  # noqa: PLC0415 # a start without Redis does not pay for it

        self._redis: Any = redis.Redis.from_url(url, **patience(timeout))
        self._full = redis.exceptions.OutOfMemoryError

    def get(self, key: bytes) -> bytes | None:
        """What Redis has under ``key``."""
        value = self._redis.get(_PREFIX + key)
        return value if isinstance(value, bytes) else None

    def put(self, key: bytes, value: bytes, ttl: int) -> None:
        """Sets ``key`` with its time to live; a full Redis, which still answers what it has, keeps nothing new."""
        try:
            self._redis.set(_PREFIX + key, value, ex=ttl)
        except self._full:
            _log.warning("Redis is full and keeps nothing new; give it more memory or an eviction policy")

    def claim(self, key: bytes, token: bytes, milliseconds: int) -> bool:
        """Sets ``key`` unless another holds it; in a full Redis everyone goes on alone."""
        try:
            return bool(self._redis.set(_PREFIX + key, token, nx=True, px=milliseconds))
        except self._full:
            return True

    def renew(self, key: bytes, token: bytes, milliseconds: int) -> None:
        """Sets the time to live of ``key`` while it holds ``token``."""
        self._redis.eval(_RENEW, 1, _PREFIX + key, token, milliseconds)

    def release(self, key: bytes, token: bytes) -> None:
        """Deletes ``key`` while it holds ``token``."""
        self._redis.eval(_RELEASE, 1, _PREFIX + key, token)


def patience(timeout: float) -> dict[str, Any]:
    """Options of a Redis client with a short time-out and no retries (its own defaults wait for most of a minute)."""
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.retry import Retry  # noqa: PLC0415

    return {"socket_timeout": timeout, "socket_connect_timeout": timeout, "retry": Retry(NoBackoff(), 0)}
