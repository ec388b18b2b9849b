"""Who may call: the ``X-API-Key`` header against the configured keys."""

import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, replace

from handler.api.problems import NotAuthorized
from handler.errors import Unavailable
from handler.settings import Settings
from handler.telemetry import logger

# How long a fetched secret is used before it is asked for again: a rotated key works, and an old one ends, within it.
_SECRET_AGE = 300
_SECRET_LONGEST_AGE = 3600
# How long Secrets Manager is left alone when it did not answer.
_REST_SECONDS = 10


@dataclass(frozen=True, slots=True)
class _Secret:
    text: str
    fetched: float
    good_until: float


_known: dict[str, _Secret] = {}
# Until when a secret is not asked for again that has never been read, or not for too long: each who asks would wait.
_unanswered: dict[str, float] = {}
_lock = threading.Lock()


def at_hand(settings: Settings) -> bool:
    """Whether the keys are known for another second at least, so that ``check_key`` will ask nobody."""
    known = _known.get(settings.api_keys_secret)
    return not settings.api_keys_secret or (known is not None and time.monotonic() + 1 < known.good_until)


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
    """The secret's text: at most some minutes old, or, while Secrets Manager does not answer, an hour."""
    with _lock:
        now = time.monotonic()  # whoever had the lock before may have waited for long
        known = _known.get(name)
        if known and now < known.good_until:
            return known.text
        if now < _unanswered.get(name, now):
            raise _unreadable()
        try:
            text = _fetch(name)
        except Exception as error:
            # The message names the account and the secret: neither goes to the caller or the log.
            logger.warning("the secret with the API keys cannot be read", extra={"error_type": type(error).__name__})
            rests_until = time.monotonic() + _REST_SECONDS
            if known is None or now > known.fetched + _SECRET_LONGEST_AGE:
                _unanswered[name] = rests_until
                raise _unreadable() from error
            _known[name] = replace(known, good_until=rests_until)
            return known.text
        _known[name] = _Secret(text, now, now + _SECRET_AGE)
        return text


def _unreadable() -> Unavailable:
    return Unavailable("The API keys cannot be read at the moment; try again in a few seconds.")


def _fetch(name: str) -> str:
    from aws_lambda_powertools.utilities import parameters  # noqa: PLC0415 # loads boto3, which open doors do not need
    from botocore.config import Config  # noqa: PLC0415

    patience = Config(connect_timeout=2, read_timeout=2, retries={"total_max_attempts": 2})
    return str(parameters.SecretsProvider(boto_config=patience).get(name, max_age=0, force_fetch=True))


def _split(text: str) -> list[str]:
    try:
        # A key of digits, as 12345e67 is, stays as it is written.
        listed = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except ValueError:
        listed = text.split(",")
    if isinstance(listed, dict):
        listed = listed.get("keys", [])
    if not isinstance(listed, list):
        listed = [listed]
    return [key for key in (str(item).strip() for item in listed) if key]
