"""Bodies while they come: how much of the memory they may take together, and for how long one may take to come.

One body has a limit of its own, but many clients could each send one just below it, or send it a byte at a time.
"""

import asyncio
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handler.api.problems import BodyTooSlow
from handler.errors import Overloaded

# As many of the largest bodies as this fit in at once; far more of the usual ones.
_LARGEST_AT_ONCE = 16
_LONGEST_SECONDS = 60.0


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

        async def receive_counted() -> Message:
            nonlocal held, complete
            if complete:  # what comes now is the end of the connection, which may take as long as it likes
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(0.0, ends - time.monotonic()))
            except TimeoutError:
                raise BodyTooSlow(
                    f"The request's body did not come within {_LONGEST_SECONDS:g} seconds; send it faster or send less."
                ) from None
            size = len(message.get("body", b""))
            held += size
            self._room -= size
            complete = not message.get("more_body", False)
            if self._room < 0:
                raise Overloaded("Too many requests are being received; try again in a few seconds.")
            return message

        try:
            await self._app(scope, receive_counted, send)
        finally:
            self._room += held
