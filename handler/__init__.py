"""Finds sensitive data in images: what it is, where it stands, how sure we are and how it was checked."""

import os
from importlib.metadata import PackageNotFoundError, version

# Tesseract and numpy read these when they are loaded. Pages, bands and strips are read on threads of their own; threads
# within these would take the processors from each other.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

try:
    __version__ = version("ocr-text-analysis")
except PackageNotFoundError:  # in the Lambda image the code is copied, not installed
    __version__ = "0.1.0"
