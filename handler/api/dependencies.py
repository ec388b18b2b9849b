"""What routes share."""

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
