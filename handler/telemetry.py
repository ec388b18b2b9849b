"""Logger, metrics and tracer, and what may be logged: counts, sizes, types, durations and codes; never content."""

import logging
import os
import time
from collections import Counter
from collections.abc import Callable
from functools import cache, wraps
from pathlib import PurePath
from types import TracebackType
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.utilities.typing import LambdaContext

if TYPE_CHECKING:  # it is to the right of this
    from handler.scanned import Scan

SERVICE = "ocr-text-analysis"

logger = Logger(service=SERVICE, level=os.environ.get("OCR_LOG_LEVEL", "INFO"))
metrics = Metrics(namespace="OcrTextAnalysis", service=SERVICE)

# Libraries that tell at DEBUG what an image, a request or a bucket holds, whatever level the process is set to.
for _talkative in ("PIL", "pytesseract", "botocore", "boto3", "s3transfer", "urllib3", "python_multipart", "multipart"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)


Handler = Callable[[dict[str, Any], LambdaContext], dict[str, Any]]


def traced(handler: Handler) -> Handler:
    """``handler``, told to X-Ray where an invocation is traced: what it took, and nothing of its answers and errors."""

    # X-Ray's library loads botocore: only an instance that meets a traced invocation pays for it.
    @cache
    def tracer() -> Tracer:
        # With the libraries themselves patched, every address asked would be in the traces.
        return Tracer(service=SERVICE, auto_patch=False)

    def told(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        raised: list[Exception] = []

        @wraps(handler)  # the trace has its name
        def quiet(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
            try:
                return handler(event, context)
            except Exception as error:  # noqa: BLE001 # raised again below, where X-Ray does not keep its words
                tracer().put_annotation("error_type", type(error).__name__)
                raised.append(error)
                return {}

        answer: dict[str, Any] = tracer().capture_lambda_handler(quiet, capture_response=False)(event, context)
        if raised:
            raise raised.pop()  # out of this frame, which the error holds
        return answer

    @wraps(handler)
    def chosen(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        # As the runtime writes it before each invocation; Lambda decides which are traced.
        sampled = "Sampled=1" in os.environ.get("_X_AMZN_TRACE_ID", "")
        return (told if sampled else handler)(event, context)

    return chosen


def about(scan: "Scan") -> dict[str, Any]:
    """What may be logged of ``scan`` beside sizes: how many findings of each type, and whether it was in the cache."""
    return {"types": dict(Counter(finding.type.value for finding in scan.findings)), "cached": scan.cached}


def since(began: float) -> int:
    """Milliseconds since ``began`` on the clock that only goes forward."""
    return round(1000 * (time.monotonic() - began))


def place_of(trace: TracebackType | None) -> str:
    """The file and line where an error was raised: unlike its message these hold nothing of the image."""
    if trace is None:
        return "?"
    while trace.tb_next:
        trace = trace.tb_next
    return f"{PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
