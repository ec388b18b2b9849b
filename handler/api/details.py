"""What ``details`` tells for each type of finding, for OpenAPI; a detail that is not known of a finding is left out."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict  # the one that Pydantic can read before Python 3.12

_Country = Annotated[str, Field(description="ISO 3166.", examples=["TR"])]
_Mended = Annotated[bool, Field(description="Letters were read wrongly and have been put right.")]
_Also = Annotated[list[str], Field(description="What else the value may be, by its form.")]


class PhoneNumberDetails(TypedDict, total=False):
    """Of a phone number."""

    format: Annotated[str, Field(description="How it is written.", examples=["international"])]
    region: Annotated[str | None, Field(description="ISO 3166.", examples=["GB"])]
    kind: Annotated[str | None, Field(examples=["mobile"])]
    extension: str
    mended: _Mended


class IdNumberDetails(TypedDict, total=False):
    """Of a national identity, tax or social-security number."""

    country: _Country
    kind: Annotated[str, Field(description="The number's own name.", examples=["tckn"])]
    also: _Also
    mended: _Mended


class CardDetails(TypedDict, total=False):
    """Of a payment card's number."""

    brand: Annotated[str, Field(examples=["visa"])]
    mended: _Mended


class PlateDetails(TypedDict, total=False):
    """Of a vehicle's registration."""

    country: _Country
    also: _Also
    mended: _Mended


class DateDetails(TypedDict, total=False):
    """Of a date."""

    order: Literal["dmy", "mdy", "ymd"]
    ambiguous: Annotated[bool, Field(description="Day and month may be the other way round.")]
    mended: _Mended


class _AddressDetails(TypedDict, total=False):
    defanged: Annotated[bool, Field(description="It is printed so that nobody clicks on it, as example[.]com.")]
    wrapped: Annotated[bool, Field(description="It goes on in the next line.")]
    mended: _Mended


class EmailDetails(_AddressDetails, total=False):
    """Of an e-mail address."""

    domain: Annotated[str, Field(examples=["example.com"])]


class DomainDetails(_AddressDetails, total=False):
    """Of a host name."""

    suffix: Annotated[str, Field(description="The public suffix.", examples=["co.uk"])]
    registered: Annotated[str, Field(description="The suffix and one name before it.")]


class UrlDetails(_AddressDetails, total=False):
    """Of a URL."""

    host: Annotated[str, Field(examples=["example.org"])]


class HashDetails(TypedDict, total=False):
    """Of a hash."""

    algorithms: Annotated[list[str], Field(description="What may have made it.", examples=[["md5", "ntlm"]])]
    mended: _Mended


class ComboDetails(_AddressDetails, total=False):
    """Of a line of credentials."""

    login: str
    secret: str
    url: str | None
