"""Logger, metrics and tracer, and what may be logged: counts, sizes, types, durations and codes; never content."""

import os

from aws_lambda_powertools import Logger, Metrics, Tracer

SERVICE = "ocr-text-analysis"

logger = Logger(service=SERVICE, level=os.environ.get("OCR_LOG_LEVEL", "INFO"))
metrics = Metrics(namespace="OcrTextAnalysis", service=SERVICE)
# Powertools turns it off by itself wherever there is no X-Ray: outside Lambda, under SAM, by its own variable.
tracer = Tracer(service=SERVICE, patch_modules=[])
