"""Identical images at once are read once: in one process, and between processes that share a Redis."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from handler import cache as cache_module
from handler.errors import NotAnImage
from handler.flights import Flights
from handler.scan import Options, Scanner
from handler.settings import Settings


class Counting:
    """A real reader that counts, and holds its readings until told to go on."""

    def __init__(self, reader, go=None):
        self.reader, self.go = reader, go or threading.Event()
        self.started = threading.Event()
        self.count = 0
        self._lock = threading.Lock()

    def describe(self):
        return self.reader.describe()

    def trained_data(self):
        return self.reader.trained_data()

    def read(self, *args, **more):
        with self._lock:
            self.count += 1
        self.started.set()
        assert self.go.wait(30)
        return self.reader.read(*args, **more)


def counting_scanner(**settings):
    scanner = Scanner(Settings(max_concurrent=4, **settings))
    scanner.reader = Counting(scanner.reader)
    return scanner


def at_once(calls):
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(60) for future in [pool.submit(call) for call in calls]]


@pytest.fixture
def shared(redis_server):
    """Two scanners as two processes have them: nothing in common but Redis and the secret."""
    url = f"redis://127.0.0.1:{redis_server.port}/0"
    one, other = (counting_scanner(cache_url=url, cache_secret="s", cache_timeout=2) for _ in range(2))
    other.reader.go = one.reader.go
    return one, other


@pytest.mark.parametrize("url", ["memory://", "none://"])
def test_identical_images_at_once_are_read_once(letter, url):
    scanner = counting_scanner(cache_url=url)
    barrier = threading.Barrier(8)

    def call():
        barrier.wait(30)
        return scanner.scan(letter, Options())

    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(call) for _ in range(8)]
        assert scanner.reader.started.wait(30)
        scanner.reader.go.set()
        answers = [future.result(60) for future in futures]
    assert all(answer.findings == answers[0].findings for answer in answers)
    if url == "memory://":  # who came after the reading had ended found it in the cache
        assert scanner.reader.count == 1


def test_different_options_or_images_or_clients_are_different_work(letter, harmless):
    scanner = counting_scanner(cache_url="memory://")
    scanner.reader.go.set()
    calls = [
        lambda: scanner.scan(letter, Options()),
        lambda: scanner.scan(letter, Options(regions=("TR",))),
        lambda: scanner.scan(harmless, Options()),
        lambda: scanner.scan(letter, Options(), client="somebody"),
    ]
    assert not any(scan.cached for scan in at_once(calls))
    assert scanner.reader.count == 4


def test_no_store_shares_nothing(letter):
    scanner = counting_scanner(cache_url="memory://")
    scanner.reader.go.set()
    at_once([lambda: scanner.scan(letter, Options(), use_cache=False)] * 3)
    assert scanner.reader.count == 3
    assert not scanner.scan(letter, Options()).cached


def test_the_error_of_shared_work_is_everybodys_and_the_next_call_works_again():
    flights = Flights()
    entered, go = threading.Event(), threading.Event()

    def fails():
        entered.set()
        assert go.wait(30)
        raise NotAnImage("no")

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(flights.run, b"k", fails)
        assert entered.wait(30)
        others = [pool.submit(flights.run, b"k", fails) for _ in range(2)]
        go.set()
        for future in [first, *others]:
            with pytest.raises(NotAnImage):
                future.result(30)
    assert flights.run(b"k", lambda: "fine") == "fine"


def test_two_processes_read_an_image_once(shared, letter):
    one, other = shared
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(one.scan, letter, Options())
        assert one.reader.started.wait(30)
        second = pool.submit(other.scan, letter, Options())
        one.reader.go.set()
        assert first.result(60).findings == second.result(60).findings
    assert second.result().cached
    assert (one.reader.count, other.reader.count) == (1, 0)


def test_the_claim_is_sealed_and_ends_with_the_work(shared, letter, redis_server):
    one, _ = shared
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(one.scan, letter, Options())
        assert one.reader.started.wait(30)
        client = redis_server.client()
        (claim,) = client.keys()
        # Under a name of its own, for a short time, and derived from the secret like everything else.
        assert claim.startswith(b"ota:")
        assert len(claim) == 4 + 32
        assert 0 < client.pttl(claim) <= cache_module._CLAIM_SECONDS * 1000
        one.reader.go.set()
        first.result(60)
    (kept,) = client.keys()
    assert kept != claim


def test_when_the_one_who_claimed_has_died_another_goes_on(shared, letter):
    one, _ = shared
    one.reader.go.set()
    key = one.cache.key(letter, one._depends_on(Options(), ""))
    assert one.cache._store.claim(key.claim, b"of a dead process", 200)
    assert not one.scan(letter, Options()).cached
    assert one.scan(letter, Options()).cached


def test_a_claim_lasts_as_long_as_the_work(shared, letter, monkeypatch):
    monkeypatch.setattr(cache_module, "_CLAIM_SECONDS", 0.3)
    one, _ = shared
    renewals = threading.Semaphore(0)
    renew = one.cache._store.renew

    def counted(*arguments):
        renew(*arguments)
        renewals.release()

    monkeypatch.setattr(one.cache._store, "renew", counted)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(one.scan, letter, Options())
        assert all(renewals.acquire(timeout=30) for _ in range(4))  # longer than it would have lasted
        key = one.cache.key(letter, one._depends_on(Options(), ""))
        assert not one.cache._store.claim(key.claim, b"another", 1000)
        one.reader.go.set()
        first.result(60)


def test_who_works_for_ever_is_not_waited_for_so_long(shared, letter):
    one, _ = shared
    one.cache._longest = 0.2
    one.reader.go.set()
    key = one.cache.key(letter, one._depends_on(Options(), ""))
    assert one.cache._store.claim(key.claim, b"of a process that hangs", 60_000)
    assert not one.scan(letter, Options()).cached


def test_nobody_ends_anothers_claim(shared):
    store = shared[0].cache._store
    assert store.claim(b"k", b"mine", 60_000)
    store.renew(b"k", b"yours", 1)
    store.release(b"k", b"yours")
    assert not store.claim(b"k", b"yours", 60_000)
    store.release(b"k", b"mine")
    assert store.claim(b"k", b"yours", 60_000)


def test_an_error_ends_the_claim_at_once(shared, redis_server):
    with pytest.raises(NotAnImage):
        shared[0].scan(b"no image", Options())
    assert redis_server.client().keys() == []
