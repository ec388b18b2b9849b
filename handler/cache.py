"""Results by image hash: ``memory://`` for one process, ``redis://`` for many, sealed in both.

An entry is found under a key and sealed under another, both derived (HKDF, RFC 5869) from the image's own hash, all
that the answer depends on, and the server's secret: who holds a dump of the cache, but neither the image nor the
secret, learns no value and cannot tell which images were seen. Entries are AES-256-GCM; what fails to open is a miss.

A cache that does not answer costs one time-out and is then left alone for a few seconds; it never fails a request.
"""

import hashlib
import logging
import os
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Protocol

from handler.settings import Settings

_log = logging.getLogger(__name__)

_NONCE = 12
# How long a store that failed is left alone: long enough to cost nothing, short enough to be back soon.
_REST_SECONDS = 5.0


class Store(Protocol):
    """Bytes under keys for a while; may raise anything, which counts as a miss."""

    name: str

    def get(self, key: bytes) -> bytes | None:
        """What is kept under ``key``, or None."""

    def put(self, key: bytes, value: bytes, ttl: int) -> None:
        """Keeps ``value`` for ``ttl`` seconds at most."""


class MemoryStore:
    """A bounded store in this process; the least recently used entry goes first."""

    name = "memory"

    def __init__(self, entries: int) -> None:
        self._entries = entries
        self._kept: OrderedDict[bytes, tuple[float, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: bytes) -> bytes | None:
        """What is kept under ``key`` and has not expired."""
        with self._lock:
            until, value = self._kept.get(key, (0.0, b""))
            if until < time.monotonic():
                self._kept.pop(key, None)
                return None
            self._kept.move_to_end(key)
            return value

    def put(self, key: bytes, value: bytes, ttl: int) -> None:
        """Keeps ``value``, and drops the oldest entries over the bound."""
        with self._lock:
            self._kept[key] = (time.monotonic() + ttl, value)
            self._kept.move_to_end(key)
            while len(self._kept) > self._entries:
                self._kept.popitem(last=False)


class RedisStore:
    """Redis or Valkey, with short time-outs and no retries (redis-py's own defaults wait for most of a minute)."""

    name = "redis"

    def __init__(self, url: str, timeout: float) -> None:
        import redis  # noqa: PLC0415 # a start without Redis does not pay for it
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.retry import Retry  # noqa: PLC0415

        self._redis: Any = redis.Redis.from_url(
            url, socket_timeout=timeout, socket_connect_timeout=timeout, retry=Retry(NoBackoff(), 0)
        )

    def get(self, key: bytes) -> bytes | None:
        """What Redis has under ``key``."""
        value = self._redis.get(b"ota:" + key)
        return value if isinstance(value, bytes) else None

    def put(self, key: bytes, value: bytes, ttl: int) -> None:
        """Sets ``key`` with its time to live."""
        self._redis.set(b"ota:" + key, value, ex=ttl)


@dataclass(frozen=True, slots=True)
class CacheKey:
    """Where an entry lies and what opens it."""

    lookup: bytes
    seal: bytes


class ResultCache:
    """Sealed results over a store that may fail."""

    def __init__(self, store: Store | None, secret: bytes, ttl: int) -> None:
        self._store = store
        self._secret = secret
        self._ttl = ttl
        self._rests_until = 0.0

    @property
    def state(self) -> str:
        """``off``, or the store's name, with a note while it does not answer: ``redis (not answering)``."""
        if self._store is None:
            return "off"
        return self._store.name + (" (not answering)" if time.monotonic() < self._rests_until else "")

    def key(self, image: bytes, depends_on: bytes) -> CacheKey:
        """The key of an answer to ``image`` under everything in ``depends_on``."""
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 # not needed to start
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

        material = hashlib.sha256(image).digest() + hashlib.sha256(depends_on).digest()
        both = HKDF(SHA256(), 64, salt=self._secret, info=b"ocr-text-analysis result").derive(material)
        return CacheKey(both[:32], both[32:])

    def get(self, key: CacheKey) -> bytes | None:
        """The result kept under ``key``, or None: not there, not readable, or the store does not answer."""
        sealed = self._try("get", key.lookup)
        if not isinstance(sealed, bytes) or len(sealed) <= _NONCE:
            return None
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        try:
            return AESGCM(key.seal).decrypt(sealed[:_NONCE], sealed[_NONCE:], key.lookup)
        except InvalidTag:
            _log.warning("a cache entry does not open and is treated as a miss")
            return None

    def put(self, key: CacheKey, result: bytes) -> None:
        """Keeps ``result``, if the store can."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        nonce = os.urandom(_NONCE)
        self._try("put", key.lookup, nonce + AESGCM(key.seal).encrypt(nonce, result, key.lookup), self._ttl)

    def _try(self, what: str, *arguments: object) -> object:
        if self._store is None or time.monotonic() < self._rests_until:
            return None
        try:
            return getattr(self._store, what)(*arguments)
        except Exception as error:  # noqa: BLE001 # whatever ails the cache, the request goes on without it
            self._rests_until = time.monotonic() + _REST_SECONDS
            _log.warning("the cache does not answer (%s); going on without it", type(error).__name__)
            return None


def open_cache(settings: Settings) -> ResultCache:
    """The cache that ``settings.cache_url`` names. Without a secret, memory:// makes one up for this process."""
    scheme = settings.cache_url.split("://", 1)[0]
    secret = settings.cache_secret.get_secret_value().encode()
    store: Store | None
    if scheme == "none":
        store = None
    elif scheme == "memory":
        store, secret = MemoryStore(settings.cache_entries), secret or os.urandom(32)
    else:
        store = RedisStore(settings.cache_url, settings.cache_timeout)
    return ResultCache(store, secret, settings.cache_ttl)
