"""One caller may send so many images in a time, and is told when to go on; a dead Redis lets calls pass."""

import pytest
from fastapi.testclient import TestClient

from handler.api.app import create_app
from handler.api.rates import Rates, _network
from handler.scan import Scanner
from handler.settings import Settings

RAW = {"Content-Type": "image/png"}


def client_of(**settings):
    return TestClient(create_app(Scanner(Settings(**settings))), raise_server_exceptions=False)


def post(client, image, **headers):
    return client.post("/analyze", content=image, headers=RAW | headers)


def test_over_the_rate_it_is_429_with_a_time_to_come_back(blank):
    client = client_of(rate_limit="2/hour")
    assert [post(client, blank).status_code for _ in range(2)] == [204, 204]
    for path in ("/analyze", "/redact", "/scans"):
        answer = client.post(path, content=blank, headers=RAW)
        assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
        assert answer.headers["content-type"] == "application/problem+json"
        assert 1 <= int(answer.headers["retry-after"]) <= 3_600
        assert answer.headers["retry-after"] in answer.json()["detail"]
        assert "2 per 1 hour" in answer.json()["detail"]


def test_every_key_has_its_own_count(blank):
    client = client_of(rate_limit="1/hour", api_keys="one,two")
    assert [post(client, blank, **{"X-API-Key": key}).status_code for key in ("one", "two", "one")] == [204, 204, 429]


def test_who_has_no_key_uses_up_nothing_and_learns_nothing(blank):
    client = client_of(rate_limit="1/hour", api_keys="one")
    assert [post(client, blank, **{"X-API-Key": "wrong"}).status_code for _ in range(5)] == [401] * 5
    assert post(client, blank, **{"X-API-Key": "one"}).status_code == 204


def test_without_keys_an_invented_key_or_forwarded_address_is_no_new_caller(blank):
    client = client_of(rate_limit="1/hour")
    codes = [
        post(client, blank, **{"X-API-Key": f"k{i}", "X-Forwarded-For": f"198.51.100.{i}"}).status_code for i in (1, 2)
    ]
    assert codes == [204, 429]


def test_reading_results_health_and_page_are_not_counted(blank):
    client = client_of(rate_limit="1/hour")
    assert post(client, blank).status_code == 204
    assert [client.get(path).status_code for path in ("/health", "/", "/docs", "/health")] == [200] * 4
    assert client.get("/scans/" + "a" * 32).status_code == 503  # no bucket, and not 429


def test_without_a_limit_nothing_is_counted(blank):
    client = client_of()
    assert {post(client, blank).status_code for _ in range(5)} == {204}


def test_several_limits_hold_together(blank):
    client = client_of(rate_limit="100/second;2/day")
    assert [post(client, blank).status_code for _ in range(3)] == [204, 204, 429]


def test_processes_with_one_redis_count_together_and_write_down_no_caller(redis_server, blank):
    url = f"redis://127.0.0.1:{redis_server.port}/0"
    one, other = (
        client_of(rate_limit="2/hour", api_keys="plain-key", cache_url=url, cache_secret="s", cache_timeout=2)
        for _ in range(2)
    )
    key = {"X-API-Key": "plain-key"}
    assert [post(client, blank, **key).status_code for client in (one, other, one)] == [204, 204, 429]
    kept = redis_server.client()
    names = kept.keys()
    assert any(name.startswith(b"ota-rate") for name in names)
    assert all(0 < kept.ttl(name) <= 86_400 for name in names)
    assert not any(b"plain-key" in name for name in names)


def test_a_dead_redis_lets_calls_pass_and_counts_again_when_it_is_back(redis_server, blank, caplog):
    url = f"redis://127.0.0.1:{redis_server.port}/0"
    settings = Settings(rate_limit="1/hour", cache_url=url, cache_secret="s", cache_timeout=2)
    rates = Rates(settings)
    rates.count(None, "192.0.2.1")
    redis_server.stop()
    for _ in range(3):
        rates.count(None, "192.0.2.1")
    assert "calls pass uncounted" in caplog.text
    assert caplog.text.count("uncounted") == 1
    redis_server.start()
    rates._rests_until = 0.0
    rates.count(None, "192.0.2.1")
    with pytest.raises(Exception, match="More than 1 per 1 hour"):
        rates.count(None, "192.0.2.1")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("testclient", "testclient", True),
    ],
)
def test_an_ipv6_customer_is_one_caller(one, other, same):
    assert (_network(one) == _network(other)) is same


@pytest.mark.parametrize("rate", ["often", "60", "0/hour", "-1/minute"])
def test_a_rate_that_is_none_ends_the_start_by_name(rate):
    with pytest.raises(ValueError, match="OCR_RATE_LIMIT"):
        Settings(rate_limit=rate)


def test_the_description_names_429_where_it_is_possible(client):
    paths = client.get("/openapi.json").json()["paths"]
    named = {(path, verb) for path, verbs in paths.items() for verb, it in verbs.items() if "429" in it["responses"]}
    assert named == {("/analyze", "post"), ("/redact", "post"), ("/scans", "post")}
