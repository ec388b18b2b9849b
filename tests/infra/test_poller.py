"""The laptop's event source mapping: uploads go from S3's events through SQS to the worker, over moto."""

import http.client
import importlib.util
import json
import os
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from moto import mock_aws

from handler import lambda_queue
from handler.scan import Scanner
from handler.settings import Settings
from handler.storage import RESULTS, TICKETS, UPLOADS

CONTEXT = SimpleNamespace(
    function_name="worker", memory_limit_in_mb=1769, invoked_function_arn="arn:aws:lambda:x", aws_request_id="r-1"
)


@pytest.fixture
def poller(monkeypatch):
    path = Path(__file__).parents[2] / "local" / "poller.py"
    spec = importlib.util.spec_from_file_location("poller", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "REST_AFTER_FAILURE", 0)
    monkeypatch.setattr(module, "WAIT", 0)
    monkeypatch.setattr(module, "invoke", lambda _, event: lambda_queue.handler(event, CONTEXT))
    return module


@pytest.fixture
def stack(monkeypatch):
    """A bucket that tells a queue of its uploads, whose messages come again at once and three times."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "POWERTOOLS_METRICS_NAMESPACE"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    settings = Settings(bucket="scans", max_receives=3)
    scanner = Scanner(settings)
    monkeypatch.setattr(lambda_queue, "get_settings", lambda: settings)
    monkeypatch.setattr(lambda_queue, "default_scanner", lambda: scanner)
    lambda_queue._storage.cache_clear()
    with mock_aws():
        s3, sqs = boto3.client("s3"), boto3.client("sqs")
        dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})
        said = {"RedrivePolicy": redrive, "VisibilityTimeout": "0"}
        queue = sqs.create_queue(QueueName="scans", Attributes=said)["QueueUrl"]
        s3.create_bucket(Bucket="scans")
        told = {"QueueArn": arn.replace(":dead", ":scans"), "Events": ["s3:ObjectCreated:*"]}
        told["Filter"] = {"Key": {"FilterRules": [{"Name": "prefix", "Value": UPLOADS}]}}
        s3.put_bucket_notification_configuration(
            Bucket="scans", NotificationConfiguration={"QueueConfigurations": [told]}
        )
        sqs.purge_queue(QueueUrl=queue)  # of S3's own test event
        yield SimpleNamespace(s3=s3, sqs=sqs, queue=queue, dead=dead)
    lambda_queue._storage.cache_clear()


def upload(stack, name, data):
    ticket = {"options": {"types": ["EMAIL"], "languages": ["eng"], "regions": ["GB"]}}
    stack.s3.put_object(Bucket="scans", Key=TICKETS + name, Body=json.dumps(ticket))
    stack.s3.put_object(Bucket="scans", Key=UPLOADS + name, Body=data)


def result(stack, name):
    return json.loads(stack.s3.get_object(Bucket="scans", Key=RESULTS + name)["Body"].read())


def waiting(stack, queue):
    (count,) = stack.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages"])[
        "Attributes"
    ].values()
    return int(count)


def test_an_upload_is_read_and_its_message_deleted(poller, stack, letter):
    upload(stack, "a", letter)
    poller.pass_on(stack.sqs, stack.queue, "")
    assert result(stack, "a")["status"] == 200
    assert (waiting(stack, stack.queue), waiting(stack, stack.dead)) == (0, 0)


def test_what_fails_comes_again_then_lies_with_the_dead_letters_and_is_told(poller, stack, blank, monkeypatch):
    upload(stack, "a", blank)
    with monkeypatch.context() as broken:
        broken.setattr(lambda_queue, "default_scanner", lambda: 1 / 0)
        for left in (1, 1, 1):
            poller.pass_on(stack.sqs, stack.queue, "")
            assert waiting(stack, stack.queue) == left
    upload(stack, "b", blank)
    for _ in range(2):
        poller.pass_on(stack.sqs, stack.queue, "")
    assert (waiting(stack, stack.queue), waiting(stack, stack.dead)) == (0, 1)
    assert result(stack, "a")["body"]["code"] == "reading_failed"
    assert result(stack, "b")["status"] == 204


def test_poison_stays_alone_in_its_batch(poller, stack, blank, monkeypatch):
    monkeypatch.setattr(poller, "BATCH", 10)
    stack.sqs.send_message(QueueUrl=stack.queue, MessageBody="no json")
    upload(stack, "a", blank)
    poller.pass_on(stack.sqs, stack.queue, "")
    assert result(stack, "a")["status"] == 204
    assert waiting(stack, stack.queue) == 1


def test_a_worker_that_hangs_up_ends_no_loop(poller, tmp_path, monkeypatch):
    monkeypatch.setattr(poller, "SIGNS", tmp_path)
    rounds = iter([http.client.RemoteDisconnected(), http.client.BadStatusLine("x"), KeyboardInterrupt()])

    def step():
        raise next(rounds)

    with pytest.raises(KeyboardInterrupt):
        poller.for_ever("uploads", step)
    assert (tmp_path / "uploads").exists()


def test_only_loops_that_turn_are_alive(poller, tmp_path, monkeypatch):
    monkeypatch.setattr(poller, "SIGNS", tmp_path)
    assert not poller.is_alive()
    for loop in poller.LOOPS:
        (tmp_path / loop).touch()
    assert poller.is_alive()
    os.utime(tmp_path / "batches", (1, 1))
    assert not poller.is_alive()
