"""Page or text → findings."""

from handler.detecting.finding import Finding, FindingType
from handler.detecting.registry import DETECTORS_VERSION, find, find_on_page

__all__ = ["DETECTORS_VERSION", "Finding", "FindingType", "find", "find_on_page"]
