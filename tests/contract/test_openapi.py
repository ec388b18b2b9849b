"""The OpenAPI document says what is so, and enough to make clients from."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from handler.api import details, schemas
from handler.api.app import create_app
from handler.api.examples import FOUND, MASKED, NOTHING
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


def test_operations_keep_their_names(document):
    assert set(operations(document)) == {"analyze", "redact_image", "begin_scan", "scan_result", "health"}
    tags = {tag for o in operations(document).values() for tag in o["tags"]}
    assert tags == {tag["name"] for tag in document["tags"]}
    assert all(tag["description"] for tag in document["tags"])
    assert all(o["summary"] and o["description"] for o in operations(document).values())


@pytest.mark.parametrize(
    ("operation", "answers"),
    [
        ("analyze", "200 204 400 401 405 408 413 429 503 504"),
        ("redact_image", "200 204 400 401 405 408 413 429 503 504"),
        ("begin_scan", "201 400 401 405 429 503"),
        ("scan_result", "200 202 204 400 401 404 405 410 413 503 504"),
        ("health", "200 405"),
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


def test_headers_are_named_where_they_come(document):
    def headers(operation, status):
        return set(operations(document)[operation]["responses"][status].get("headers", ()))

    assert headers("analyze", "503") == {"Retry-After"}
    assert headers("analyze", "429") == {"Retry-After"}
    assert headers("analyze", "401") == {"WWW-Authenticate"}
    assert headers("analyze", "405") == {"Allow"}
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
