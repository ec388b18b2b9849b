"""Logger, metrics and tracer, and what may be logged: counts, sizes, types, durations and codes; never content."""

import logging
import os
from pathlib import PurePath
from types import TracebackType

from aws_lambda_powertools import Logger, Metrics, Tracer

SERVICE = "ocr-text-analysis"

logger = Logger(service=SERVICE, level=os.environ.get("OCR_LOG_LEVEL", "INFO"))
metrics = Metrics(namespace="OcrTextAnalysis", service=SERVICE)
# Powertools turns it off by itself wherever there is no X-Ray: outside Lambda, under SAM, by its own variable.
tracer = Tracer(service=SERVICE, patch_modules=[])

# Libraries that tell at DEBUG what an image, a request or a bucket holds, whatever level the process is set to.
for _talkative in ("PIL", "pytesseract", "botocore", "boto3", "s3transfer", "urllib3", "python_multipart", "multipart"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)


def place_of(trace: TracebackType | None) -> str:
    """The file and line where an error was raised: unlike its message these hold nothing of the image."""
    if trace is None:
        return "?"
    while trace.tb_next:
        trace = trace.tb_next
    return f"{PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
