"""The application: routes, problems, headers."""

import sys

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from handler import __version__
from handler.api import analysis, openapi, problems, scans, site
from handler.api.guard import Guard
from handler.api.intake import Intake
from handler.api.methods import Methods
from handler.api.rates import Rates
from handler.errors import BadOption
from handler.scan import Scanner, default_scanner
from handler.settings import checked_settings

_ABOUT = """Send an image, get back its text and every piece of sensitive data in it: what it is, its value, its
normalised form, how it was checked, how sure we are and where in the picture it stands."""


def create_app(scanner: Scanner) -> FastAPI:
    """The application around ``scanner``."""
    settings = scanner.settings
    app = FastAPI(
        title="ocr-text-analysis",
        version=__version__,
        summary="Finds sensitive data in images.",
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,  # stable, whatever the path
        root_path=settings.base_path,
    )
    app.state.scanner = scanner
    app.state.rates = Rates(settings)
    problems.install(app)
    app.include_router(analysis.router, tags=["images"])
    app.include_router(scans.router, tags=["scans"])
    app.include_router(site.router, tags=["service"])
    openapi.install(app, settings)
    app.add_middleware(Methods)
    app.add_middleware(Intake, max_body_bytes=settings.max_body_bytes)
    origins = [origin.strip() for origin in settings.cors_origins.split(",") if origin.strip()]
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Content-Type", "Cache-Control", "Prefer", "X-API-Key"],
            expose_headers=["Content-Disposition", "Preference-Applied", "Retry-After", "X-Request-Id"],
        )
    app.add_middleware(Guard)  # the last one added is the outermost
    return app


try:
    checked_settings()
except BadOption as error:  # it ends the start, not the first request, and in words instead of a traceback
    sys.stderr.write(f"{error.detail}\n")
    sys.exit(2)
app = create_app(default_scanner())
