"""Plays what calls functions in AWS, on a laptop: Lambda's event source mapping, and Step Functions.

Messages go from SQS to the worker's emulator in batches as large as AWS makes them. What the worker names in
``batchItemFailures`` stays in the queue and comes again, until the queue's redrive policy moves it to the dead letters;
everything else is deleted.

LocalStack cannot call a function in a container image. Its state machine hands its batches to an activity instead; they
go from there to the emulator of the function that reads them.

    poller.py [--is-alive]

With ``--is-alive`` it only says, by its exit code, whether a running one still turns its rounds.

Environment: QUEUE_URL and WORKER_URL, ACTIVITY_ARN and BUCKET_URL (the emulators' addresses), and boto3's own
(AWS_ENDPOINT_URL, …).
"""

import http.client
import json
import logging
import os
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

INVOKE = "/2015-03-31/functions/function/invocations"
# As the template's event source mapping.
BATCH = 1
LONGEST_WORK = 920
# An activity is asked for by long polling.
PATIENCE = 70
WAIT = 10
REST_AFTER_FAILURE = 2
# Each loop touches a file of its name at every round, of which the longest is a batch that takes all its time.
LOOPS = ("uploads", "batches")
SIGNS = Path(tempfile.gettempdir())
LONGEST_ROUND = PATIENCE + LONGEST_WORK + 10

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
        QueueUrl=queue, MaxNumberOfMessages=BATCH, WaitTimeSeconds=WAIT, AttributeNames=["All"]
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


def pass_task_on(states: Any, activity: str, function: str) -> None:  # noqa: ANN401
    """Waits for one batch of the state machine, has it read, and tells how it went."""
    task = states.get_activity_task(activityArn=activity, workerName="laptop")
    token = task.get("taskToken")
    if not token:
        return
    answer = invoke(function, json.loads(task["input"]))
    if isinstance(answer, dict) and "errorMessage" not in answer:
        states.send_task_success(taskToken=token, output=json.dumps(answer))
    else:
        kind = answer.get("errorType") if isinstance(answer, dict) else "Sandbox.Timedout"
        states.send_task_failure(taskToken=token, error=str(kind), cause="The function failed; see its log.")
    log.info("batch of the state machine passed on")


def for_ever(loop: str, step: Callable[[], None]) -> None:
    """Repeats ``step``, after a rest where the other side does not answer or what it says is no answer."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    while True:
        (SIGNS / loop).touch()
        try:
            step()
        except (BotoCoreError, ClientError, OSError, http.client.HTTPException) as error:
            log.warning("%s; trying again", type(error).__name__)
            time.sleep(REST_AFTER_FAILURE)


def is_alive() -> bool:
    """Whether every loop has turned within its longest round."""
    try:
        return all(time.time() - (SIGNS / loop).stat().st_mtime < LONGEST_ROUND for loop in LOOPS)
    except FileNotFoundError:
        return False


def main() -> None:
    """Passes batches on for ever."""
    import boto3  # noqa: PLC0415 # whoever only asks for a sign of life need not wait for it
    from botocore.config import Config  # noqa: PLC0415

    sqs, states = boto3.client("sqs"), boto3.client("stepfunctions", config=Config(read_timeout=PATIENCE))
    queue, worker = os.environ["QUEUE_URL"], os.environ["WORKER_URL"]
    activity, function = os.environ["ACTIVITY_ARN"], os.environ["BUCKET_URL"]
    uploads, batches = LOOPS
    others = (batches, lambda: pass_task_on(states, activity, function))
    threading.Thread(target=for_ever, args=others, daemon=True).start()
    for_ever(uploads, lambda: pass_on(sqs, queue, worker))


if __name__ == "__main__":
    if "--is-alive" in sys.argv:
        sys.exit(not is_alive())
    main()
