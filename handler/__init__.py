"""Finds sensitive data in images: what it is, where it stands, how sure we are and how it was checked."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("ocr-text-analysis")
except PackageNotFoundError:  # in the Lambda image the code is copied, not installed
    __version__ = "0.1.0"
