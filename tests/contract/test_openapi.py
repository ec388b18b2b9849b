"""The OpenAPI document says what is so, and enough to make clients from."""

import itertools
import json
import re
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from fastapi.testclient import TestClient
from moto import mock_aws
from PIL import Image
from pydantic import TypeAdapter

from handler import lambda_http, lambda_queue, scan
from handler.api import details, scans, schemas
from handler.api.app import create_app
from handler.api.examples import FOUND, HEALTH, MASKED, NOTHING, PROBLEMS, TICKET
from handler.api.problems import codes
from handler.detecting import FindingType, find
from handler.errors import AnalysisError, BadInput
from handler.scan import Scanner
from handler.scanned import finding_to_dict
from handler.settings import Settings

NOTE = Path(__file__).parents[2] / "local/samples/note.png"
RAW = {"Content-Type": "image/png", "Prefer": "return=representation", "Cache-Control": "no-store"}


@pytest.fixture
def document(client):
    return client.get("/openapi.json").json()


def operations(document):
    return {o["operationId"]: o for methods in document["paths"].values() for o in methods.values()}


@pytest.mark.parametrize(
    ("query", "example"),
    [("", FOUND), ("values=masked&include=text&types=EMAIL,CREDIT_CARD_NUMBER", MASKED), ("types=HASH", NOTHING)],
)
def test_the_examples_are_real_answers(client, query, example):
    answer = client.post(f"/analyze?{query}", content=NOTE.read_bytes(), headers=RAW).json()
    shown = json.loads(json.dumps(example))
    for mine, theirs in zip(answer["findings"], shown["findings"], strict=True):
        for box, drawn in zip(mine.pop("boxes", []), theirs.pop("boxes", []), strict=True):
            # A few pixels more or less are another build of Tesseract.
            assert all(abs(box[side] - drawn[side]) <= 4 for side in drawn)
    assert answer == shown


def test_the_examples_are_in_the_document(document):
    examples = operations(document)["analyze"]["responses"]["200"]["content"]["application/json"]["examples"]
    assert [e["value"] for e in examples.values()] == [FOUND, MASKED, NOTHING]


def shape(told):
    return {name: shape(value) for name, value in told.items()} if isinstance(told, dict) else type(told)


def test_what_a_machine_makes_up_has_the_shape_of_the_examples(client, document, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    scans._storage.cache_clear()
    with mock_aws():
        boto3.client("s3").create_bucket(
            Bucket="scans", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
        ticket = TestClient(create_app(Scanner(Settings(bucket="scans")))).post("/scans").json()
    scans._storage.cache_clear()
    assert shape(ticket) == shape(TICKET)
    assert ticket["upload"]["url"] == TICKET["upload"]["url"]
    health = client.get("/health").json()
    assert shape(health) == shape(HEALTH)
    assert (health["version"], health["cache"]) == (HEALTH["version"], HEALTH["cache"])
    for operation, status in (("begin_scan", "201"), ("health", "200")):
        assert operations(document)[operation]["responses"][status]["content"]["application/json"]["examples"]


def test_operations_keep_their_names(document):
    assert set(operations(document)) == {"analyze", "redact_image", "begin_scan", "scan_result", "health"}
    tags = {tag for o in operations(document).values() for tag in o["tags"]}
    assert tags == {tag["name"] for tag in document["tags"]}
    assert all(tag["description"] for tag in document["tags"])
    assert all(o["summary"] and o["description"] for o in operations(document).values())


@pytest.mark.parametrize(
    ("operation", "answers"),
    [
        ("analyze", "200 204 400 401 405 408 413 429 500 503 504"),
        ("redact_image", "200 204 400 401 405 408 413 429 500 503 504"),
        ("begin_scan", "201 400 401 405 429 500 503"),
        ("scan_result", "200 202 204 400 401 404 405 410 413 500 503 504"),
        ("health", "200 405 500"),
    ],
)
def test_every_answer_is_named(document, operation, answers):
    named = operations(document)[operation]["responses"]
    assert list(named) == answers.split()
    for status, answer in named.items():
        assert answer["description"]
        if status >= "400":
            assert list(answer["content"]) == ["application/problem+json"]
        assert "content" in answer or status == "204"


def test_every_code_is_named_and_none_is_forgotten(document):
    enum = set(document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"])
    assert {kind.code for kind in BadInput.__subclasses__()} < enum
    assert {kind.code for kind in AnalysisError.__subclasses__() if kind is not BadInput} <= enum
    assert {
        "not_authorized",
        "unknown_scan",
        "expired_scan",
        "not_found",
        "method_not_allowed",
        "internal_error",
    } < enum
    assert "analysis_failed" not in enum
    refused = operations(document)["analyze"]["responses"]["400"]["content"]["application/problem+json"]["examples"]
    assert set(refused) == set(codes(400)) == {kind.code for kind in BadInput.__subclasses__()}
    for code, example in refused.items():
        problem = schemas.ProblemSchema.model_validate(example["value"])
        assert (problem.code, problem.status, problem.title) == (code, 400, "Bad Request")
    assert set(PROBLEMS) == enum


def asked(path="/analyze", content=b"", kind="image/png", method="POST", headers=(), **settings):
    client = TestClient(create_app(Scanner(Settings(**settings))), raise_server_exceptions=False)
    return client.request(method, path, content=content, headers={"Content-Type": kind} | dict(headers))


SMALL = Image.new("L", (40, 40))


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("bad_body", lambda _: asked(content=b"x", kind="text/plain")),
        ("bad_option", lambda _: asked("/analyze?types=SHOE")),
        ("body_too_large", lambda _: asked(content=bytes(4_500_001), max_body_bytes=4_500_000)),
        ("broken_image", lambda encoded: asked(content=encoded(Image.effect_noise((99, 99), 50))[:5000])),
        ("engine_unavailable", lambda encoded: asked(content=encoded(SMALL), tessdata="/nowhere")),
        ("method_not_allowed", lambda _: asked(method="DELETE")),
        ("not_an_image", lambda _: asked(content=b"x")),
        ("not_authorized", lambda _: asked(api_keys="k")),
        ("not_found", lambda _: asked("/nothing", method="GET")),
        ("storage_unavailable", lambda _: asked("/scans")),
        (
            "too_many_frames",
            lambda encoded: asked(content=encoded(SMALL, "TIFF", save_all=True, append_images=[SMALL] * 50)),
        ),
        ("too_many_pixels", lambda encoded: asked(content=encoded(Image.new("1", (12_000, 9_000))))),
        ("unknown_scan", lambda _: asked("/scans/x", method="GET")),
        ("unsupported_format", lambda _: asked(content=b"%PDF-1.7")),
    ],
)
def test_the_details_of_problems_are_real_ones(encoded, code, call):
    told = call(encoded).json()
    assert (told["code"], told["detail"]) == (code, PROBLEMS[code])


def test_the_details_of_rarer_problems_are_real_ones(client, scanner, monkeypatch, blank):
    def told(code, answer):
        got = answer.json()
        assert (got["code"], re.sub("wait \\d+", "wait 57", got["detail"])) == (code, PROBLEMS[code])

    clock = itertools.count(step=30)
    scanner._waiting = 18
    monkeypatch.setattr(scan, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(type(scanner), "_capacity", 2)
    told("overloaded", client.post("/analyze", content=blank, headers=RAW))
    scanner._waiting = 0
    told("reading_timed_out", client.post("/analyze", content=blank, headers=RAW))
    kept = SimpleNamespace(result=lambda _: None, ticket=lambda _: {"expires_at": 0}, has_upload=lambda _: False)
    monkeypatch.setattr(scans, "_storage", lambda *_: kept)
    told("expired_scan", client.get(f"/scans/{'x' * 32}"))
    monkeypatch.setattr(scanner, "scan", lambda *_, **__: 1 / 0)
    told("internal_error", client.post("/analyze", content=blank, headers=RAW))
    many = TestClient(create_app(Scanner(Settings(rate_limit="60/minute"))))
    # A minute of the clock may end between two of the calls, and counting begins anew with it.
    told("rate_limited", next(answer for _ in range(122) if (answer := many.post("/scans")).status_code == 429))
    assert PROBLEMS["answer_too_large"] == lambda_http._TOO_LARGE
    assert PROBLEMS["reading_failed"] == lambda_queue._FAILURE["body"]["detail"]


def test_headers_are_named_where_they_come(document):
    def headers(operation, status):
        return set(operations(document)[operation]["responses"][status]["headers"]) - always

    always = {"Cache-Control", "X-Request-Id"}
    for operation in operations(document).values():
        assert all(always <= set(answer["headers"]) for answer in operation["responses"].values())
    assert headers("analyze", "503") == {"Retry-After"}
    assert headers("analyze", "429") == {"Retry-After"}
    assert headers("analyze", "401") == {"WWW-Authenticate"}
    assert headers("analyze", "405") == {"Allow"}
    assert headers("health", "200") == set()
    assert "Preference-Applied" in headers("analyze", "200")
    assert "Content-Disposition" in headers("redact_image", "200")
    assert "Retry-After" in headers("scan_result", "202")
    for header in document["components"]["headers"].values():
        assert header["description"]


def test_a_redacted_image_comes_as_one_of_the_kinds_that_are_read(document):
    kinds = operations(document)["redact_image"]["responses"]["200"]["content"]
    assert {"image/png", "image/jpeg", "image/gif", "image/webp", "image/tiff"} < set(kinds)
    assert "application/json" not in kinds


@pytest.mark.parametrize(("keys", "needed"), [("", [{"ApiKey": []}, {}]), ("one", [{"ApiKey": []}])])
def test_the_key_is_needed_where_keys_are_configured(keys, needed):
    document = TestClient(create_app(Scanner(Settings(api_keys=keys)))).get("/openapi.json").json()
    scheme = document["components"]["securitySchemes"]["ApiKey"]
    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "header", "X-API-Key")
    secured = {name: o.get("security") for name, o in operations(document).items()}
    assert secured.pop("health") is None
    assert all(security == needed for security in secured.values())


def test_no_reference_leads_nowhere(document):
    def references(part):
        if isinstance(part, dict):
            if "$ref" in part:
                yield part["$ref"]
            for value in part.values():
                yield from references(value)
        elif isinstance(part, list):
            for item in part:
                yield from references(item)

    named = set(references(document))
    assert len(named) > 20
    for reference in named:
        part = document
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]
    assert not any(name.endswith("Schema") for name in document["components"]["schemas"])
    for leftover in ("HTTPValidationError", "ValidationError"):
        assert leftover not in document["components"]["schemas"]


TEXTS = """T.C. Kimlik No: 10000000146 or SSN 078-05-1120 or 12345678901
Plaka: 34 ABC 123, Kennzeichen: B-MW 1234
card 5500 0000 0000 0004 or tel +44 20 7946 0958 ext. 4213 or 0532 123 45 67 or 0800 1234567
bob.marley@sub.example.co.uk and evil[.]example[.]com and example.org
hxxps://portal.example.org:8443/reset?token=abcdef and www.example.net
5f4dcc3b5aa765d61d8327deb882cf99 on 14.03.1986 and 3/4/2021 and 2021-04-03 and March 5, 2020
$2b$12$KIXQ4R5vD9uZ1sYd0FzQ0eWqj0VnXo3Yb8x8nUQh2j6nq1mGfQm7K
https://example.org/login:cobalt@example.com:Tr0ub4dor&3
CORP\\jdoe:Passw0rd!9"""
DETAILS = {
    FindingType.PHONE_NUMBER: details.PhoneNumberDetails,
    FindingType.ID_NUMBER: details.IdNumberDetails,
    FindingType.CREDIT_CARD_NUMBER: details.CardDetails,
    FindingType.PLATE: details.PlateDetails,
    FindingType.DATE: details.DateDetails,
    FindingType.EMAIL: details.EmailDetails,
    FindingType.DOMAIN: details.DomainDetails,
    FindingType.URL: details.UrlDetails,
    FindingType.HASH: details.HashDetails,
    FindingType.COMBOLIST: details.ComboDetails,
}


def test_every_detail_of_every_type_is_typed():
    findings = find(TEXTS)
    assert {f.type for f in findings} == set(FindingType)
    for finding in findings:
        kind = DETAILS[finding.type]
        assert set(finding.details) <= set(kind.__annotations__), finding.type
        TypeAdapter(kind).validate_python(dict(finding.details), strict=True)
        TypeAdapter(schemas.FindingSchema).validate_json(json.dumps(finding_to_dict(finding)), strict=True)


def test_the_details_of_one_type_are_not_those_of_another(document):
    union = document["components"]["schemas"]["Scan"]["properties"]["findings"]["items"]
    assert set(union["discriminator"]["mapping"]) == set(FindingType)
    for kind, reference in union["discriminator"]["mapping"].items():
        schema = document["components"]["schemas"][reference.rpartition("/")[2]]
        assert schema["properties"]["type"]["const"] == kind
        assert {"type", "value", "details", "confidence"} <= set(schema["required"])
        assert schema["properties"]["details"]["$ref"].endswith("Details")


def test_what_may_be_left_out_is_not_required(document):
    made = document["components"]["schemas"]
    assert "boxes" not in made["EmailFinding"]["required"]
    assert "words" not in made["Page"]["required"]
    assert set(made["Scan"]["required"]) == {"status", "content", "findings", "pages", "cached"}
