"""A small API Gateway for a laptop: HTTP in, payload format 2.0 events to the Lambda emulator, and back.

It keeps the real one's limits (10 MB of request, of which Lambda takes 6 MB as an event, and gives as much back; the
template's 29 seconds) and its words for failures. The emulator crashes when it is called twice at once, so each
container gets one event at a time; a name that stands for several containers (compose replicas) is asked for all of
their addresses.

    python -m uvicorn --app-dir local gateway:app

Environment: FUNCTION_URL, the emulator's address, as http://function:8080
"""

import asyncio
import base64
import binascii
import http.client
import json
import os
import socket
import time
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

FUNCTION = urlsplit(os.environ.get("FUNCTION_URL", "http://function:8080"))
INVOKE = "/2015-03-31/functions/function/invocations"
MOST_REQUEST_BYTES = 10 * 1024 * 1024
MOST_EVENT_BYTES = 6 * 1024 * 1024
# As Lambda says it: "Response payload size exceeded maximum allowed payload size (6291556 bytes)".
MOST_ANSWER_BYTES = 6_291_556
TIME_LIMIT = 29.0
# The emulator ends a function at its own time-out, long before this.
LONGEST_WORK = 120.0
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
# Sent as text in an event; everything else is base64.
TEXT = ("text/", "application/json", "application/xml", "application/javascript")


class Containers:
    """The emulator's containers, each of which takes one event at a time."""

    def __init__(self) -> None:
        self._free = asyncio.Condition()
        self._busy: set[str] = set()
        self._running: set[asyncio.Task[bytes]] = set()

    async def take(self) -> str:
        """The address of a container that has nothing to do; it is busy from now on."""
        async with self._free:
            address = await self._pick()
            while address is None:
                await self._free.wait()
                address = await self._pick()
            self._busy.add(address)
        return address

    def run(self, address: str, payload: bytes) -> "asyncio.Task[bytes]":
        """Sends an event to a container that was taken, and gives the container back when it has answered.

        That may be long after the caller has given up: until then the container must not be asked again.
        """
        task = asyncio.create_task(self._run(address, payload))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _run(self, address: str, payload: bytes) -> bytes:
        try:
            return await asyncio.to_thread(invoke, address, payload)
        finally:
            async with self._free:
                self._busy.discard(address)
                self._free.notify()

    async def _pick(self) -> str | None:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(FUNCTION.hostname, FUNCTION.port, type=socket.SOCK_STREAM)
        return next((str(address) for *_, (address, *_) in found if address not in self._busy), None)


containers = Containers()


def event_of(request: Request, body: bytes) -> dict[str, Any]:
    """The payload format 2.0 event of a request."""
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    cookies = [c.strip() for c in headers.pop("cookie", "").split(";") if c.strip()]
    query: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        query[name] = f"{query[name]},{value}" if name in query else value
    kind = headers.get("content-type", "")
    text = text_of(body) if kind.startswith(TEXT) and not headers.get("content-encoding") else None
    now = time.time()
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": request.scope["raw_path"].decode("ascii"),
        "rawQueryString": request.scope["query_string"].decode("ascii"),
        "headers": headers,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": headers.get("host", "localhost"),
            "domainPrefix": "local",
            "http": {
                "method": request.method,
                "path": request.url.path,
                "protocol": "HTTP/1.1",
                "sourceIp": request.client.host if request.client else "127.0.0.1",
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": uuid.uuid4().hex[:15] + "=",
            "routeKey": "$default",
            "stage": "$default",
            "time": datetime.fromtimestamp(now, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": int(now * 1000),
        },
        "isBase64Encoded": False,
    }
    if cookies:
        event["cookies"] = cookies
    if query:
        event["queryStringParameters"] = query
    if body:
        event["isBase64Encoded"] = text is None
        event["body"] = base64.b64encode(body).decode() if text is None else text
    return event


def text_of(body: bytes) -> str | None:
    """``body`` as text; None where it is none, whatever its type says."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def response_of(answer: object) -> Response:
    """The HTTP response that a function's answer means; anything malformed is 500, as API Gateway answers it."""
    if not isinstance(answer, dict) or "statusCode" not in answer:
        return failure(500, "Internal Server Error")
    body = answer.get("body") or ""
    try:
        status = int(answer["statusCode"])
        content = base64.b64decode(body, validate=True) if answer.get("isBase64Encoded") else str(body).encode()
    except (TypeError, ValueError, binascii.Error):
        return failure(500, "Internal Server Error")
    if not 200 <= status <= 599:  # noqa: PLR2004 # what an answer may have
        return failure(500, "Internal Server Error")
    response = Response(content, status)
    for name, value in (answer.get("headers") or {}).items():
        if name.lower() not in {"content-length", "connection", "transfer-encoding"}:
            response.headers[name] = str(value)
    for cookie in answer.get("cookies") or []:
        response.headers.append("set-cookie", cookie)
    return response


def failure(status: int, message: str) -> Response:
    """API Gateway's own words."""
    return JSONResponse({"message": message}, status)


def invoke(address: str, payload: bytes) -> bytes:
    """Sends one event to one container.

    Raises:
        OSError: the container does not answer.
    """
    connection = http.client.HTTPConnection(address, FUNCTION.port or 8080, timeout=LONGEST_WORK)
    try:
        connection.request("POST", INVOKE, payload, {"Content-Type": "application/json"})
        return connection.getresponse().read()
    finally:
        connection.close()


def read_answer(raw: bytes) -> Response:
    """What the emulator's answer means; it says all of its failures with status 200.

    A function that fails, or ends at its own time-out, is 500 behind an HTTP API:
    https://github.com/denoland/deno_registry2/issues/87
    """
    if len(raw) > MOST_ANSWER_BYTES:
        return failure(500, "Internal Server Error")
    try:
        answer = json.loads(raw)
    except ValueError:
        return failure(500, "Internal Server Error")
    if isinstance(answer, dict) and "errorMessage" in answer and "statusCode" not in answer:
        return failure(500, "Internal Server Error")
    return response_of(answer)


async def forward(request: Request) -> Response:
    """One request through one container."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_REQUEST_BYTES:
            return failure(413, "Request Entity Too Large")
    payload = json.dumps(event_of(request, body)).encode()
    if len(payload) > MOST_EVENT_BYTES:
        return failure(413, "Request Too Long")
    try:
        async with asyncio.timeout(TIME_LIMIT):
            task = containers.run(await containers.take(), payload)
            return read_answer(await asyncio.shield(task))
    except TimeoutError:
        # An HTTP API that gives up says 503, where a REST API says 504:
        # https://github.com/serverless/serverless/issues/11222
        return failure(503, "Service Unavailable")
    except (OSError, http.client.HTTPException):
        return failure(500, "Internal Server Error")


app = Starlette(routes=[Route("/{path:path}", forward, methods=METHODS)])
