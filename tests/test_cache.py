"""The cache against a real Redis: sealed, bounded, and never the reason why a request fails."""

import socket

import pytest
import redis as redis_client

from handler.cache import ResultCache, open_cache
from handler.settings import Settings
from handler.stores import MemoryStore


def redis_cache(port, secret="s3cret", timeout=0.2):
    return open_cache(
        Settings(cache_url=f"redis://127.0.0.1:{port}/0", cache_secret=secret, cache_ttl=60, cache_timeout=timeout)
    )


def test_redis_keeps_what_was_put_and_shows_nothing_of_it(redis_server):
    cache = redis_cache(redis_server.port)
    key = cache.key(b"image bytes", b"options")
    assert cache.get(key) is None
    cache.put(key, b'{"value": "cobalt@example.com"}')
    assert cache.get(key) == b'{"value": "cobalt@example.com"}'
    client = redis_client.Redis(port=redis_server.port)
    (name,) = client.keys()
    assert b"cobalt" not in client.get(name)
    assert 0 < client.ttl(name) <= 60


def test_another_secret_or_image_or_option_finds_nothing(redis_server):
    cache = redis_cache(redis_server.port)
    cache.put(cache.key(b"image", b"a"), b"result")
    assert cache.get(cache.key(b"image", b"b")) is None
    assert cache.get(cache.key(b"imagf", b"a")) is None
    other = redis_cache(redis_server.port, secret="other")
    assert other.get(other.key(b"image", b"a")) is None


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 200])
def test_rubbish_in_redis_is_a_miss(redis_server, damage):
    cache = redis_cache(redis_server.port)
    key = cache.key(b"image", b"")
    cache.put(key, b"result")
    client = redis_client.Redis(port=redis_server.port)
    (name,) = client.keys()
    client.set(name, damage)
    assert cache.get(key) is None


def test_a_flipped_bit_is_a_miss(redis_server):
    cache = redis_cache(redis_server.port)
    key = cache.key(b"image", b"")
    cache.put(key, b"result")
    client = redis_client.Redis(port=redis_server.port)
    (name,) = client.keys()
    kept = bytearray(client.get(name))
    kept[-1] ^= 1
    client.set(name, bytes(kept))
    assert cache.get(key) is None


def test_a_stopped_redis_is_a_miss_and_is_then_left_alone(redis_server):
    cache = redis_cache(redis_server.port)
    key = cache.key(b"image", b"")
    cache.put(key, b"result")
    redis_server.stop()
    assert cache.get(key) is None
    assert cache.state == "redis (not answering)"
    cache.put(key, b"result")


def test_a_silent_redis_is_a_miss():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        cache = redis_cache(silent.getsockname()[1], timeout=0.05)
        assert cache.get(cache.key(b"image", b"")) is None


def test_a_failing_store_is_asked_once_and_then_left_alone():
    class Failing:
        name = "failing"
        asked = 0

        def get(self, key):
            self.asked += 1
            raise TimeoutError(key)

        def put(self, key, value, ttl):
            raise AssertionError((key, value, ttl))

    store = Failing()
    cache = ResultCache(store, b"s", 60)
    key = cache.key(b"image", b"")
    for _ in range(10):
        assert cache.get(key) is None
        cache.put(key, b"x")
    assert store.asked == 1


def test_memory_is_bounded_and_drops_the_least_used():
    store = MemoryStore(2)
    store.put(b"a", b"1", 60)
    store.put(b"b", b"2", 60)
    store.get(b"a")
    store.put(b"c", b"3", 60)
    assert [store.get(k) for k in (b"a", b"b", b"c")] == [b"1", None, b"3"]


def test_memory_forgets_after_its_time():
    store = MemoryStore(2)
    store.put(b"a", b"1", -1)
    assert store.get(b"a") is None


def test_none_keeps_nothing():
    cache = open_cache(Settings(cache_url="none://"))
    key = cache.key(b"image", b"")
    cache.put(key, b"result")
    assert cache.get(key) is None
    assert cache.state == "off"


def test_a_store_that_raises_anything_is_a_miss():
    class Broken:
        name = "broken"

        def get(self, key):
            raise RuntimeError(key)

        def put(self, key, value, ttl):
            raise MemoryError(key, value, ttl)

    cache = ResultCache(Broken(), b"s", 60)
    assert cache.get(cache.key(b"image", b"")) is None


def test_an_unknown_cache_is_refused_by_name():
    with pytest.raises(ValueError, match="OCR_CACHE_URL"):
        Settings(cache_url="memcached://x")
