"""The request's body → the bytes of one image: multipart, raw or base64 in JSON. Nothing of it touches a disk."""

import base64
import binascii
import json
from collections.abc import AsyncGenerator

from fastapi import Request
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from handler.errors import BadBody, BodyTooLarge

_FORMS = (
    "Send the image as multipart field 'file', as the raw body with an image/* or application/octet-stream content"
    ' type, or as JSON {"image": "<base64>"}.'
)

_STRUCTURE, _MOST_STRUCTURE = (b"[", b"{", b",", b":"), 1000
_WHITE = b" \t\r\n\f\v"


class _InMemory(MultiPartParser):
    spool_max_size = 2**40  # the body's own limit has been checked; a temporary file would hold somebody's secrets


async def image_bytes(request: Request, limit: int) -> bytes:
    """The image that ``request`` carries, at most ``limit`` bytes of body.

    Raises:
        BadBody: no image, more than one, or not in one of the three forms.
        BodyTooLarge: more bytes than ``limit``.
    """
    body = await _whole_body(request, limit)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "multipart/form-data":
        image = await _from_multipart(request.headers, body)
    elif kind in {"application/json", "text/json"}:
        image = _from_json(body)
    elif kind.startswith("image/") or kind in {"application/octet-stream", ""}:
        image = body
    else:
        # A content type is the caller's own words, but it is not content of an image.
        raise BadBody(f"The content type {kind[:80]!r} is not accepted. {_FORMS}")
    if not image:
        raise BadBody(f"The request holds no image (0 bytes). {_FORMS}")
    return image


async def _whole_body(request: Request, limit: int) -> bytes:
    too_large = BodyTooLarge(
        f"The request has more than the {limit} bytes that one call may carry; send a smaller image or use POST /scans."
    )
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise too_large
    parts, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise too_large
        parts.append(chunk)
    return b"".join(parts)


async def _from_multipart(headers: Headers, body: bytes) -> bytes:
    async def whole() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        form = await _InMemory(headers, whole(), max_files=2, max_fields=8, max_part_size=len(body) + 1).parse()
    except (MultiPartException, KeyError, ValueError, UnicodeDecodeError) as error:
        raise BadBody(f"The multipart body cannot be parsed. {_FORMS}") from error
    try:
        return await _only_file(form)
    finally:
        await form.close()


async def _only_file(form: FormData) -> bytes:
    files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
    if len(files) > 1:
        raise BadBody("The multipart body holds more than one file; send one image per request.")
    part = form.get("file")
    if isinstance(part, str):
        raise BadBody("The multipart field 'file' is text, not a file; give it a file name, as curl -F file=@… does.")
    if part is None:
        raise BadBody(f"The multipart body has no field 'file'. {_FORMS}")
    return await part.read()


def _from_json(body: bytes) -> bytes:
    # A list of millions takes a hundred times its bytes in memory; base64 holds none of these signs.
    if sum(map(body.count, _STRUCTURE)) > _MOST_STRUCTURE:
        raise BadBody(f"The JSON body has too many members. {_FORMS}")
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadBody(f"The JSON body cannot be parsed. {_FORMS}") from error
    encoded = parsed.get("image") if isinstance(parsed, dict) else None
    if not isinstance(encoded, str):
        raise BadBody(f"The JSON body has no text under 'image'. {_FORMS}")
    if encoded.startswith("data:"):
        encoded = encoded.partition(",")[2]
    try:
        return base64.b64decode(encoded.encode("ascii").translate(None, _WHITE), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadBody("The text under 'image' is not valid base64 (RFC 4648, with padding).") from error
