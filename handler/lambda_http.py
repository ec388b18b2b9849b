"""API Gateway (HTTP API v2, REST v1), function URL and ALB → the application. The only file that knows Mangum."""

import asyncio
import json
import os
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from mangum import Mangum
from mangum.types import ASGI

from handler.api.app import app
from handler.api.guard import Guard
from handler.api.problems import AnswerTooLarge, problem_of
from handler.scan import default_scanner
from handler.settings import get_settings
from handler.telemetry import logger, metrics, traced

# Everything else goes out as base64: Mangum must know what is text, or a problem document would be binary too.
_TEXT = ["text/", "application/json", "application/problem+json", "image/svg+xml"]
# Of what Lambda takes back from a function, as the error says that the caller would get instead of a larger answer. A
# redacted copy can be larger than its image, and grows by a third as base64.
_MOST_BYTES = 6_291_556
# Characters of a body, of which none takes more than six bytes: few answers need be written to know their size.
_SURELY_FITS = 1_000_000

# Mangum asks for the thread's event loop, which Python no longer makes by itself.
asyncio.set_event_loop(asyncio.new_event_loop())
# The start has a whole processor even where memory buys less than one, so what every image needs, in the cache or not,
# is loaded in it. What reads is not: a hit, a refused call and the page would wait for it as well, twice as long as for
# all else. Where instances are started ahead of calls nobody waits, and it is.
default_scanner().prepare()
if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "provisioned-concurrency":
    from handler.warming import read_once

    read_once(default_scanner())


def _adapted(application: ASGI) -> Mangum:
    base_path = get_settings().base_path or "/"
    return Mangum(application, lifespan="off", text_mime_types=_TEXT, api_gateway_base_path=base_path)


_adapter = _adapted(app)


@metrics.log_metrics(capture_cold_start_metric=True)
@traced
@logger.inject_lambda_context(clear_state=True, log_event=False)  # not even where its variable says so
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers one HTTP event in the form that its sender expects."""
    logger.set_correlation_id(_request_id(event) or context.aws_request_id)
    answer: dict[str, Any] = _adapter(event, context)  # type: ignore[arg-type] # Mangum's own context type
    if _is_too_large(answer):
        refusal = _adapted(Guard(problem_of(AnswerTooLarge(_TOO_LARGE))))
        answer = refusal(event, context)  # type: ignore[arg-type]
    if answer["statusCode"] == 204:  # noqa: PLR2004 # No Content
        # Mangum gives every v2 answer a content type; an answer without content has none.
        for headers in (answer.get("headers"), answer.get("multiValueHeaders")):
            if headers:
                headers.pop("content-type", None)
    metrics.add_metric(name=f"Status{answer['statusCode']}", unit=MetricUnit.Count, value=1)
    return answer


_TOO_LARGE = (
    f"The answer has more than the {_MOST_BYTES} bytes that one can have here, of an image in base64. Ask for less with"
    " 'include' or 'types'; instead of a redacted copy of this image ask for one of parts of it or of a smaller one, or"
    " let 'ocr-text-analysis scan --redact' paint it."
)


def _is_too_large(answer: dict[str, Any]) -> bool:
    """Whether Lambda would refuse ``answer``, which its runtime writes as JSON in UTF-8."""
    if len(answer.get("body") or "") <= _SURELY_FITS:
        return False
    return len(json.dumps(answer, ensure_ascii=False).encode()) > _MOST_BYTES


def _request_id(event: dict[str, Any]) -> str | None:
    """API Gateway's and the function URL's own id of the request; an ALB has none."""
    identity = event.get("requestContext", {}).get("requestId")
    return identity if isinstance(identity, str) else None
