"""Asynchronous scans from the caller's first request to the worker's answer, over moto's S3."""

import base64
import json
import time
from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from fastapi.testclient import TestClient
from moto import mock_aws

from handler import lambda_queue
from handler.api import scans
from handler.api.app import create_app
from handler.scan import Scanner
from handler.scanned import PageSize, Scan
from handler.settings import Settings
from handler.storage import RESULTS, TICKETS, UPLOADS, Storage

BUCKET = "scans"
CONTEXT = SimpleNamespace(
    function_name="worker", memory_limit_in_mb=1769, invoked_function_arn="arn:aws:lambda:x", aws_request_id="r-1"
)


@pytest.fixture
def s3(monkeypatch):
    for name, value in {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "test")
    scans._storage.cache_clear()
    lambda_queue._storage.cache_clear()
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket=BUCKET)
        yield client
    scans._storage.cache_clear()
    lambda_queue._storage.cache_clear()


@pytest.fixture
def service(s3, monkeypatch):
    settings = Settings(bucket=BUCKET)
    scanner = Scanner(settings)
    monkeypatch.setattr(lambda_queue, "get_settings", lambda: settings)
    monkeypatch.setattr(lambda_queue, "default_scanner", lambda: scanner)
    return TestClient(create_app(scanner))


def event(*keys, received=1):
    body = {"Records": [{"s3": {"bucket": {"name": BUCKET}, "object": {"key": key}}} for key in keys]}
    return message("m-1", json.dumps(body), received)


def message(identity, body, received=1):
    said = {"ApproximateReceiveCount": str(received)}
    return {"messageId": identity, "receiptHandle": "h", "body": body, "attributes": said, "eventSource": "aws:sqs"}


def work(*messages):
    return lambda_queue.handler({"Records": list(messages)}, CONTEXT)


def test_an_upload_becomes_the_answer_that_analyze_gives(service, s3, letter):
    ticket = service.post("/scans?types=EMAIL,URL")
    assert ticket.status_code == 201
    body = ticket.json()
    assert body["upload"]["fields"]["key"] == UPLOADS + body["id"]
    assert service.get(body["result"]).status_code == 202
    s3.put_object(Bucket=BUCKET, Key=UPLOADS + body["id"], Body=letter)
    assert work(event(UPLOADS + body["id"])) == {"batchItemFailures": []}
    answer = service.get(body["result"])
    headers = {"Content-Type": "image/png", "Cache-Control": "no-store"}
    direct = service.post("/analyze?types=EMAIL,URL", content=letter, headers=headers)
    assert (answer.status_code, answer.json()) == (200, direct.json())
    assert [o["Key"] for o in s3.list_objects_v2(Bucket=BUCKET, Prefix=UPLOADS).get("Contents", [])] == []


def test_nothing_found_and_a_bad_file_are_answers_not_failures(service, s3, harmless):
    one, two = service.post("/scans").json(), service.post("/scans").json()
    s3.put_object(Bucket=BUCKET, Key=UPLOADS + one["id"], Body=harmless)
    s3.put_object(Bucket=BUCKET, Key=UPLOADS + two["id"], Body=b"no image")
    assert work(event(UPLOADS + one["id"], UPLOADS + two["id"])) == {"batchItemFailures": []}
    assert (service.get(one["result"]).status_code, service.get(one["result"]).content) == (204, b"")
    bad = service.get(two["result"])
    assert (bad.status_code, bad.json()["code"]) == (400, "not_an_image")
    assert bad.headers["content-type"] == "application/problem+json"


def test_the_same_event_again_and_events_of_no_concern_change_nothing(service, s3, harmless):
    scan = service.post("/scans").json()
    s3.put_object(Bucket=BUCKET, Key=UPLOADS + scan["id"], Body=harmless)
    work(event(UPLOADS + scan["id"]))
    before = s3.get_object(Bucket=BUCKET, Key=RESULTS + scan["id"])["LastModified"]
    test_event = message("m-2", json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": BUCKET}))
    assert work(event(UPLOADS + scan["id"], "other/key"), test_event) == {"batchItemFailures": []}
    assert s3.get_object(Bucket=BUCKET, Key=RESULTS + scan["id"])["LastModified"] == before


def test_poison_comes_again_alone(service, s3, harmless):
    scan = service.post("/scans").json()
    s3.put_object(Bucket=BUCKET, Key=UPLOADS + scan["id"], Body=harmless)
    answer = work(message("bad", "no json"), event(UPLOADS + scan["id"]))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert service.get(scan["result"]).status_code == 204


def test_unknown_and_expired_scans(service, s3):
    for identity in ("x" * 32, "short", "../secret", "%2e%2e"):
        assert service.get(f"/scans/{identity}").status_code == 404
    scan = service.post("/scans").json()
    expire(s3, scan, 1000)
    answer = service.get(scan["result"])
    assert (answer.status_code, answer.json()["code"]) == (410, "expired_scan")


def expire(s3, scan, seconds):
    """Lets the upload of a scan have expired so many seconds ago."""
    ticket = json.loads(s3.get_object(Bucket=BUCKET, Key=TICKETS + scan["id"])["Body"].read())
    late = ticket | {"expires_at": time.time() - seconds}
    s3.put_object(Bucket=BUCKET, Key=TICKETS + scan["id"], Body=json.dumps(late))


def test_an_upload_may_begin_just_before_it_expires(service, s3):
    scan = service.post("/scans").json()
    expire(s3, scan, 1)
    assert service.get(scan["result"]).status_code == 202


def test_what_was_uploaded_is_pending_however_long_it_waits(service, s3, harmless):
    scan = service.post("/scans").json()
    s3.put_object(Bucket=BUCKET, Key=UPLOADS + scan["id"], Body=harmless)
    expire(s3, scan, 100_000)
    assert service.get(scan["result"]).status_code == 202


def test_a_result_that_comes_while_one_asks_is_not_missed(service, s3, harmless, monkeypatch):
    scan = service.post("/scans").json()
    s3.put_object(Bucket=BUCKET, Key=UPLOADS + scan["id"], Body=harmless)
    expire(s3, scan, 1000)
    has_upload = Storage.has_upload

    def meanwhile(storage, scan_id):
        work(event(UPLOADS + scan_id))
        return has_upload(storage, scan_id)

    monkeypatch.setattr(Storage, "has_upload", meanwhile)
    assert service.get(scan["result"]).status_code == 204


def test_what_fails_for_good_is_told_and_can_still_be_read_later(service, s3, harmless, monkeypatch):
    scan = service.post("/scans").json()
    key = UPLOADS + scan["id"]
    s3.put_object(Bucket=BUCKET, Key=key, Body=harmless)
    with monkeypatch.context() as broken:
        broken.setattr(lambda_queue, "default_scanner", lambda: 1 / 0)
        assert work(event(key, received=4))["batchItemFailures"]
        assert service.get(scan["result"]).status_code == 202
        assert work(event(key, received=5))["batchItemFailures"]
    answer = service.get(scan["result"])
    assert (answer.status_code, answer.json()["code"]) == (503, "reading_failed")
    # The bucket forgets the answer days before the upload: nobody is to wait for it then.
    s3.delete_object(Bucket=BUCKET, Key=RESULTS + scan["id"])
    answer = service.get(scan["result"])
    assert (answer.status_code, answer.json()["code"]) == (410, "expired_scan")
    assert work(event(key, received=1)) == {"batchItemFailures": []}
    assert service.get(scan["result"]).status_code == 204


def test_nothing_in_the_part_that_was_read_is_told_as_such(service, s3, blank, monkeypatch):
    scan = service.post("/scans").json()
    s3.put_object(Bucket=BUCKET, Key=UPLOADS + scan["id"], Body=blank)
    unfinished = Scan("", (), (PageSize(10, 10, 0, complete=True), PageSize(10, 10, 0, complete=False)))
    monkeypatch.setattr(lambda_queue, "default_scanner", lambda: SimpleNamespace(scan=lambda *_, **__: unfinished))
    work(event(UPLOADS + scan["id"]))
    answer = service.get(scan["result"])
    assert (answer.status_code, answer.json()["code"]) == (504, "reading_timed_out")
    assert "1 of 2 pages" in answer.json()["detail"]


def test_a_try_that_ends_the_worker_has_told_of_the_failure_before(service, s3, harmless, monkeypatch):
    scan = service.post("/scans").json()
    s3.put_object(Bucket=BUCKET, Key=UPLOADS + scan["id"], Body=harmless)

    def end():
        raise SystemExit

    monkeypatch.setattr(lambda_queue, "default_scanner", end)
    with pytest.raises(SystemExit):
        work(event(UPLOADS + scan["id"], received=5))
    assert service.get(scan["result"]).json()["code"] == "reading_failed"


def test_an_upload_that_was_answered_and_not_removed_is_removed_the_next_time(service, s3, harmless):
    scan = service.post("/scans").json()
    s3.put_object(Bucket=BUCKET, Key=UPLOADS + scan["id"], Body=harmless)
    work(event(UPLOADS + scan["id"]))
    s3.put_object(Bucket=BUCKET, Key=UPLOADS + scan["id"], Body=harmless)
    assert work(event(UPLOADS + scan["id"], received=2)) == {"batchItemFailures": []}
    assert s3.list_objects_v2(Bucket=BUCKET, Prefix=UPLOADS)["KeyCount"] == 0


def test_an_upload_is_signed_for_one_key_one_type_and_some_bytes(service):
    fields = service.post("/scans?content_type=image/tiff").json()["upload"]["fields"]
    policy = json.loads(base64.b64decode(fields["policy"]))
    assert ["content-length-range", 1, Settings().max_upload_bytes] in policy["conditions"]
    assert {"Content-Type": "image/tiff"} in policy["conditions"]
    assert {"bucket": BUCKET} in policy["conditions"]
    assert {"key": fields["key"]} in policy["conditions"]
    assert not any(isinstance(rule, list) and rule[0] == "starts-with" for rule in policy["conditions"])


def test_ids_are_long_and_never_the_same(service):
    ids = {service.post("/scans").json()["id"] for _ in range(20)}
    assert len(ids) == 20
    assert {len(i) for i in ids} == {32}


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml;x", "", "image/"])
def test_only_images_may_be_announced(service, kind):
    assert service.post("/scans", params={"content_type": kind}).json()["code"] == "bad_option"


def test_without_a_bucket_it_is_503_with_a_way_out(client):
    answer = client.post("/scans")
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
    assert "/analyze" in answer.json()["detail"]


def test_a_dead_storage_is_503_and_the_message_comes_again(service, monkeypatch):
    class Dead:
        def __getattr__(self, name):
            def call(**_):
                raise EndpointConnectionError(endpoint_url="http://secret.internal")

            return call

    monkeypatch.setattr("handler.storage._client", lambda *_: Dead())
    answer = service.get(f"/scans/{'a' * 32}")
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
    assert "secret" not in answer.text
    assert work(event(UPLOADS + "a" * 32)) == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}


def test_no_value_reaches_a_log(service, s3, letter, capfd, caplog):
    scan = service.post("/scans").json()
    s3.put_object(Bucket=BUCKET, Key=UPLOADS + scan["id"], Body=letter)
    work(event(UPLOADS + scan["id"]))
    service.get(scan["result"])
    records = [vars(record) for record in caplog.records]
    assert {"findings": 4}.items() <= next(r for r in records if r["msg"] == "read").items()
    out = "".join(capfd.readouterr()) + repr(records)
    for value in ("cobalt", "4111", "7946", "terms"):
        assert value not in out
