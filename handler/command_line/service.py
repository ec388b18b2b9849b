"""Images read by a deployed service."""

import time
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError, SSLError

from handler import __version__
from handler.command_line.image_kinds import HEAD_BYTES, media_type
from handler.command_line.outcome import Outcome
from handler.command_line.service_answers import Result, ServiceProblem, object_of, problem_of, result_of, ticket_of
from handler.command_line.wanted import Wanted
from handler.errors import BadOption
from handler.settings import Settings

# What a function behind API Gateway can take in one request (6 MB in base64); larger images go through /scans.
_ONE_REQUEST = 4_400_000
_CONNECT, _READ = 5.0, 120.0
_TRIES, _BACKOFF, _LONGEST_RETRY_AFTER = 5, 0.5, 120
# An image in the queue of /scans that is not read after this long is given up.
_LONGEST_SCAN = 900.0
_POLL, _SLOWEST_POLL = 2, 30

# Nothing here changes anything at the service but its cache: every call may be made again.
_RETRY = urllib3.Retry(
    _TRIES,
    connect=2,
    read=1,
    redirect=False,
    status_forcelist={HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE},
    allowed_methods=None,
    backoff_factor=_BACKOFF,
    raise_on_status=False,
    retry_after_max=_LONGEST_RETRY_AFTER,
)
# A service without storage says so with 503 and no Retry-After, and always will.
_RETRY_BUSY = _RETRY.new(status_forcelist={HTTPStatus.TOO_MANY_REQUESTS})


class Service:
    """A service at ``url``; ``key`` goes to it alone, never along with a redirect or an upload."""

    def __init__(self, url: str, key: str, wanted: Wanted, settings: Settings) -> None:
        """Asks the service whether it is there.

        Raises:
            ServiceProblem: it is not.
        """
        if not (key.isascii() and key.isprintable()):
            raise BadOption("OCR_API_KEY holds characters that no header can carry.")
        self._url = url.rstrip("/")
        self._settings = settings
        self._headers = {"User-Agent": f"ocr-text-analysis/{__version__}"} | ({"X-API-Key": key} if key else {})
        lists = {"types": wanted.types, "languages": wanted.languages, "regions": wanted.regions}
        self._query = {name: ",".join(values) for name, values in lists.items() if values}
        self._all_painted = wanted.min_confidence == 0
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=_CONNECT, read=_READ), retries=_RETRY)
        health = self._call("GET", "/health")
        if health.status != HTTPStatus.OK or "version" not in object_of(health):
            raise ServiceProblem("no_service", f"{url} does not answer as this service does ({health.status}).")

    def read(self, data: bytes, outcome: Outcome) -> Outcome:
        """``outcome`` with what the service found."""
        content, findings, pages = self._analyzed(data)
        return replace(outcome, content=content, findings=findings, pages=pages)

    def redacted(self, data: bytes, outcome: Outcome) -> bytes:
        """The image with the findings painted over.

        The service paints all it finds. What it cannot take in one request, or fewer findings, is painted here.
        """
        if len(data) <= _ONE_REQUEST and self._all_painted:
            answer = self._send("/redact", data)
            if answer.status == HTTPStatus.OK:
                return answer.data
            if answer.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                raise problem_of(answer)
        from handler.command_line.painting import limits_of, painted  # noqa: PLC0415 # loads what decodes images

        return painted(data, outcome, limits_of(self._settings))

    def _analyzed(self, data: bytes) -> Result:
        if len(data) > _ONE_REQUEST:
            ticket = self._begin(data)
            # A service without storage is none behind API Gateway, and may take more in one request.
            if ticket.status != HTTPStatus.SERVICE_UNAVAILABLE:
                return self._uploaded(ticket, data)
        answer = self._send("/analyze", data)
        if answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and len(data) <= _ONE_REQUEST:
            return self._uploaded(self._begin(data), data)
        return result_of(answer)

    def _send(self, path: str, data: bytes) -> urllib3.BaseHTTPResponse:
        # With the text of an image in which nothing is found, as it is read here.
        headers = {"Content-Type": "application/octet-stream", "Prefer": "return=representation"}
        return self._call("POST", f"{path}?{urlencode(self._query)}", body=data, headers=headers)

    def _begin(self, data: bytes) -> urllib3.BaseHTTPResponse:
        kind = media_type(data[:HEAD_BYTES]) or "image/png"
        query = urlencode(self._query | {"content_type": kind})
        return self._call("POST", f"/scans?{query}", retries=_RETRY_BUSY)

    def _uploaded(self, ticket: urllib3.BaseHTTPResponse, data: bytes) -> Result:
        scan_id, url, fields = ticket_of(ticket)
        if self._url.startswith("https:") and not url.startswith("https:"):
            raise ServiceProblem("insecure_upload", "The service asks for an upload without encryption; none was made.")
        form = [*fields.items(), ("file", ("image", data, fields.get("Content-Type", "image/png")))]
        answer = self._request("POST", url, fields=form)
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise ServiceProblem(
                "upload_refused",
                f"The service's storage refused the upload of {len(data)} bytes ({answer.status}); it may be too much.",
            )
        return self._awaited(scan_id)

    def _awaited(self, scan_id: str) -> Result:
        ends = time.monotonic() + _LONGEST_SCAN
        while time.monotonic() < ends:
            answer = self._call("GET", f"/scans/{scan_id}")
            if answer.status != HTTPStatus.ACCEPTED:
                return result_of(answer)
            asked = answer.headers.get("Retry-After", "")
            time.sleep(min(int(asked), _SLOWEST_POLL) if asked.isdecimal() else _POLL)
        raise ServiceProblem("scan_pending", f"The service has not read the upload within {_LONGEST_SCAN:g} seconds.")

    def _call(self, method: str, path: str, **more: Any) -> urllib3.BaseHTTPResponse:  # noqa: ANN401 # as urllib3's
        headers = self._headers | more.pop("headers", {})
        return self._request(method, self._url + path, headers=headers, **more)

    def _request(self, method: str, url: str, **more: Any) -> urllib3.BaseHTTPResponse:  # noqa: ANN401
        try:
            return self._pool.request(method, url, redirect=False, **more)
        except HTTPError as error:
            cause = error.reason if isinstance(error, MaxRetryError) and error.reason else error
            host = urllib3.util.parse_url(url).netloc
            if isinstance(cause, SSLError):
                raise ServiceProblem("unreachable", f"{host} has no certificate that is trusted here.") from error
            raise ServiceProblem("unreachable", f"{host} does not answer ({type(cause).__name__}).") from error
