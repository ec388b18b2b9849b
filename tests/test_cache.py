"""The cache against a real Redis: sealed, bounded, and never the reason why a request fails."""

import socket

import pytest
import redis as redis_client

from handler.cache import ResultCache, open_cache
from handler.scan import Options, Scanner
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


def test_who_has_the_picture_but_not_the_secret_cannot_tell_whether_it_was_seen(redis_server):
    cache = redis_cache(redis_server.port)
    image, options = b"the very image", b"the very options"
    key = cache.key(image, options)
    cache.put(key, b"result")
    (name,) = redis_server.client().keys()
    for guess in (b"", b"S3cret", b"ocr-text-analysis"):
        guessed = ResultCache(None, guess, 60).key(image, options)
        assert name.removeprefix(b"ota:") not in {guessed.lookup, guessed.claim}
    assert len({key.lookup, key.seal, key.claim}) == 3


def test_redis_without_a_secret_warns_and_shares_nothing(redis_server, caplog):
    one, other = (redis_cache(redis_server.port, secret="") for _ in range(2))
    assert caplog.text.count("OCR_CACHE_SECRET is empty") == 2
    one.put(one.key(b"image", b""), b"result")
    assert one.get(one.key(b"image", b"")) == b"result"
    assert other.get(other.key(b"image", b"")) is None
    # The key that everybody could derive is not the one it lies under.
    assert redis_server.client().get(b"ota:" + ResultCache(None, b"", 60).key(b"image", b"").lookup) is None


@pytest.mark.parametrize("url", ["memory://", "none://"])
def test_without_redis_no_secret_is_needed(caplog, url):
    open_cache(Settings(cache_url=url))
    assert "OCR_CACHE_SECRET" not in caplog.text


def test_an_entry_moved_to_another_place_does_not_open(redis_server):
    cache = redis_cache(redis_server.port)
    mine, yours = cache.key(b"mine", b""), cache.key(b"yours", b"")
    cache.put(mine, b"result")
    client = redis_server.client()
    client.set(b"ota:" + yours.lookup, client.get(b"ota:" + mine.lookup))
    assert cache.get(yours) is None


@pytest.mark.parametrize("size", [0, 1, 1022, 1023, 1024, 5_000])
def test_what_is_put_comes_back_whatever_its_length_and_end(size):
    cache = open_cache(Settings())
    for end in (b"", b"\x00", b"\x80", b"\x80\x00\x00"):
        key = cache.key(b"%d" % size, end)
        cache.put(key, b"x" * size + end)
        assert cache.get(key) == b"x" * size + end


def test_the_length_of_an_entry_tells_little(redis_server):
    cache = redis_cache(redis_server.port)
    cache.put(cache.key(b"a", b""), b'{"findings": []}')
    cache.put(cache.key(b"b", b""), b'{"findings": [' + b"x" * 900 + b"]}")
    client = redis_server.client()
    assert len({len(client.get(name)) for name in client.keys()}) == 1  # noqa: SIM118 # no dictionary


def test_a_result_over_the_limit_is_not_kept():
    cache = open_cache(Settings(cache_entry_bytes=100))
    small, large = cache.key(b"s", b""), cache.key(b"l", b"")
    cache.put(small, b"x" * 100)
    cache.put(large, b"x" * 101)
    assert (cache.get(small), cache.get(large)) == (b"x" * 100, None)


def test_memory_is_bounded_in_bytes_as_well():
    store = MemoryStore(100, total_bytes=10)
    for name in (b"a", b"b", b"c"):
        store.put(name, b"1234", 60)
    store.put(b"c", b"12345", 60)
    assert [store.get(k) for k in (b"a", b"b", b"c")] == [None, b"1234", b"12345"]
    store.put(b"d", b"x" * 11, 60)
    assert [store.get(k) for k in (b"b", b"c", b"d")] == [None, None, None]


def test_another_version_or_reader_or_limit_finds_nothing(letter, monkeypatch):
    cache = open_cache(Settings())

    def scan(**settings):
        scanner = Scanner(Settings(second_reader=False, **settings), cache=cache)
        return scanner.scan(letter, Options()).cached

    assert [scan(), scan()] == [False, True]
    assert not scan(engine="pytesseract")
    assert not scan(max_pixels=1_000_000)
    monkeypatch.setattr("handler.scan.__version__", "9.9.9")
    assert not scan()
    monkeypatch.setattr("handler.scan.DETECTORS_VERSION", "other")
    assert not scan()


def test_one_changed_byte_is_another_image(letter):
    scanner = Scanner(Settings(second_reader=False))
    assert not scanner.scan(letter, Options()).cached
    assert not scanner.scan(letter + b"\0", Options()).cached
    assert scanner.scan(letter, Options()).cached
