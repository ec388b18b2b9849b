"""How many images one caller may send in a time: counted per API key, or per address where there are no keys.

The counts lie in the cache's Redis, or in this process where there is none (each process then counts for itself). If
Redis does not answer, calls pass: a limit is no reason to be away. Nobody's key or address is written down: a caller is
counted under a name derived from it and from the server's secret.

The address is the one that the connection, or API Gateway, tells. ``X-Forwarded-For`` is not read here, because whoever
calls can write it; behind a proxy that the server does not trust, all callers share one count.
"""

import hashlib
import hmac
import ipaddress
import logging
import math
import os
import time
from functools import cached_property
from typing import TYPE_CHECKING

from handler.api.problems import RateLimited
from handler.settings import Settings
from handler.stores import patience

if TYPE_CHECKING:  # loaded only where a limit is set
    from limits import RateLimitItem
    from limits.strategies import SlidingWindowCounterRateLimiter

_log = logging.getLogger(__name__)

# As for the cache: one time-out, then no more for a while.
_REST_SECONDS = 5.0
# The provider of an IPv6 connection gives its customer this many bits' worth of addresses, or more.
_ONE_CUSTOMER = 64


class Rates:
    """The counts of one application."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._has_keys = bool(settings.api_keys.get_secret_value() or settings.api_keys_secret)
        self._secret = settings.cache_secret.get_secret_value().encode() or os.urandom(32)
        self._rests_until = 0.0

    @property
    def are_here(self) -> bool:
        """Whether nothing is counted, or in this process."""
        return not self._settings.rate_limit or not _is_redis(self._settings.cache_url)

    def count(self, key: str | None, address: str) -> None:
        """Counts one call.

        Raises:
            RateLimited: the caller has used up what is allowed.
        """
        if not self._settings.rate_limit or time.monotonic() < self._rests_until:
            return
        caller = self._name(key or "" if self._has_keys else _network(address))
        try:
            used_up = self._hit(caller)
        except Exception as error:  # noqa: BLE001 # whatever ails the counts, calls pass
            self._rests_until = time.monotonic() + _REST_SECONDS
            _log.warning("the rate limits' Redis does not answer (%s); calls pass uncounted", type(error).__name__)
            return
        if used_up:
            limit, wait = used_up
            raise RateLimited(f"More than {limit} were sent; wait {wait} seconds and go on at a lower rate.", wait)

    def _hit(self, caller: str) -> "tuple[RateLimitItem, int] | None":
        """Counts one call; the limit that is used up, if one is, and the seconds until it has room again."""
        for limit in self._limits:
            if not self._window.hit(limit, caller):
                free_at = self._window.get_window_stats(limit, caller).reset_time
                return limit, max(1, math.ceil(free_at - time.time()))
        return None

    @cached_property
    def _limits(self) -> "list[RateLimitItem]":
        from limits import parse_many  # noqa: PLC0415

        return parse_many(self._settings.rate_limit)

    @cached_property
    def _window(self) -> "SlidingWindowCounterRateLimiter":
        from limits.storage import MemoryStorage, RedisStorage  # noqa: PLC0415
        from limits.strategies import SlidingWindowCounterRateLimiter  # noqa: PLC0415

        url = self._settings.cache_url
        if not _is_redis(url):
            return SlidingWindowCounterRateLimiter(MemoryStorage())
        options = patience(self._settings.cache_timeout)
        return SlidingWindowCounterRateLimiter(RedisStorage(url, key_prefix="ota-rate", **options))

    def _name(self, caller: str) -> str:
        return hmac.new(self._secret, b"rate " + caller.encode(), hashlib.sha256).hexdigest()


def _is_redis(url: str) -> bool:
    return url.startswith(("redis://", "rediss://"))


def _network(address: str) -> str:
    """The address, of IPv6 the network that one customer has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, _ONE_CUSTOMER), strict=False))
    return address
