"""``HEAD`` and ``OPTIONS`` on every path, and an ``Allow`` that names them (RFC 9110, 9.3.2, 9.3.7 and 10.2.1)."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NO_CONTENT, _NOT_ALLOWED = 204, 405


class Methods:
    """The application, answering ``HEAD`` as ``GET`` without its body, and ``OPTIONS`` with what a path allows."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        bodiless = method == "HEAD"

        async def send_on(message: Message) -> None:
            nonlocal bodiless
            if message["type"] == "http.response.start" and message["status"] == _NOT_ALLOWED:
                headers = MutableHeaders(scope=message)
                allowed = {name.strip() for name in headers.get("allow", "").split(",") if name.strip()}
                allowed |= {"OPTIONS", *(("HEAD",) if "GET" in allowed else ())}
                headers["Allow"] = ", ".join(sorted(allowed))
                if method == "OPTIONS":
                    message["status"], bodiless = _NO_CONTENT, True
                    for name in ("content-length", "content-type"):
                        del headers[name]
            if bodiless and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        await self._app({**scope, "method": "GET"} if method == "HEAD" else scope, receive, send_on)
