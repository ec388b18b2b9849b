"""Bodies while they come: how much of the memory they may take together, and for how long one may take to come.

One body has a limit of its own, but many clients could each send one just below it, or send it a byte at a time.
A request that is refused before its body has come is answered after it: a server that closes the connection while the
client still sends takes the answer away with it (RFC 9112, 9.6), and nobody learns what was wrong.
"""

import asyncio
import time
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handler.api.problems import BodyTooSlow
from handler.errors import Overloaded

# As many of the largest bodies as this fit in at once; far more of the usual ones.
_LARGEST_AT_ONCE = 16
_LONGEST_SECONDS = 60.0
# What is let pass of a body that was refused. Whoever sends more than this has to live without the answer.
_PASSING_BYTES = 64 * 2**20
_PASSING_SECONDS = 5.0


class Intake:
    """The application behind a gate that counts the bytes of bodies that have come and are not answered yet."""

    def __init__(self, app: ASGIApp, max_body_bytes: int) -> None:
        self._app = app
        self._room = _LARGEST_AT_ONCE * max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or refuses to hold its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held = 0
        ends = time.monotonic() + _LONGEST_SECONDS
        complete = False
        comes = _has_body(scope) and not _waits_to_be_asked(scope)

        async def receive_counted() -> Message:
            nonlocal held, complete, comes
            comes = comes or _has_body(scope)
            if complete:  # what comes now is the end of the connection, which may take as long as it likes
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(0.0, ends - time.monotonic()))
            except TimeoutError:
                complete = True  # there is no waiting for the rest of it
                raise BodyTooSlow(
                    f"The request's body did not come within {_LONGEST_SECONDS:g} seconds; send it faster or send less."
                ) from None
            size = len(message.get("body", b""))
            held += size
            self._room -= size
            complete = not message.get("more_body", False)  # as when the client has gone
            if self._room < 0:
                raise Overloaded("Too many requests are being received; try again in a few seconds.")
            return message

        async def send_after_the_body(message: Message) -> None:
            nonlocal comes
            if comes and not complete:
                comes = False
                await _let_pass(receive)
            await send(message)

        try:
            await self._app(scope, receive_counted, send_after_the_body)
        finally:
            self._room += held


def _has_body(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _waits_to_be_asked(scope: Scope) -> bool:
    """Whether the client sends its body only when asked to, which a refusal need not do (RFC 9110, 10.1.1)."""
    return Headers(scope=scope).get("expect", "").lower() == "100-continue"


async def _let_pass(receive: Receive) -> None:
    """The rest of a body, unheld, within reason."""
    left = _PASSING_BYTES
    with suppress(TimeoutError):
        async with asyncio.timeout(_PASSING_SECONDS):
            while left > 0:
                message = await receive()
                if not message.get("more_body", False):
                    return
                left -= len(message.get("body", b""))
