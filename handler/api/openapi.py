"""The OpenAPI document: what FastAPI makes of the routes, and what clients are generated from besides."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from handler.api import schemas
from handler.api.examples import EXAMPLES, PROBLEMS
from handler.api.problems import codes
from handler.detecting import FindingType
from handler.settings import Settings

TAGS = [
    {"name": "images", "description": "One image, answered at once."},
    {"name": "scans", "description": "Images too large for one request, uploaded to S3 and read by a worker."},
    {"name": "service", "description": "About this service."},
]

_HEADERS = {
    "Allow": "The methods of this path.",
    "Cache-Control": "Always `no-store`: answers hold somebody's secrets.",
    "Content-Disposition": "A file name of the redacted image's kind.",
    "Preference-Applied": "Says that `Prefer` made this 200 of a 204.",
    "Retry-After": "Seconds after which to try again.",
    "WWW-Authenticate": "Names the header that is missing.",
    "X-Request-Id": "The id under which the log tells of this request.",
}
_ALWAYS = ("Cache-Control", "X-Request-Id")
# Which answers have which headers besides, as (operation or any, status).
_HEADERS_OF: dict[tuple[str, str], tuple[str, ...]] = {
    ("analyze", "200"): ("Preference-Applied",),
    ("redact_image", "200"): ("Content-Disposition",),
    ("scan_result", "202"): ("Retry-After",),
    ("", "401"): ("WWW-Authenticate",),
    ("", "405"): ("Allow",),
    ("", "429"): ("Retry-After",),
    ("", "503"): ("Retry-After",),
}
_KEYED = frozenset({"images", "scans"})


def install(app: FastAPI, settings: Settings) -> None:
    """Makes ``app`` answer with this document."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, settings)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign] # as FastAPI's documentation says


def _document(app: FastAPI, settings: Settings) -> dict[str, Any]:
    made = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=TAGS,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": settings.base_path or "/"}],
    )
    components = made["components"]
    components["schemas"] |= {"FindingType": _types(), "ProblemSchema": _problem(), "Region": _regions()}
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    components["headers"] = {
        name: {"description": words, "schema": {"type": "integer" if name == "Retry-After" else "string"}}
        for name, words in _HEADERS.items()
    }
    components["securitySchemes"] = {
        "ApiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "Where keys are configured."}
    }
    has_keys = bool(settings.api_keys.get_secret_value() or settings.api_keys_secret)
    for methods in made["paths"].values():
        for operation in methods.values():
            _complete(operation)
            if _KEYED & set(operation["tags"]):
                operation["security"] = [{"ApiKey": []}] if has_keys else [{"ApiKey": []}, {}]
    return dict(_renamed(made))


def _complete(operation: dict[str, Any]) -> None:
    """Adds what FastAPI does not know of an operation's answers."""
    name = operation["operationId"]
    answers = operation["responses"]
    answers.pop("422", None)  # FastAPI's own; what is not valid is 400 here
    answers |= {str(status): answer for status, answer in schemas.problems(405, 500).items()}
    for status, answer in answers.items():
        headers = (*_ALWAYS, *_HEADERS_OF.get((name, status), ()), *_HEADERS_OF.get(("", status), ()))
        answer["headers"] = {header: {"$ref": f"#/components/headers/{header}"} for header in headers}
        if problem := answer.get("content", {}).get("application/problem+json"):
            problem["examples"] = _problem_examples(int(status))
        elif (name, status) in EXAMPLES:
            answer["content"]["application/json"]["examples"] = EXAMPLES[name, status]
    operation["responses"] = dict(sorted(answers.items()))


def _problem_examples(status: int) -> dict[str, Any]:
    return {
        code: {
            "summary": meaning,
            "value": {"type": "about:blank", "title": title, "status": status, "code": code, "detail": PROBLEMS[code]},
        }
        for code, (title, meaning) in codes(status).items()
    }


def _types() -> dict[str, Any]:
    return {"type": "string", "enum": [*FindingType], "description": "The ten kinds of sensitive data."}


def _regions() -> dict[str, Any]:
    from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415 # heavy, and few ask for the document

    return {"type": "string", "enum": sorted(SUPPORTED_REGIONS), "description": "An ISO 3166 country code."}


def _problem() -> dict[str, Any]:
    schema = schemas.ProblemSchema.model_json_schema()
    schema["properties"]["code"]["enum"] = sorted(codes())
    return schema


def _renamed(part: Any) -> Any:  # noqa: ANN401 # any piece of JSON
    """``part`` with the names that a client's classes should have: ``Scan`` for ``ScanSchema``."""
    if isinstance(part, dict):
        return {key.removesuffix("Schema"): _renamed(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_renamed(item) for item in part]
    if isinstance(part, str) and part.endswith("Schema"):
        return part.removesuffix("Schema")
    return part
