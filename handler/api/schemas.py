"""What the answers look like, for OpenAPI; the pipeline's own types are the truth and a test holds the two equal."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from handler.detecting import FindingType


class BoxSchema(BaseModel):
    """A rectangle in pixels of the image as a person sees it; the origin is the upper left corner."""

    x: int
    y: int
    width: int
    height: int


class FindingSchema(BaseModel):
    """One piece of sensitive data."""

    type: FindingType
    value: str = Field(description="As printed, with reading errors mended.")
    normalized: str | None = Field(description="The canonical form: E.164, ISO 8601, refanged address, bare digits, …")
    confidence: float = Field(ge=0, le=1, description="How likely the finding is right.")
    checks: list[str] = Field(description="Every test it passed.", examples=[["luhn", "issuer_range"]])
    page: int = Field(ge=1)
    boxes: list[BoxSchema] = Field(description="One for each line of the image that the finding touches.")
    details: dict[str, str | bool | int | float | list[str] | None]


class PageSchema(BaseModel):
    """One page or frame."""

    width: int
    height: int
    rotation: int = Field(description="Clockwise quarter turn in degrees that brought the text upright for reading.")
    complete: bool = Field(description="False where the time limit ended reading early.")


class ScanSchema(BaseModel):
    """The text of an image and what is sensitive in it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "status": "successful",
                "content": "Invoice 2026-11-02\nmail cobalt@example.com",
                "findings": [
                    {
                        "type": "EMAIL",
                        "value": "cobalt@example.com",
                        "normalized": "cobalt@example.com",
                        "confidence": 0.97,
                        "checks": ["public_suffix"],
                        "page": 1,
                        "boxes": [{"x": 62, "y": 48, "width": 182, "height": 18}],
                        "details": {},
                    }
                ],
                "pages": [{"width": 800, "height": 600, "rotation": 0, "complete": True}],
                "cached": False,
            }
        }
    )

    status: Literal["successful"]
    content: str = Field(description="One line for each line of the image; pages are separated by a form feed.")
    findings: list[FindingSchema]
    pages: list[PageSchema]
    cached: bool


class ProblemSchema(BaseModel):
    """An error (RFC 9457). ``code`` is stable; ``detail`` tells what to do."""

    type: str
    title: str
    status: int
    code: str
    detail: str


class ScanTicketSchema(BaseModel):
    """Where to upload and where to ask."""

    id: str
    upload: dict[str, Any] = Field(description="`url` and the form `fields` of a presigned POST; add `file` last.")
    result: str = Field(description="The path that will answer 202 while pending, then the result.")
    expires_in: int = Field(description="Seconds that the upload stays possible.")


class HealthSchema(BaseModel):
    """Liveness, engine versions, cache state."""

    status: Literal["ok"]
    version: str
    reader: dict[str, str | bool | None]
    cache: str


_BINARY = {"schema": {"type": "string", "format": "binary"}}

IMAGE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "One image: PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF or HEIC.",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
            "image/*": _BINARY,
            "application/octet-stream": _BINARY,
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["image"],
                    "properties": {"image": {"type": "string", "format": "byte", "description": "base64"}},
                }
            },
        },
    }
}


def _list_option(name: str, description: str, example: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": f"{description} Separated by commas, or repeated.",
        "schema": {"type": "array", "items": {"type": "string"}},
        "style": "form",
        "explode": True,
        "example": [example],
    }


OPTIONS: dict[str, Any] = {
    "parameters": [
        _list_option("types", "Only these types.", "EMAIL"),
        _list_option("languages", "Tesseract's names of the languages printed.", "eng"),
        _list_option("regions", "ISO 3166 countries whose national phone formats count.", "TR"),
        {
            "name": "min_confidence",
            "in": "query",
            "required": False,
            "description": "Only findings that are at least this sure.",
            "schema": {"type": "number", "minimum": 0, "maximum": 1, "default": 0},
        },
        {
            "name": "Cache-Control",
            "in": "header",
            "required": False,
            "description": "`no-store` neither reads nor writes the cache.",
            "schema": {"type": "string"},
        },
    ]
}

PREFER: dict[str, Any] = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "description": "`return=representation` (RFC 7240): 200 with an empty list instead of 204.",
    "schema": {"type": "string"},
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem answers of a route, for OpenAPI."""
    schema = {"schema": {"$ref": "#/components/schemas/ProblemSchema"}}
    return {
        status: {
            "description": _MEANING[status],
            "model": ProblemSchema,
            "content": {"application/problem+json": schema},
        }
        for status in statuses
    }


_MEANING = {
    400: "Not an image, a broken or unsupported one, too many pixels or pages, or a bad option.",
    401: "No valid X-API-Key where keys are configured.",
    404: "Unknown.",
    410: "Expired.",
    413: "More bytes than one call may carry.",
    503: "Something that is needed is missing or overloaded; try again.",
    504: "Nothing was read within the time limit.",
}
