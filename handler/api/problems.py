"""Errors as ``application/problem+json`` (RFC 9457) with a stable ``code``."""

from collections.abc import Iterator
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from handler.errors import AnalysisError, BadInput, BodyTooLarge, Overloaded, ReadingTimedOut, Unavailable
from handler.telemetry import logger

_STATUS: tuple[tuple[type[AnalysisError], HTTPStatus], ...] = (
    (BadInput, HTTPStatus.BAD_REQUEST),
    (BodyTooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (ReadingTimedOut, HTTPStatus.GATEWAY_TIMEOUT),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
)
_RETRY_AFTER = "3"


class NotAuthorized(AnalysisError):
    """No key, or one that is not accepted."""

    code = "not_authorized"


class RateLimited(AnalysisError):
    """More calls than one key may make; ``retry_after`` is in seconds."""

    code = "rate_limited"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class BodyTooSlow(AnalysisError):
    """The body did not come in the time that one may take."""

    code = "body_too_slow"


class AnswerTooLarge(AnalysisError):
    """The answer has more bytes than can be sent back."""

    code = "answer_too_large"


class UnknownScan(AnalysisError):
    """No scan of this id."""

    code = "unknown_scan"


class ExpiredScan(AnalysisError):
    """The scan's upload did not come in time, or its result has been deleted."""

    code = "expired_scan"


_STATUS = (
    *_STATUS,
    (NotAuthorized, HTTPStatus.UNAUTHORIZED),
    (BodyTooSlow, HTTPStatus.REQUEST_TIMEOUT),
    (AnswerTooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (RateLimited, HTTPStatus.TOO_MANY_REQUESTS),
    (UnknownScan, HTTPStatus.NOT_FOUND),
    (ExpiredScan, HTTPStatus.GONE),
)


# Of the framework and of this module, not of the tree.
_OTHERS = {
    HTTPStatus.NOT_FOUND: {"not_found": "There is nothing at this path."},
    HTTPStatus.METHOD_NOT_ALLOWED: {"method_not_allowed": "The path does not have this method."},
    HTTPStatus.INTERNAL_SERVER_ERROR: {"internal_error": "This should not have happened; it has been logged."},
}


def codes(status: int | None = None) -> dict[str, tuple[str, str]]:
    """Every code, or those of one ``status``, with the title and the meaning of its problem."""
    found: dict[str, tuple[str, str]] = {}
    for kind, its in _STATUS:
        if status in {None, its}:
            found |= {k.code: (its.phrase, k.__doc__ or "") for k in _tree(kind) if "code" in vars(k)}
    for its, others in _OTHERS.items():
        if status in {None, its}:
            found |= {code: (its.phrase, meaning) for code, meaning in others.items()}
    return found


def _tree(kind: type[AnalysisError]) -> Iterator[type[AnalysisError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _tree(below)


def problem(status: HTTPStatus, code: str, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """One problem document. Its ``type`` is ``about:blank``: the title is the status's own, the code tells more."""
    body = {"type": "about:blank", "title": status.phrase, "status": int(status), "code": code, "detail": detail}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def internal_error() -> JSONResponse:
    """The answer to an error that nobody foresaw."""
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", "This should not have happened; it has been logged."
    )


def problem_of(error: AnalysisError) -> JSONResponse:
    """The answer to an error of our own tree."""
    status = next((s for kind, s in _STATUS if isinstance(error, kind)), HTTPStatus.SERVICE_UNAVAILABLE)
    headers = {"Retry-After": _RETRY_AFTER} if isinstance(error, Overloaded) else None
    if isinstance(error, RateLimited):
        headers = {"Retry-After": str(error.retry_after)}
    if status == HTTPStatus.UNAUTHORIZED:
        headers = {"WWW-Authenticate": 'ApiKey realm="ocr-text-analysis", header="X-API-Key"'}
    return problem(status, error.code, error.detail, headers)


def install(app: FastAPI) -> None:
    """Makes every error of ``app`` a problem document."""

    @app.exception_handler(AnalysisError)
    async def _ours(_: Request, error: AnalysisError) -> JSONResponse:
        logger.info("request refused", extra={"code": error.code})
        return problem_of(error)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        status = HTTPStatus(error.status_code)
        code = status.name.lower()
        details = {
            HTTPStatus.NOT_FOUND: "There is nothing at this path; GET /docs lists what there is.",
            HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method} is not possible here; GET /docs lists what is.",
        }
        headers = dict(error.headers or {})
        return problem(status, code, details.get(status, status.description or status.phrase), headers)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        # Only places are named, never what stood there: it may be content.
        places = ", ".join(sorted({".".join(str(p) for p in e["loc"]) for e in error.errors()}))
        return problem(HTTPStatus.BAD_REQUEST, "bad_request", f"Not valid: {places}; GET /docs shows what is expected.")
