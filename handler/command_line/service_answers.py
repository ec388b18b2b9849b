"""What a service answers, checked before anything believes it."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import quote

from urllib3 import BaseHTTPResponse

from handler.errors import AnalysisError


class ServiceProblem(AnalysisError):
    """What a service, or the way to it, answered instead of a result."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class Result(NamedTuple):
    """The content, the findings and the pages of an image."""

    content: str
    findings: tuple[dict[str, Any], ...]
    pages: tuple[dict[str, Any], ...]


class Ticket(NamedTuple):
    """An upload that a service offers: where to, with which fields of the form, and under which id to ask."""

    id: str
    url: str
    fields: dict[str, str]


def object_of(answer: BaseHTTPResponse) -> dict[str, Any]:
    """The JSON object that ``answer`` holds; empty if it holds none."""
    try:
        told = json.loads(answer.data)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def result_of(answer: BaseHTTPResponse) -> Result:
    """The result that ``answer`` holds.

    Raises:
        ServiceProblem: it holds none.
    """
    if answer.status == HTTPStatus.NO_CONTENT:
        return Result("", (), ())
    if answer.status != HTTPStatus.OK:
        raise problem_of(answer)
    told = object_of(answer)
    try:
        pages = tuple(_page(page) for page in told["pages"])
        findings = tuple(_finding(finding, len(pages)) for finding in told["findings"])
        return Result(str(told["content"]), findings, pages)
    except (KeyError, TypeError, ValueError):
        raise _strange() from None


def ticket_of(answer: BaseHTTPResponse) -> Ticket:
    """The ticket that ``answer`` holds.

    Raises:
        ServiceProblem: it holds none.
    """
    if answer.status != HTTPStatus.CREATED:
        raise problem_of(answer)
    told = object_of(answer)
    try:
        upload = told["upload"]
        fields = {str(name): str(value) for name, value in upload["fields"].items()}
        return Ticket(quote(str(told["id"]), safe=""), str(upload["url"]), fields)
    except (AttributeError, KeyError, TypeError):
        raise _strange() from None


def problem_of(answer: BaseHTTPResponse) -> ServiceProblem:
    """What ``answer`` says instead of a result."""
    told = object_of(answer)
    if "code" in told and "detail" in told:
        return ServiceProblem(str(told["code"]), str(told["detail"]))
    if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return ServiceProblem(
            "not_authorized", f"The service answered {answer.status}; set OCR_API_KEY to a valid key."
        )
    if answer.get_redirect_location():
        return ServiceProblem("redirected", "The service answers from another address; give that as --url.")
    return ServiceProblem("service_failed", f"The service answered {answer.status} without saying why.")


def _strange() -> ServiceProblem:
    return ServiceProblem("service_failed", "The service answered in a form that is not known here.")


def _finding(told: Mapping[str, Any], pages: int) -> dict[str, Any]:
    if not 1 <= int(told["page"]) <= pages:
        raise ValueError
    return {
        "type": str(told["type"]),
        "value": str(told["value"]),
        "confidence": float(told["confidence"]),
        "normalized": None if told["normalized"] is None else str(told["normalized"]),
        "checks": [str(check) for check in told["checks"]],
        "details": dict(told["details"]),
        "page": int(told["page"]),
        "boxes": [{side: int(box[side]) for side in ("x", "y", "width", "height")} for box in told["boxes"]],
    }


def _page(told: Mapping[str, Any]) -> dict[str, Any]:
    sizes = {name: int(told[name]) for name in ("width", "height", "rotation")}
    return sizes | {"complete": bool(told.get("complete", True))}
