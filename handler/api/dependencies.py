"""What routes share. None of it takes a thread unless it asks another machine: most of a hit's time went to that."""

import hashlib

from anyio import to_thread
from fastapi import Request

from handler.api.keys import at_hand, check_key
from handler.scan import Scanner


async def scanner_of(request: Request) -> Scanner:
    """The scanner of this application."""
    scanner: Scanner = request.app.state.scanner
    return scanner


async def authorized(request: Request) -> None:
    """Lets a call pass that brings an accepted key, or every call where no keys are configured."""
    settings, offered = request.app.state.scanner.settings, request.headers.get("x-api-key")
    if at_hand(settings):
        check_key(settings, offered)
    else:  # Secrets Manager is asked, which must not hold up other requests
        await to_thread.run_sync(check_key, settings, offered)


# Comes after ``authorized``: only accepted keys are counted.
async def limited(request: Request) -> None:
    """Lets a call pass whose key, or without keys whose address, has not used up its rate."""
    rates = request.app.state.rates
    caller = request.headers.get("x-api-key"), request.client.host if request.client else ""
    if rates.are_here:
        rates.count(*caller)
    else:
        await to_thread.run_sync(rates.count, *caller)


def client_of(request: Request) -> str:
    """Who calls, where results are not shared between callers; empty where they are."""
    if not request.app.state.scanner.settings.cache_per_key:
        return ""
    key = request.headers.get("x-api-key", "")
    return hashlib.sha256(b"ocr-text-analysis client " + key.encode()).hexdigest()
