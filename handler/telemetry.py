"""Logger, metrics and tracer, and what may be logged: counts, sizes, types, durations and codes; never content.

Cheap outside Lambda: the tracer is off there, and metrics are written only where a function asks for them.
"""

import os

from aws_lambda_powertools import Logger, Metrics, Tracer

SERVICE = "ocr-text-analysis"
IN_LAMBDA = "AWS_LAMBDA_FUNCTION_NAME" in os.environ

logger = Logger(service=SERVICE, level=os.environ.get("OCR_LOG_LEVEL", "INFO"))
metrics = Metrics(namespace="OcrTextAnalysis", service=SERVICE)
tracer = Tracer(service=SERVICE, disabled=not IN_LAMBDA, patch_modules=[])
