"""``POST /analyze`` and ``POST /redact``."""

import time
from functools import partial
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Request, Response

from handler.api import inputs, schemas
from handler.api.body import image_bytes
from handler.api.dependencies import authorized, client_of, limited, scanner_of
from handler.api.options import PRESENTED, min_confidence_of, options_of, presentation_of, style_of
from handler.imaging.redaction import MEDIA_TYPES
from handler.presentation import STANDARD, present
from handler.scan import Options, Scanner
from handler.scanned import Kept, Scan, json_bytes
from handler.telemetry import about, logger, since

router = APIRouter(dependencies=[Depends(authorized), Depends(limited)])
ScannerOf = Annotated[Scanner, Depends(scanner_of)]

_PROBLEMS = schemas.problems(400, 401, 408, 413, 429, 503, 504)
_ANALYZE = [*inputs.SEARCH, *inputs.PRESENTATION, inputs.CACHE_CONTROL, inputs.PREFER]
_REDACT = [*inputs.SEARCH, inputs.STYLE, inputs.CACHE_CONTROL]
_IMAGE = {"schema": {"type": "string", "format": "binary"}}


@router.post(
    "/analyze",
    summary="What sensitive data is in an image",
    response_model=schemas.ScanSchema,
    response_description="Something sensitive was found, or `Prefer` asked for an answer in any case.",
    responses={204: {"description": "Processed; no text or nothing sensitive was found."}, **_PROBLEMS},
    openapi_extra=inputs.IMAGE_BODY | {"parameters": _ANALYZE},
)
async def analyze(request: Request, scanner: ScannerOf) -> Response:
    """Reads one image and answers with its text and its findings."""
    options, how = options_of(request, also=PRESENTED), presentation_of(request)
    image = await image_bytes(request, scanner.settings.max_body_bytes)
    began = time.monotonic()
    kept = await _kept(request, scanner, image, options) if how == STANDARD else None
    if kept:
        found, count, answer = kept.count, kept.count, kept.answer
        told: dict[str, Any] = {"cached": True}
        scan = None
    else:
        scan = await _scanned(request, scanner, image, options)
        body = present(scan, how, scanner.settings.cache_secret.get_secret_value())
        found, count, answer = len(scan.findings), len(body["findings"]), json_bytes(body)
        told = about(scan)
    logger.info("analyzed", extra=told | {"bytes": len(image), "findings": found, "milliseconds": since(began)})
    if count:
        return Response(answer, media_type="application/json", headers=_PRIVATE)
    if "return=representation" in _words(request, "prefer"):
        headers = _PRIVATE | {"Preference-Applied": "return=representation"}
        return Response(answer, media_type="application/json", headers=headers)
    if scan:  # what the cache kept was read to its end
        scan.say_nothing()
    return Response(status_code=204, headers=_PRIVATE)


@router.post(
    "/redact",
    summary="The image with every finding painted over",
    response_class=Response,
    responses={
        200: {
            "description": "The image, in its own format, without metadata.",
            "content": dict.fromkeys(MEDIA_TYPES.values(), _IMAGE),
        },
        204: {"description": "Processed; there was nothing to paint over."},
        **_PROBLEMS,
    },
    openapi_extra=inputs.IMAGE_BODY | {"parameters": _REDACT},
)
async def redact_image(request: Request, scanner: ScannerOf) -> Response:
    """Reads one image and answers with the same image, every finding painted over, metadata stripped."""
    options = options_of(request, also=("min_confidence", "style"))
    least, style = min_confidence_of(request), style_of(request)
    image = await image_bytes(request, scanner.settings.max_body_bytes)
    began = time.monotonic()
    scan = await _scanned(request, scanner, image, options)
    told = about(scan) | {"bytes": len(image), "findings": len(scan.findings)}
    boxes = scan.at_least(least).boxes()
    if not boxes:
        logger.info("nothing to redact", extra=told | {"milliseconds": since(began)})
        return Response(status_code=204, headers=_PRIVATE)
    painted, media_type = await to_thread.run_sync(scanner.redact, image, boxes, style, limiter=_THREADS)
    logger.info("redacted", extra=told | {"milliseconds": since(began)})
    name = f'inline; filename="redacted.{media_type.partition("/")[2]}"'
    return Response(painted, media_type=media_type, headers=_PRIVATE | {"Content-Disposition": name})


# Answers hold somebody's secrets: nothing between here and the caller may keep them.
_PRIVATE = {"Cache-Control": "no-store"}


# Hashing so many bytes holds other calls up for a fraction of a millisecond, as waking a thread would.
_HASHED_AT_ONCE = 256 * 1024
# Calls that wait for their turn, or for an equal image, each hold a thread; the doors' own threads stay free.
_THREADS = CapacityLimiter(256)


async def _kept(request: Request, scanner: Scanner, image: bytes, options: Options) -> Kept | None:
    """What the cache has, if it may be asked."""
    if not _may_cache(request):
        return None
    if scanner.answers_at_once and len(image) <= _HASHED_AT_ONCE:
        return scanner.kept(image, options, client_of(request))
    return await to_thread.run_sync(scanner.kept, image, options, client_of(request), limiter=_THREADS)


async def _scanned(request: Request, scanner: Scanner, image: bytes, options: Options) -> Scan:
    work = partial(scanner.scan, image, options, use_cache=_may_cache(request), client=client_of(request))
    return await to_thread.run_sync(work, limiter=_THREADS)


def _may_cache(request: Request) -> bool:
    return "no-store" not in _words(request, "cache-control")


def _words(request: Request, header: str) -> set[str]:
    values = ",".join(request.headers.getlist(header)).replace(";", ",").split(",")
    return {"".join(value.split()).replace('"', "").lower() for value in values}
