"""Who may call: the ``X-API-Key`` header against the configured keys."""

import hashlib
import hmac
import json

from handler.api.problems import NotAuthorized
from handler.errors import Unavailable
from handler.settings import Settings

# How long a fetched secret is used before it is asked for again: a rotated key works, and an old one ends, within it.
_SECRET_AGE = 300


def check_key(settings: Settings, offered: str | None) -> None:
    """Passes if no keys are configured or ``offered`` is one of them.

    Raises:
        NotAuthorized: otherwise; the same words whether the key was missing or wrong.
        Unavailable: the secret that holds the keys cannot be read.
    """
    accepted = _accepted(settings)
    if accepted is None:
        return
    given = hashlib.sha256((offered or "").encode()).digest()
    # Every key is compared, whichever fits, so that time tells nothing.
    fits = [hmac.compare_digest(given, hashlib.sha256(key.encode()).digest()) for key in accepted]
    if not offered or not any(fits):
        raise NotAuthorized("This call needs a valid key in the X-API-Key header.")


def _accepted(settings: Settings) -> list[str] | None:
    """The keys, or None where calls are open to all; a secret without any key closes the door."""
    if settings.api_keys_secret:
        return _split(_secret(settings.api_keys_secret))
    return _split(settings.api_keys.get_secret_value()) or None


def _secret(name: str) -> str:
    from aws_lambda_powertools.utilities import parameters  # noqa: PLC0415 # loads boto3, which open doors do not need

    try:
        return str(parameters.get_secret(name, max_age=_SECRET_AGE))
    except parameters.exceptions.GetParameterError as error:
        raise Unavailable("The API keys cannot be read at the moment; try again in a few seconds.") from error


def _split(text: str) -> list[str]:
    try:
        listed = json.loads(text)
    except ValueError:
        listed = text.split(",")
    if isinstance(listed, dict):
        listed = listed.get("keys", [])
    if not isinstance(listed, list):
        listed = [listed]
    return [key for key in (str(item).strip() for item in listed) if key]
