"""What the calls take, for OpenAPI: bodies, query options, headers."""

from collections.abc import Iterable
from typing import Any

from handler.imaging.painting import Style
from handler.presentation import Part, Values

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


def _query(name: str, description: str, schema: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema, **more}


def _listed(
    name: str, description: str, items: dict[str, Any], example: str, most: int | None = None
) -> dict[str, Any]:
    return _query(
        name,
        f"{description} Separated by commas, or repeated.",
        {"type": "array", "items": items} | ({"maxItems": most} if most else {}),
        style="form",
        explode=True,
        example=[example],
    )


def _header(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": description,
        "schema": {"type": "string"},
    }


def _choices(of: Iterable[str], default: str | None = None) -> dict[str, Any]:
    return {"type": "string", "enum": [*of]} | ({"default": default} if default else {})


SEARCH = [
    _listed("types", "Only these types.", {"$ref": "#/components/schemas/FindingType"}, "EMAIL"),
    _listed(
        "languages",
        "Tesseract's names of the languages printed, four at most.",
        {"type": "string", "pattern": "^[A-Za-z0-9_]{2,30}(/[A-Za-z_]{2,30})?$"},
        "eng",
        most=4,
    ),
    _listed(
        "regions",
        "ISO 3166 countries whose national phone formats count.",
        {"$ref": "#/components/schemas/Region"},
        "TR",
    ),
    _query(
        "min_confidence",
        "Only findings that are at least this sure.",
        {"type": "number", "minimum": 0, "maximum": 1, "default": 0},
    ),
]
PRESENTATION = [
    _query(
        "values",
        "`masked` shows the first six and last four digits of a card, the host of an address, and little of anything"
        " else; `hash` shows HMAC-SHA-256 of each normalised value under a key of the server, so that equal values can"
        " be joined and not be seen. Both hide the values in the text and its words as well.",
        _choices(Values, Values.FULL),
    ),
    _listed(
        "include",
        "Only these parts of the answer; `boxes` and `text` if not given.",
        _choices(Part),
        Part.BOXES,
    ),
]
STYLE = _query(
    "style",
    "How findings are painted over: black, softly in one colour, or black with the type's name. None can be undone.",
    _choices(Style, Style.BLACK),
)
CONTENT_TYPE = _query(
    "content_type",
    "The image's media type, as the upload will declare it.",
    {"type": "string", "pattern": "^image/[a-z0-9.+-]{1,40}$", "default": "image/png"},
)
CACHE_CONTROL = _header("Cache-Control", "`no-store` neither reads nor writes the cache.")
PREFER = _header("Prefer", "`return=representation` (RFC 7240): 200 with an empty list instead of 204.")
