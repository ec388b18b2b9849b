"""The server of ``serve``: one process, or several that share a port."""

import os
import secrets
import socket

import typer
import uvicorn

from handler.processors import SIDE_BY_SIDE
from handler.settings import checked_settings

_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}


def serve(host: str, port: int, workers: int) -> None:
    """Serves the API and the web page until it is ended.

    Raises:
        BadOption: a setting in the environment is wrong.
    """
    app = "handler.api.app:app"
    settings = checked_settings()
    if host not in _THIS_MACHINE and not (settings.api_keys.get_secret_value() or settings.api_keys_secret):
        typer.echo(
            f"No API key is set: whoever reaches this machine on port {port} may use the service. Set OCR_API_KEYS, or"
            " listen with --host 127.0.0.1.",
            err=True,
        )
    if workers == 1:
        uvicorn.run(app, host=host, port=port, workers=1)
        return
    from uvicorn.supervisors import Multiprocess  # noqa: PLC0415 # loads what starts processes

    # The workers share the processors; each by itself would take all of them.
    os.environ[SIDE_BY_SIDE] = str(workers)
    # Hashed values must be the same whichever worker answers. With a Redis each warns that the secret is missing.
    if not settings.cache_secret.get_secret_value() and not settings.cache_url.startswith("redis"):
        os.environ["OCR_CACHE_SECRET"] = secrets.token_hex(32)
    config = uvicorn.Config(app, host=host, port=port, workers=workers)
    listening = config.bind_socket()
    # Connections inherit it. asyncio would set it on each, but does not know that those of this socket are TCP; without
    # it every second answer on a connection waits for 40 ms (https://github.com/Kludex/uvicorn/issues/3149).
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    Multiprocess(config, sockets=[listening]).run()
