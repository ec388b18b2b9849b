"""Plays Lambda's event source mapping on a laptop: messages from SQS to the worker's emulator, in batches.

What the worker names in ``batchItemFailures`` stays in the queue and comes again, until the queue's redrive policy
moves it to the dead letters; everything else is deleted.

Environment: QUEUE_URL, WORKER_URL (the emulator's address), and boto3's own (AWS_ENDPOINT_URL, …).
"""

import json
import logging
import os
import time
import urllib.request
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

INVOKE = "/2015-03-31/functions/function/invocations"
BATCH = 5
LONGEST_WORK = 320
REST_AFTER_FAILURE = 2

logging.basicConfig(level=logging.INFO, format="%(message)s")
log = logging.getLogger("poller")


def event_of(messages: list[dict[str, Any]], queue: str) -> dict[str, Any]:
    """The event that Lambda makes of SQS messages."""
    return {
        "Records": [
            {
                "messageId": m["MessageId"],
                "receiptHandle": m["ReceiptHandle"],
                "body": m["Body"],
                "attributes": m.get("Attributes", {}),
                "messageAttributes": {},
                "md5OfBody": m["MD5OfBody"],
                "eventSource": "aws:sqs",
                "eventSourceARN": queue,
                "awsRegion": os.environ.get("AWS_REGION", "us-east-1"),
            }
            for m in messages
        ]
    }


def failed(answer: object) -> set[str] | None:
    """The ids of the messages that have to come again; None where the whole batch failed."""
    if not isinstance(answer, dict) or "batchItemFailures" not in answer:
        return None
    return {item["itemIdentifier"] for item in answer["batchItemFailures"]}


def invoke(worker: str, event: dict[str, Any]) -> object:
    """What the worker answers to ``event``; None for anything that is no JSON, as the emulator's time-out."""
    request = urllib.request.Request(  # noqa: S310 # the address is the operator's own
        worker.rstrip("/") + INVOKE, json.dumps(event).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=LONGEST_WORK) as response:  # noqa: S310
        try:
            return json.loads(response.read())
        except ValueError:
            return None


def pass_on(sqs: Any, queue: str, worker: str) -> None:  # noqa: ANN401 # boto3 makes its clients at run time
    """Waits for one batch, has it worked on, and deletes what was done."""
    received = sqs.receive_message(
        QueueUrl=queue, MaxNumberOfMessages=BATCH, WaitTimeSeconds=10, AttributeNames=["All"]
    )
    messages = received.get("Messages", [])
    if not messages:
        return
    again = failed(invoke(worker, event_of(messages, queue)))
    done = [m for m in messages if again is not None and m["MessageId"] not in again]
    log.info("batch of %d, %d done", len(messages), len(done))
    if done:
        entries = [{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(done)]
        sqs.delete_message_batch(QueueUrl=queue, Entries=entries)


def main() -> None:
    """Passes batches on for ever."""
    sqs = boto3.client("sqs")
    queue, worker = os.environ["QUEUE_URL"], os.environ["WORKER_URL"]
    while True:
        try:
            pass_on(sqs, queue, worker)
        except (BotoCoreError, ClientError, OSError) as error:
            log.warning("%s; trying again", type(error).__name__)
            time.sleep(REST_AFTER_FAILURE)


if __name__ == "__main__":
    main()
