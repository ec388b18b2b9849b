"""What holds for every answer: security headers, an id in answer and log, and nothing of an unforeseen error.

Outermost, since the framework hands an exception that nobody caught on to the server, whose log would show its message
and those of its causes: these may hold text from the image.
"""

import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handler.api.problems import internal_error
from handler.telemetry import logger, place_of

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    # Pages of other sites may not embed an answer; those that OCR_CORS_ORIGINS names read it by CORS, as before.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

# Two years (RFC 6797). Over plain HTTP browsers must ignore it, and there may be nobody who speaks HTTPS.
_ONLY_HTTPS = "max-age=63072000"


class Guard:
    """The application, guarded."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; never raises what an application may raise."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        logger.thread_safe_append_keys(request_id=request_id)
        begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = _ONLY_HTTPS
                headers["X-Request-Id"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_guarded)
        except Exception as error:  # noqa: BLE001 # this is where every unforeseen error ends
            where = place_of(error.__traceback__)
            logger.error("unforeseen error", extra={"error_type": type(error).__name__, "where": where})
            if not begun:
                await internal_error()(scope, receive, send_guarded)
