"""HEAD, OPTIONS and the methods that a path does not have."""

import pytest


@pytest.mark.parametrize("path", ["/health", "/", "/docs", "/openapi.json"])
def test_head_is_get_without_the_body(client, path):
    get, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert int(head.headers["content-length"]) == len(get.content)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/analyze", "OPTIONS, POST"),
        ("/redact", "OPTIONS, POST"),
        ("/scans", "OPTIONS, POST"),
        ("/health", "GET, HEAD, OPTIONS"),
        ("/scans/x", "GET, HEAD, OPTIONS"),
    ],
)
def test_options_and_405_name_what_is_allowed(client, path, allowed):
    options = client.options(path)
    assert (options.status_code, options.content, options.headers["allow"]) == (204, b"", allowed)
    assert "content-type" not in options.headers
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        answer = client.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
        assert answer.headers["allow"] == allowed


def test_head_where_there_is_no_get_is_405_without_a_body(client):
    answer = client.head("/analyze")
    assert (answer.status_code, answer.content, answer.headers["allow"]) == (405, b"", "OPTIONS, POST")


@pytest.mark.parametrize("method", ["OPTIONS", "HEAD", "GET"])
def test_what_is_not_there_is_404_whatever_the_method(client, method):
    answer = client.request(method, "/nothing")
    assert answer.status_code == 404
    assert "allow" not in answer.headers
