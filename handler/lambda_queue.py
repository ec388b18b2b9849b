"""SQS with S3 events → the same scan → the result in S3. Imports no FastAPI.

Events come at least once: a scan whose result is there is not read again. A bad file is an answer, not a failure; what
fails for other reasons goes back to the queue alone, and after some tries to its dead letters. Before the last of them
the failure is written down as the answer, where also a try that ends this process leaves it; success writes over it.
"""

import json
import time
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_plus

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from handler.errors import BadInput, ReadingFailed, ReadingTimedOut
from handler.presentation import Presentation, present
from handler.scan import Options, default_scanner
from handler.settings import get_settings
from handler.storage import UPLOADS, WORKER_READING, Storage
from handler.telemetry import about, logger, metrics, place_of, since, traced

_processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


@lru_cache(maxsize=1)
def _storage() -> Storage:
    return Storage(get_settings().bucket, reading=WORKER_READING)


@metrics.log_metrics(capture_cold_start_metric=True)
@traced
@logger.inject_lambda_context(clear_state=True, log_event=False)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Reads every uploaded image that the batch names; answers with the messages that have to come again."""
    metrics.add_metric(name="Messages", unit=MetricUnit.Count, value=len(event["Records"]))
    return dict(process_partial_response(event, _read_uploads, _processor, context))


def _read_uploads(record: SQSRecord) -> None:
    is_last = int(record.attributes.approximate_receive_count or 1) >= get_settings().max_receives
    try:
        for entry in json.loads(record.body).get("Records", []):  # S3's test event has none
            # S3 writes keys as forms are written.
            key = unquote_plus(entry["s3"]["object"]["key"])
            if key.startswith(UPLOADS):
                _answer(key.removeprefix(UPLOADS), is_last=is_last)
    except Exception as error:
        # Its message may hold content; its type and place do not.
        extra = {"error_type": type(error).__name__, "where": place_of(error.__traceback__)}
        logger.error("failed, and will come again", extra=extra)
        raise


def _answer(scan_id: str, *, is_last: bool) -> None:
    storage = _storage()
    result = storage.result(scan_id)
    if result is not None and result["status"] != HTTPStatus.SERVICE_UNAVAILABLE:
        logger.info("already answered")
        # Whoever answered may have ended before this.
        storage.drop_upload(scan_id)
        return
    image = storage.upload(scan_id)
    ticket = storage.ticket(scan_id)
    if image is None or ticket is None:
        logger.warning("nothing to read", extra={"upload": image is not None, "ticket": ticket is not None})
        return
    if is_last:
        storage.write_failure(scan_id, _FAILURE)
        # The upload outlives that answer: who asks then is not to wait for what nobody works on.
        storage.write_ticket(scan_id, ticket | {"failed": True})
    options, how = Options.from_dict(ticket["options"]), Presentation.from_dict(ticket.get("presentation", {}))
    storage.write_result(scan_id, _result(image, options, how, ticket.get("client", "")))


def _result(image: bytes, options: Options, how: Presentation, client: str) -> dict[str, Any]:
    """``status`` is what ``POST /analyze`` would have answered, ``body`` its JSON."""
    began = time.monotonic()
    try:
        scan = default_scanner().scan(image, options, client=client)
        body = present(scan, how, get_settings().cache_secret.get_secret_value())
        if not body["findings"]:
            scan.say_nothing()
    except BadInput as error:
        logger.info("refused", extra={"code": error.code, "bytes": len(image)})
        return _problem(HTTPStatus.BAD_REQUEST, error.code, error.detail)
    except ReadingTimedOut as error:
        # The same image would take as long again: trying it again would only keep others waiting.
        logger.warning("timed out", extra={"bytes": len(image)})
        return _problem(HTTPStatus.GATEWAY_TIMEOUT, error.code, error.detail)
    told = {"bytes": len(image), "findings": len(scan.findings), "milliseconds": since(began)}
    logger.info("read", extra=told | about(scan))
    if not body["findings"]:
        return {"status": int(HTTPStatus.NO_CONTENT), "body": None}
    return {"status": int(HTTPStatus.OK), "body": body}


def _problem(status: HTTPStatus, code: str, detail: str) -> dict[str, Any]:
    return {"status": int(status), "body": {"code": code, "detail": detail}}


_FAILURE = _problem(
    HTTPStatus.SERVICE_UNAVAILABLE,
    ReadingFailed.code,
    "The image was uploaded, and could not be read in several tries; it is kept for the operator of this service. Begin"
    " a new scan later, or send the image in another format.",
)
