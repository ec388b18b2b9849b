"""What routes share."""

import hashlib

from fastapi import Request

from handler.api.keys import check_key
from handler.scan import Scanner


def scanner_of(request: Request) -> Scanner:
    """The scanner of this application."""
    scanner: Scanner = request.app.state.scanner
    return scanner


# Not async: reading the keys may ask Secrets Manager, which must not hold up other requests.
def authorized(request: Request) -> None:
    """Lets a call pass that brings an accepted key, or every call where no keys are configured."""
    check_key(request.app.state.scanner.settings, request.headers.get("x-api-key"))


# Not async: the counts may lie in Redis. Comes after ``authorized``: only accepted keys are counted.
def limited(request: Request) -> None:
    """Lets a call pass whose key, or without keys whose address, has not used up its rate."""
    request.app.state.rates.count(request.headers.get("x-api-key"), request.client.host if request.client else "")


def client_of(request: Request) -> str:
    """Who calls, where results are not shared between callers; empty where they are."""
    if not request.app.state.scanner.settings.cache_per_key:
        return ""
    key = request.headers.get("x-api-key", "")
    return hashlib.sha256(b"ocr-text-analysis client " + key.encode()).hexdigest()
