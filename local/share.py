"""Serves on this machine and opens a public address for it, through ngrok. Started by ``./local/serve --share``.

Whoever knows the address can call, so it is not opened without an API key.

Environment: OCR_API_KEYS or OCR_API_KEYS_SECRET, NGROK_AUTHTOKEN, PORT.
"""

import os
import sys

import uvicorn

from handler.settings import get_settings


def refusal() -> str | None:
    """Why nothing may be shared as things are, and what to do; None where it may."""
    settings = get_settings()
    if not (settings.api_keys.get_secret_value().strip(" ,") or settings.api_keys_secret):
        return (
            "Not shared: without an API key everyone who finds the address could use this machine. Choose one and set"
            " it: OCR_API_KEYS=$(openssl rand -hex 24) ./local/serve --share"
        )
    if not os.environ.get("NGROK_AUTHTOKEN"):
        return "Not shared: NGROK_AUTHTOKEN is not set; your ngrok dashboard shows it after you sign up, for nothing."
    return None


def main() -> int:
    """Serves until stopped; 2 where it may not be shared, 1 where ngrok does not open an address."""
    if why := refusal():
        print(why, file=sys.stderr)  # noqa: T201 # a program for the terminal
        return 2
    import ngrok  # noqa: PLC0415 # an extra; the refusals need none

    port = int(os.environ.get("PORT", "8000"))
    try:
        listener = ngrok.forward(f"localhost:{port}", authtoken_from_env=True)
    except ValueError as error:
        print(f"Not shared: ngrok does not open an address ({error}).", file=sys.stderr)  # noqa: T201
        return 1
    print(f"Everyone with the API key can call: {listener.url()}", file=sys.stderr)  # noqa: T201
    try:
        uvicorn.run("handler.api.app:app", host="127.0.0.1", port=port)
    finally:
        ngrok.disconnect(listener.url())
    return 0


if __name__ == "__main__":
    sys.exit(main())
