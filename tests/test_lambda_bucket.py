"""Batches of a bucket's images, over moto's S3."""

import json
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from moto import mock_aws

from handler import lambda_bucket
from handler.errors import BadOption, StorageUnavailable
from handler.scan import Scanner
from handler.settings import Settings

ROOT = Path(__file__).parents[1]
CONTEXT = SimpleNamespace(
    function_name="bucket", memory_limit_in_mb=1769, invoked_function_arn="arn:aws:lambda:x", aws_request_id="r-1"
)


@pytest.fixture
def s3(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    settings = Settings(bucket="scans", max_upload_bytes=1_000_000)
    scanner = Scanner(settings)
    monkeypatch.setattr(lambda_bucket, "get_settings", lambda: settings)
    monkeypatch.setattr(lambda_bucket, "default_scanner", lambda: scanner)
    lambda_bucket._storage.cache_clear()
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="scans")
        client.create_bucket(Bucket="pictures")
        yield client
    lambda_bucket._storage.cache_clear()


def batch(s3, options=None, extra=()):
    """What the state machine hands over for everything in the bucket."""
    items = [*s3.list_objects_v2(Bucket="pictures").get("Contents", []), *extra]
    items = [{**item, "LastModified": "2026-01-01T00:00:00Z"} for item in items]
    return {"Items": items, "BatchInput": {"bucket": "pictures", "run": "run-1", "options": options or {}}}


def lines_of(s3, answer):
    text = s3.get_object(Bucket="scans", Key=answer["file"])["Body"].read().decode()
    return {line["key"]: line for line in map(json.loads, text.splitlines())}


def test_every_object_gives_one_line(s3, letter, blank):
    for key, data in {"a/letter.png": letter, "blank.png": blank, "notes.txt": b"text", "folder/": b""}.items():
        s3.put_object(Bucket="pictures", Key=key, Body=data)
    gone, huge = {"Key": "gone.png", "Size": 9}, {"Key": "huge.png", "Size": 2_000_000}
    answer = lambda_bucket.handler(batch(s3, extra=[gone, huge]), CONTEXT)
    lines = lines_of(s3, answer)
    assert {key: line["status"] for key, line in lines.items()} == {
        "a/letter.png": "found", "blank.png": "clean", "notes.txt": "error", "gone.png": "error", "huge.png": "error",
    }  # fmt: skip
    assert {key: line["error"]["code"] for key, line in lines.items() if line["status"] == "error"} == {
        "notes.txt": "not_an_image", "gone.png": "no_such_object", "huge.png": "body_too_large",
    }  # fmt: skip
    assert {f["type"] for f in lines["a/letter.png"]["result"]["findings"]} >= {"EMAIL", "CREDIT_CARD_NUMBER"}
    assert {key: answer[key] for key in ("found", "clean", "error")} == {"found": 1, "clean": 1, "error": 3}


@pytest.mark.parametrize("code", ["AccessDenied", "InvalidObjectState", "KMS.DisabledException"])
def test_an_object_that_cannot_be_had_costs_its_neighbours_nothing(s3, letter, monkeypatch, code):
    for key in ("letter.png", "sealed.png"):
        s3.put_object(Bucket="pictures", Key=key, Body=letter)
    refuse(monkeypatch, "sealed.png", code)
    lines = lines_of(s3, lambda_bucket.handler(batch(s3), CONTEXT))
    assert lines["letter.png"]["status"] == "found"
    assert lines["sealed.png"]["error"]["code"] == "unreadable_object"


def test_a_storage_that_does_not_keep_up_fails_the_batch(s3, letter, monkeypatch):
    s3.put_object(Bucket="pictures", Key="letter.png", Body=letter)
    refuse(monkeypatch, "letter.png", "SlowDown")
    with pytest.raises(StorageUnavailable):
        lambda_bucket.handler(batch(s3), CONTEXT)


def refuse(monkeypatch, refused, code):
    """Lets S3 answer with an error whenever one object is asked for."""
    call = BaseClient._make_api_call

    def answer(client, operation, given):
        if operation == "GetObject" and given["Key"] == refused:
            raise ClientError({"Error": {"Code": code}}, operation)
        return call(client, operation, given)

    monkeypatch.setattr(BaseClient, "_make_api_call", answer)


def test_a_second_try_writes_the_same_file(s3, letter):
    s3.put_object(Bucket="pictures", Key="letter.png", Body=letter)
    first, second = (lambda_bucket.handler(batch(s3), CONTEXT) for _ in range(2))
    assert first["file"] == second["file"]
    assert s3.list_objects_v2(Bucket="scans")["KeyCount"] == 1


def test_options_are_those_of_the_api(s3, letter):
    s3.put_object(Bucket="pictures", Key="letter.png", Body=letter)
    options = {"types": ["EMAIL"], "values": "masked", "include": []}
    (line,) = lines_of(s3, lambda_bucket.handler(batch(s3, options), CONTEXT)).values()
    (finding,) = line["result"]["findings"]
    assert finding["type"] == "EMAIL"
    assert "cobalt" not in json.dumps(line)
    assert line["result"]["content"] == ""


@pytest.mark.parametrize("options", [{"typ": ["EMAIL"]}, {"types": ["EMALE"]}, {"values": "shown"}, {"include": 3}])
def test_a_bad_option_ends_the_batch(s3, options):
    with pytest.raises(BadOption):
        lambda_bucket.handler(batch(s3, options), CONTEXT)


def test_nothing_but_folders_writes_nothing(s3):
    s3.put_object(Bucket="pictures", Key="folder/", Body=b"")
    assert lambda_bucket.handler(batch(s3), CONTEXT) == {"found": 0, "clean": 0, "error": 0}
    assert s3.list_objects_v2(Bucket="scans")["KeyCount"] == 0
