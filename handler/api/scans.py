"""``POST /scans`` and ``GET /scans/{id}``: uploads too large for one request, read by the worker."""

import re
import secrets
import time
from functools import lru_cache
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import JSONResponse

from handler.api import inputs, schemas
from handler.api.dependencies import authorized, client_of, limited, scanner_of
from handler.api.options import PRESENTED, options_of, presentation_of
from handler.api.problems import ExpiredScan, UnknownScan, problem
from handler.errors import BadOption
from handler.scan import Scanner
from handler.storage import Storage

router = APIRouter(dependencies=[Depends(authorized)])
ScannerOf = Annotated[Scanner, Depends(scanner_of)]

ScanId = Annotated[
    str, Path(description="As `POST /scans` gave it.", json_schema_extra={"pattern": "^[A-Za-z0-9_-]{32}$"})
]

# 192 random bits: an id cannot be guessed, and is all that is needed to see the result beside a key.
_ID_BYTES = 24
_ID = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)
_CONTENT_TYPE = re.compile(r"image/[a-z0-9.+-]{1,40}", re.ASCII)
_PRIVATE = {"Cache-Control": "no-store"}
# An upload has to begin before it expires; so many seconds it may take.
_LONGEST_UPLOAD = 900


@lru_cache(maxsize=1)
def _storage(bucket: str, upload_endpoint: str) -> Storage:
    return Storage(bucket, upload_endpoint)


@router.post(
    "/scans",
    status_code=201,
    summary="Begin an asynchronous scan",
    response_model=schemas.ScanTicketSchema,
    dependencies=[Depends(limited)],
    responses=schemas.problems(400, 401, 429, 503),
    openapi_extra={"parameters": [*inputs.SEARCH, *inputs.PRESENTATION, inputs.CONTENT_TYPE]},
)
def begin_scan(request: Request, scanner: ScannerOf) -> Response:
    """Answers with a presigned upload; once the image is there it is read by itself.

    The options are those of the result: only what they ask for is kept for `GET /scans/{id}`.
    """
    settings = scanner.settings
    options = options_of(request, also=(*PRESENTED, "content_type"))
    presentation = presentation_of(request)
    content_type = request.query_params.get("content_type", "image/png")
    if not _CONTENT_TYPE.fullmatch(content_type):
        raise BadOption("The option 'content_type' must be the media type of an image, as image/png.")
    storage = _storage(settings.bucket, settings.upload_endpoint)
    scan_id = secrets.token_urlsafe(_ID_BYTES)
    expires_at = int(time.time()) + settings.upload_expires
    ticket = {"expires_at": expires_at, "options": options.to_dict(), "presentation": presentation.to_dict()}
    storage.write_ticket(scan_id, ticket | {"client": client_of(request)})
    upload = storage.presigned_upload(scan_id, content_type, settings.max_upload_bytes, settings.upload_expires)
    body = {
        "id": scan_id,
        "upload": upload,
        "result": f"{settings.base_path}/scans/{scan_id}",
        "expires_in": settings.upload_expires,
    }
    return JSONResponse(body, HTTPStatus.CREATED, _PRIVATE)


@router.get(
    "/scans/{scan_id}",
    summary="The result of an asynchronous scan",
    response_model=schemas.ScanSchema,
    responses={
        202: {"description": "Not read yet; ask again after `Retry-After` seconds.", "model": schemas.PendingSchema},
        204: {"description": "Processed; no text or nothing sensitive was found."},
        **schemas.problems(400, 401, 404, 410, 413, 503, 504),
    },
)
def scan_result(scan_id: ScanId, scanner: ScannerOf) -> Response:
    """Answers 202 while pending, then as ``POST /analyze`` would have."""
    if not _ID.fullmatch(scan_id):
        raise UnknownScan("There is no scan of this id.")
    settings = scanner.settings
    storage = _storage(settings.bucket, settings.upload_endpoint)
    kept = storage.result(scan_id)
    if kept is not None:
        return _answer(kept)
    ticket = storage.ticket(scan_id)
    if ticket is None:
        raise UnknownScan("There is no scan of this id.")
    is_late = time.time() > float(ticket["expires_at"]) + _LONGEST_UPLOAD
    if ticket.get("failed") or (is_late and not storage.has_upload(scan_id)):
        # The worker removes the upload once its result is there: that may have been a moment ago.
        kept = storage.result(scan_id)
        if kept is not None:
            return _answer(kept)
        raise ExpiredScan("The image was not uploaded in time, or its result has expired; begin a new scan.")
    return JSONResponse({"status": "pending"}, HTTPStatus.ACCEPTED, _PRIVATE | {"Retry-After": "2"})


def _answer(kept: dict[str, Any]) -> Response:
    status = HTTPStatus(kept["status"])
    if status == HTTPStatus.NO_CONTENT:
        return Response(status_code=status, headers=_PRIVATE)
    if status == HTTPStatus.OK:
        return JSONResponse(kept["body"], headers=_PRIVATE)
    return problem(status, kept["body"]["code"], kept["body"]["detail"], _PRIVATE)
