"""``GET /``, ``/docs``, ``/health`` and the files of the web page: nothing from outside, under a strict policy."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from handler import __version__
from handler.api import schemas
from handler.api.dependencies import scanner_of
from handler.scan import Scanner

router = APIRouter()

_FOLDER = Path(__file__).with_name("web")
_FILES = {
    "index.html": "text/html; charset=utf-8",
    "docs.html": "text/html; charset=utf-8",
    "style.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_MODULES = ("page", "api", "failure", "queue", "list", "card", "result", "picture", "table", "masking", "export")
_FILES |= {f"{name}.js": "text/javascript; charset=utf-8" for name in (*_MODULES, "elements", "docs")}
# The page shows the caller's own image (blob:) and talks to this service, and to the bucket that /scans hands out.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_SECURITY = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


@lru_cache(maxsize=len(_FILES))
def _content(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


def _file(name: str) -> Response:
    return Response(_content(name), headers=_SECURITY | {"Content-Type": _FILES[name]})


@router.get("/", include_in_schema=False)
async def page() -> Response:
    """The web page."""
    return _file("index.html")


@router.get("/docs", include_in_schema=False)
async def docs() -> Response:
    """The API's description for people, made from the OpenAPI document."""
    return _file("docs.html")


@router.get("/web/{name}", include_in_schema=False)
async def asset(name: str) -> Response:
    """A file of the two pages."""
    if name not in _FILES:
        raise HTTPException(404)
    return _file(name)


@router.get("/health", summary="Liveness, engine versions, cache state", response_model=schemas.HealthSchema)
async def health(request: Request, scanner: Annotated[Scanner, Depends(scanner_of)]) -> dict[str, Any]:
    """Answers at once, also while images are being read."""
    del request
    return {
        "status": "ok",
        "version": __version__,
        "reader": scanner.reader.describe(),
        "cache": scanner.cache.state,
    }
