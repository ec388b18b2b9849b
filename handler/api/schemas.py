"""What the answers look like, for OpenAPI; the pipeline's own types are the truth and a test holds the two equal."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from handler.api import details
from handler.detecting import FindingType


class BoxSchema(BaseModel):
    """A rectangle in pixels of the image as a person sees it; the origin is the upper left corner."""

    x: int
    y: int
    width: int = Field(ge=0)
    height: int = Field(ge=0)


class WordSchema(BaseModel):
    """A word as it was read, whether it is sensitive or not."""

    text: str = Field(description="What belongs to a value is hidden unless values are shown in full.")
    box: BoxSchema
    confidence: float = Field(ge=0, le=1)


class _Finding(BaseModel):
    value: str = Field(description="As printed, with reading errors mended; masked or a hash if asked for.")
    normalized: str | None = Field(description="The canonical form: E.164, ISO 8601, refanged address, bare digits, …")
    confidence: float = Field(ge=0, le=1, description="How likely the finding is right.")
    checks: list[str] = Field(description="Every test it passed.", examples=[["luhn", "issuer_range"]])
    page: int = Field(ge=1)
    boxes: list[BoxSchema] = Field(
        default_factory=list,
        description="One for each line of the image that the finding touches; left out if not included.",
    )


class PhoneNumberFindingSchema(_Finding):
    """A phone number; normalised to E.164."""

    type: Literal[FindingType.PHONE_NUMBER]
    details: details.PhoneNumberDetails


class IdNumberFindingSchema(_Finding):
    """A national identity, tax or social-security number."""

    type: Literal[FindingType.ID_NUMBER]
    details: details.IdNumberDetails


class CardFindingSchema(_Finding):
    """A payment card's number; normalised to its digits."""

    type: Literal[FindingType.CREDIT_CARD_NUMBER]
    details: details.CardDetails


class PlateFindingSchema(_Finding):
    """A vehicle's registration."""

    type: Literal[FindingType.PLATE]
    details: details.PlateDetails


class DateFindingSchema(_Finding):
    """A calendar date; normalised to ISO 8601."""

    type: Literal[FindingType.DATE]
    details: details.DateDetails


class EmailFindingSchema(_Finding):
    """An e-mail address."""

    type: Literal[FindingType.EMAIL]
    details: details.EmailDetails


class DomainFindingSchema(_Finding):
    """A bare host name."""

    type: Literal[FindingType.DOMAIN]
    details: details.DomainDetails


class UrlFindingSchema(_Finding):
    """A URL."""

    type: Literal[FindingType.URL]
    details: details.UrlDetails


class HashFindingSchema(_Finding):
    """A digest, or a hashed password."""

    type: Literal[FindingType.HASH]
    details: details.HashDetails


class ComboFindingSchema(_Finding):
    """A line of credentials; normalised to `url:login:secret`."""

    type: Literal[FindingType.COMBOLIST]
    details: details.ComboDetails


FindingSchema = Annotated[
    PhoneNumberFindingSchema
    | IdNumberFindingSchema
    | CardFindingSchema
    | PlateFindingSchema
    | DateFindingSchema
    | EmailFindingSchema
    | DomainFindingSchema
    | UrlFindingSchema
    | HashFindingSchema
    | ComboFindingSchema,
    Field(discriminator="type"),
]


class PageSchema(BaseModel):
    """One page or frame."""

    width: int = Field(ge=1)
    height: int = Field(ge=1)
    rotation: Literal[0, 90, 180, 270] = Field(
        description="Clockwise quarter turn in degrees that brought the text upright for reading."
    )
    complete: bool = Field(description="False where the time limit ended reading early.")
    words: list[WordSchema] = Field(
        default_factory=list, description="Every word in the order of the text; left out if not included."
    )


class ScanSchema(BaseModel):
    """The text of an image and what is sensitive in it."""

    status: Literal["successful"]
    content: str = Field(
        description="One line for each line of the image; pages are separated by a form feed. Empty if not included."
    )
    findings: list[FindingSchema]
    pages: list[PageSchema]
    cached: bool
    hash_key: str = Field(
        default_factory=str,
        description="A name of the key of hashed values: hashes of answers with equal names can be compared."
        " Left out where values are not hashed.",
    )


class PendingSchema(BaseModel):
    """A scan that is not read yet."""

    status: Literal["pending"]


class ProblemSchema(BaseModel):
    """An error (RFC 9457). ``code`` is stable; ``detail`` tells what to do."""

    type: str
    title: str
    status: int
    code: str
    detail: str


class UploadSchema(BaseModel):
    """A presigned POST: a multipart form of ``fields`` and, last, ``file``, to ``url``."""

    url: str
    fields: dict[str, str]


class ScanTicketSchema(BaseModel):
    """Where to upload and where to ask."""

    id: str
    upload: UploadSchema
    result: str = Field(description="The path that will answer 202 while pending, then the result.")
    expires_in: int = Field(description="Seconds that the upload stays possible.")


class HealthSchema(BaseModel):
    """Liveness, engine versions, cache state."""

    status: Literal["ok"]
    version: str
    reader: dict[str, str | bool | None]
    cache: str


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem answers of a route, for OpenAPI; ``handler.api.openapi`` adds their codes."""
    schema = {"schema": {"$ref": "#/components/schemas/ProblemSchema"}}
    return {
        status: {"description": _MEANING[status], "content": {"application/problem+json": schema}}
        for status in statuses
    }


_MEANING = {
    400: "Not an image, a broken or unsupported one, too many pixels or pages, or a bad option.",
    401: "No valid X-API-Key where keys are configured.",
    404: "Unknown.",
    405: "Another method than those of this path, which `Allow` names.",
    408: "The body did not come in time.",
    410: "Expired.",
    413: "More bytes than one call, or its answer, may carry.",
    429: "More images than this key may send in this time; try again after `Retry-After` seconds.",
    500: "Something that should not happen; the log tells of it under the answer's `X-Request-Id`.",
    503: "Something that is needed is missing or overloaded; try again.",
    504: "Not everything was read within the time limit, and nothing was found before; never a half-redacted copy.",
}
