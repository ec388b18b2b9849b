"""The function under the events of all four senders: API Gateway v2 and v1, function URL, ALB."""

import base64
import json
from types import SimpleNamespace

import pytest

from handler import lambda_http, scan
from handler.lambda_http import handler

CONTEXT = SimpleNamespace(
    function_name="http", memory_limit_in_mb=1769, invoked_function_arn="arn:aws:lambda:x", aws_request_id="r-1"
)


def v2(method, path, body, headers, query="", url=False):
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {
            "accountId": "anonymous" if url else "123456789012",
            "apiId": "abc",
            "domainName": "abc.lambda-url.eu-central-1.on.aws" if url else "abc.execute-api.eu-central-1.amazonaws.com",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.9",
                "userAgent": "t",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "stage": "$default",
            "time": "10/Mar/2026:10:00:00 +0000",
            "timeEpoch": 1773136800000,
        },
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }


def function_url(*arguments):
    return v2(*arguments, url=True)


def v1(method, path, body, headers, query=""):
    pairs = [p.split("=") for p in query.split("&") if p]
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": dict(pairs) or None,
        "multiValueQueryStringParameters": {name: [v for n, v in pairs if n == name] for name, _ in pairs} or None,
        "requestContext": {
            "resourcePath": "/{proxy+}",
            "httpMethod": method,
            "path": f"/prod{path}",
            "requestId": "c6af9ac6",
            "stage": "prod",
            "identity": {"sourceIp": "203.0.113.9"},
        },
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }


def alb(method, path, body, headers, query=""):
    return {
        "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/t/1"}},
        "httpMethod": method,
        "path": path,
        "queryStringParameters": dict(p.split("=") for p in query.split("&") if p),
        "headers": headers,
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }


SENDERS = [v2, function_url, v1, alb]


def call(sender, path, body=b"", kind="application/octet-stream", method="POST", query="", **headers):
    event = sender(method, path, body, {"content-type": kind, "host": "example.org"} | headers, query)
    answer = handler(event, CONTEXT)
    json.dumps(answer)
    return answer


def header(answer, name):
    both = (answer.get("headers") or {}) | {n: v[0] for n, v in (answer.get("multiValueHeaders") or {}).items()}
    return both.get(name)


def multipart(content):
    edge = "edge"
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
    )
    return head.encode() + content + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


@pytest.mark.parametrize("sender", SENDERS)
def test_a_multipart_upload_is_analysed(sender, letter):
    body, kind = multipart(letter)
    answer = call(sender, "/analyze", body, kind, query="types=EMAIL")
    assert answer["statusCode"] == 200
    assert answer["isBase64Encoded"] is False
    assert [f["value"] for f in json.loads(answer["body"])["findings"]] == ["cobalt@example.com"]


@pytest.mark.parametrize("sender", SENDERS)
def test_a_binary_answer_is_base64(sender, letter):
    answer = call(sender, "/redact", letter)
    assert (answer["statusCode"], answer["isBase64Encoded"], header(answer, "content-type")) == (200, True, "image/png")
    assert base64.b64decode(answer["body"]).startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize("sender", SENDERS)
def test_204_is_clean(sender, blank):
    answer = call(sender, "/analyze", blank)
    assert answer["statusCode"] == 204
    assert not answer["body"]
    assert header(answer, "content-type") is None


@pytest.mark.parametrize("sender", SENDERS)
def test_a_problem_is_text(sender):
    answer = call(sender, "/analyze", b"no image")
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (400, False)
    assert header(answer, "content-type") == "application/problem+json"
    assert json.loads(answer["body"])["code"] == "not_an_image"


@pytest.mark.parametrize("sender", SENDERS)
def test_the_page_and_unknown_paths(sender):
    page = call(sender, "/", method="GET")
    assert (page["statusCode"], page["isBase64Encoded"]) == (200, False)
    assert "<h1>" in page["body"]
    assert call(sender, "/nothing", method="GET")["statusCode"] == 404


@pytest.mark.parametrize("sender", SENDERS)
def test_an_answer_that_lambda_would_refuse_is_413(monkeypatch, sender, letter):
    monkeypatch.setattr(scan, "redact", lambda *_: (bytes(4_800_000), "image/png"))
    answer = call(sender, "/redact", letter)
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (413, False)
    assert (header(answer, "content-type"), header(answer, "cache-control")) == ("application/problem+json", "no-store")
    assert header(answer, "x-request-id")
    told = json.loads(answer["body"])
    assert told["code"] == "answer_too_large"
    assert "6291556 bytes" in told["detail"]
    assert "--redact" in told["detail"]


def test_the_largest_answer_that_lambda_takes_is_given(monkeypatch, letter):
    monkeypatch.setattr(scan, "redact", lambda *_: (bytes(4_700_000), "image/png"))
    answer = call(v2, "/redact", letter)
    assert len(base64.b64decode(answer["body"])) == 4_700_000
    monkeypatch.setattr(lambda_http, "_MOST_BYTES", len(json.dumps(answer)))
    assert call(v2, "/redact", letter)["statusCode"] == 200
    monkeypatch.setattr(lambda_http, "_MOST_BYTES", len(json.dumps(answer)) - 1)
    assert call(v2, "/redact", letter)["statusCode"] == 413


def test_nothing_of_the_image_is_logged(letter, capfd, caplog):
    call(v2, "/analyze", letter, query="regions=TR,US")
    out = "".join(capfd.readouterr()) + repr([vars(record) for record in caplog.records])
    assert "analyzed" in out
    for value in ("cobalt", "4111", "7946", "terms"):
        assert value not in out
