"""Results by image hash: ``memory://`` for one process, ``redis://`` for many, sealed in both.

An entry is found under a key and sealed under another, both derived (HKDF, RFC 5869) from the image's own hash, all
that the answer depends on, and the server's secret: who holds a dump of the cache, but neither the image nor the
secret, learns no value, and who holds a picture but not the secret cannot tell whether it was seen. Entries are
AES-256-GCM, filled up so that their length tells little; what fails to open is a miss. Among what the answer depends
on are the versions of all that made it, so that another version finds nothing.

Several processes that miss the same entry at once do not all make it: one claims it, and renews the claim as long as
it works. A claim lasts for a few seconds only, so that a process that died keeps nobody waiting for longer.

A cache that does not answer costs one time-out and is then left alone for a few seconds; it never fails a request.
"""

import hashlib
import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from handler.settings import Settings
from handler.stores import MemoryStore, RedisStore, Store

_log = logging.getLogger(__name__)

_NONCE = 12
_TOKEN = 16
_BLOCK = 1024
# How long a store that failed is left alone: long enough to cost nothing, short enough to be back soon.
_REST_SECONDS = 5.0
_CLAIM_SECONDS = 5.0
# Of a claim's time, between two renewals: one may fail.
_RENEWED_AFTER = 0.4
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class CacheKey:
    """Where an entry lies, what opens it, and under which name it is claimed while it is being made."""

    lookup: bytes
    seal: bytes
    claim: bytes


class ResultCache:
    """Sealed results over a store that may fail."""

    def __init__(
        self, store: Store | None, secret: bytes, ttl: int, entry_bytes: int = 1024 * 1024, longest: float = 20.0
    ) -> None:
        """``longest`` is how many seconds making one result takes at most, and so is waited for one."""
        self._store = store
        self._longest = longest
        self._secret = secret
        self._ttl = ttl
        self._entry_bytes = entry_bytes
        self._rests_until = 0.0

    @property
    def state(self) -> str:
        """``off``, or the store's name, with a note while it does not answer: ``redis (not answering)``."""
        if self._store is None:
            return "off"
        return self._store.name + (" (not answering)" if time.monotonic() < self._rests_until else "")

    @property
    def is_here(self) -> bool:
        """Whether results lie in this process if anywhere, so that asking for one takes no time to speak of."""
        return not isinstance(self._store, RedisStore)

    def key(self, image: bytes, depends_on: bytes) -> CacheKey:
        """The key of an answer to ``image`` under everything in ``depends_on``."""
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 # not needed to start
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

        material = hashlib.sha256(image).digest() + hashlib.sha256(depends_on).digest()
        all_three = HKDF(SHA256(), 96, salt=self._secret, info=b"ocr-text-analysis result 2").derive(material)
        return CacheKey(all_three[:32], all_three[32:64], all_three[64:])

    @contextmanager
    def turn(self, key: CacheKey) -> Iterator[bytes | None]:
        """The result kept under ``key``; or None, which says that it is the caller's turn to make and ``put`` it.

        Waits for another process that is making it, but no longer than that may take: then goes on alone.
        """
        token = os.urandom(_TOKEN)
        milliseconds = int(_CLAIM_SECONDS * 1000)
        ends = time.monotonic() + self._longest
        claimed: object = None
        kept = self.get(key)
        while kept is None:
            claimed = self._try("claim", key.claim, token, milliseconds)
            # Whoever held the claim before may have put the result since it was last looked for.
            kept = self.get(key)
            if claimed is not False or time.monotonic() >= ends:
                break
            time.sleep(_POLL_SECONDS)
        if not claimed:
            yield kept
            return
        try:
            with self._renewing(key.claim, token):
                yield kept
        finally:
            self._try("release", key.claim, token)

    @contextmanager
    def _renewing(self, claim: bytes, token: bytes) -> Iterator[None]:
        """Keeps a claim alive, where others can see it: for as long as waiting and reading may take, not for ever."""
        if self.is_here:
            yield
            return
        done = threading.Event()

        def renew() -> None:
            ends = time.monotonic() + 2 * self._longest
            while not done.wait(_CLAIM_SECONDS * _RENEWED_AFTER) and time.monotonic() < ends:
                self._try("renew", claim, token, int(_CLAIM_SECONDS * 1000))

        renewing = threading.Thread(target=renew, name="claim", daemon=True)
        renewing.start()
        try:
            yield
        finally:
            done.set()
            renewing.join()

    def get(self, key: CacheKey) -> bytes | None:
        """The result kept under ``key``, or None: not there, not readable, or the store does not answer."""
        sealed = self._try("get", key.lookup)
        if not isinstance(sealed, bytes) or len(sealed) <= _NONCE:
            return None
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        try:
            return _emptied(AESGCM(key.seal).decrypt(sealed[:_NONCE], sealed[_NONCE:], key.lookup))
        except InvalidTag:
            _log.warning("a cache entry does not open and is treated as a miss")
            return None

    def put(self, key: CacheKey, result: bytes) -> None:
        """Keeps ``result``, if the store can and it is not larger than one entry may be."""
        if len(result) > self._entry_bytes:
            return
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        nonce = os.urandom(_NONCE)
        sealed = AESGCM(key.seal).encrypt(nonce, _filled(result), key.lookup)
        self._try("put", key.lookup, nonce + sealed, self._ttl)

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
    """The cache that ``settings.cache_url`` names. Without a secret this process makes one up."""
    scheme = settings.cache_url.split("://", 1)[0]
    secret = settings.cache_secret.get_secret_value().encode()
    store: Store | None
    if scheme == "none":
        store = None
    elif scheme == "memory":
        store = MemoryStore(settings.cache_entries)
    else:
        store = RedisStore(settings.cache_url, settings.cache_timeout)
        if not secret:
            _log.warning(
                "OCR_CACHE_URL names a Redis, but OCR_CACHE_SECRET is empty: this process seals its results with a"
                " secret of its own, which no other process and no later start can open. Set OCR_CACHE_SECRET to the"
                " same long random text on every instance to share them."
            )
    return ResultCache(
        store, secret or os.urandom(32), settings.cache_ttl, settings.cache_entry_bytes, settings.time_limit
    )


def _filled(result: bytes) -> bytes:
    """``result`` and a mark of its end, filled up to whole blocks (ISO/IEC 7816-4)."""
    marked = result + b"\x80"
    return marked.ljust(-(-len(marked) // _BLOCK) * _BLOCK, b"\x00")


def _emptied(filled: bytes) -> bytes:
    return filled.rstrip(b"\x00")[:-1]
