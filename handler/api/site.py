"""``GET /``, ``/docs``, ``/health`` and the files of the web page: nothing from outside, under a strict policy."""

from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from handler import __version__
from handler.api import keeping, schemas
from handler.api.dependencies import scanner_of
from handler.errors import StorageUnavailable
from handler.scan import Scanner
from handler.settings import Settings
from handler.storage import Storage

router = APIRouter()
ScannerOf = Annotated[Scanner, Depends(scanner_of)]

_FOLDER = Path(__file__).with_name("web")
_FILES = {
    "index.html": "text/html; charset=utf-8",
    "docs.html": "text/html; charset=utf-8",
    "style.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_MODULES = (
    *("page", "queue", "api", "failure", "patience", "upload", "file"),  # what is read, and how the service is asked
    *("list", "card", "result", "picture", "table", "masking", "export", "redacted", "painting"),  # what is shown of it
    *("docs", "schemas", "elements"),
)
_FILES |= {f"{name}.js": "text/javascript; charset=utf-8" for name in _MODULES}
_SECURITY = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


@lru_cache(maxsize=1)
def _upload_origin(bucket: str, upload_endpoint: str) -> str:
    """Where the browser will have to send an upload to: as only the signer knows it for certain, it is asked."""
    upload = Storage(bucket, upload_endpoint).presigned_upload("", "image/png", 1, 1)
    address = urlsplit(str(upload["url"]))
    return f"{address.scheme}://{address.netloc}"


def _talks_to(settings: Settings) -> str:
    """What the page may talk to: this service, and the bucket of ``/scans`` if there is one."""
    if not settings.bucket:
        return "'self'"
    try:
        return f"'self' {_upload_origin(settings.bucket, settings.upload_endpoint)}"
    except (StorageUnavailable, AttributeError):
        # Nothing to sign with, which botocore tells by tripping over it: then /scans hands out no upload either.
        return "'self'"


@lru_cache(maxsize=len(_FILES))
def _content(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


def _answer(name: str, content: bytes, talks_to: str = "'self'") -> Response:
    # The caller's own image is shown from the browser's memory (blob:).
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
        f" connect-src {talks_to}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return Response(content, headers=_SECURITY | {"Content-Type": _FILES[name], "Content-Security-Policy": policy})


@router.get("/", include_in_schema=False)
def page(scanner: ScannerOf) -> Response:
    """The web page."""
    kept = keeping.sentences(scanner.settings, scanner.reader.describe()["engine"])
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in kept)
    content = _content("index.html").replace(b"{kept}", items.encode())
    return _answer("index.html", content, _talks_to(scanner.settings))


@router.get("/docs", include_in_schema=False)
async def docs() -> Response:
    """The API's description for people, made from the OpenAPI document."""
    return _answer("docs.html", _content("docs.html"))


@router.get("/web/{name}", include_in_schema=False)
async def asset(name: str) -> Response:
    """A file of the two pages."""
    if name not in _FILES or name.endswith(".html"):
        raise HTTPException(404)
    return _answer(name, _content(name))


@router.get("/health", summary="Liveness, engine versions, cache state", response_model=schemas.HealthSchema)
async def health(request: Request, scanner: ScannerOf) -> dict[str, Any]:
    """Answers at once, also while images are being read."""
    del request
    return {
        "status": "ok",
        "version": __version__,
        "reader": scanner.reader.describe(),
        "cache": scanner.cache.state,
    }
