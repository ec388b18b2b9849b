"""A batch of a bucket's objects → the same scan → one file of JSON lines in S3. Imports no FastAPI.

The state machine in ``lambda_bucket.asl.json`` lists a bucket and hands its objects over in batches. Every object gives
one line; a bad image and an object that S3 does not give out are answers, not failures. What fails for other reasons
fails the batch, which the state machine tries again; the file's name depends on the batch alone, so a second try writes
the same file again.
"""

import hashlib
import json
import time
from collections import Counter
from functools import lru_cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from handler.detecting import FindingType
from handler.errors import AnalysisError, BadInput, BadOption, ReadingTimedOut
from handler.presentation import Presentation, present
from handler.scan import Options, default_scanner
from handler.settings import get_settings
from handler.storage import WORKER_READING, Storage, Unreadable
from handler.telemetry import logger, place_of, since, traced

_OPTIONS = frozenset({"types", "languages", "regions", "min_confidence", "values", "include"})


@lru_cache(maxsize=1)
def _storage() -> Storage:
    return Storage(get_settings().bucket, reading=WORKER_READING)


@traced
@logger.inject_lambda_context(clear_state=True, log_event=False)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Reads the images of a batch; answers with how many there were of each status, and where their lines are.

    What fails fails without its words: the runtime writes them to the log, and the state machine to its history.

    ``event`` holds ``Items``, as S3 lists them, and ``BatchInput``: ``bucket``, ``run`` and ``options``.
    """
    del context
    try:
        return _read(event)
    except AnalysisError as error:  # made to be shown, as its causes are not
        raise error from None
    except Exception as error:  # noqa: BLE001 # its message, and those of its causes, may hold content
        name = type(error).__name__
        logger.error("batch failed", extra={"error_type": name, "where": place_of(error.__traceback__)})
    raise RuntimeError(name)


def _read(event: dict[str, Any]) -> dict[str, Any]:
    began = time.monotonic()
    given = event["BatchInput"]
    options, how = _chosen(given.get("options") or {})
    lines = [_line(given["bucket"], item, options, how) for item in event["Items"] if _is_file(item)]
    counts = Counter(line["status"] for line in lines)
    answer: dict[str, Any] = {status: counts[status] for status in ("found", "clean", "error")}
    if lines:
        keys = hashlib.sha256("\n".join(line["key"] for line in lines).encode()).hexdigest()[:32]
        body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        answer["file"] = _storage().write_findings(f"{given['run']}/{keys}.jsonl", body)
    logger.info("batch read", extra={"images": len(lines), "milliseconds": since(began), **counts})
    return answer


def _is_file(item: dict[str, Any]) -> bool:
    """Consoles make empty objects with names like paths to stand for folders."""
    return not (item["Key"].endswith("/") and item["Size"] == 0)


def _line(bucket: str, item: dict[str, Any], options: Options, how: Presentation) -> dict[str, Any]:
    line: dict[str, Any] = {"bucket": bucket, "key": item["Key"], "etag": str(item.get("ETag", item.get("Etag", "")))}
    most = get_settings().max_upload_bytes
    if item["Size"] > most:
        return line | _error("body_too_large", f"The object has {item['Size']} bytes; the limit is {most}.")
    try:
        data = _storage().foreign(bucket, item["Key"])
    except Unreadable:
        return line | _error("unreadable_object", "S3 does not give this object out: forbidden, archived, or sealed.")
    if data is None:
        return line | _error("no_such_object", "The object was listed, and is gone.")
    try:
        scan = default_scanner().scan(data, options)
    except (BadInput, ReadingTimedOut) as error:
        # As much an answer as findings are: the same object would fail again.
        return line | _error(error.code, error.detail)
    body = present(scan, how, get_settings().cache_secret.get_secret_value())
    return line | {"status": "found" if body["findings"] else "clean", "result": body}


def _error(code: str, detail: str) -> dict[str, Any]:
    return {"status": "error", "error": {"code": code, "detail": detail}}


def _chosen(given: dict[str, Any]) -> tuple[Options, Presentation]:
    """The options of a run, as in the API's query; what is missing is as by default.

    Raises:
        BadOption: one that does not exist, or a value that it cannot have. It fails every batch without another try,
            and with a hundredth of them the run.
    """
    if unknown := sorted(set(given) - _OPTIONS):
        raise BadOption(f"There is no option {', '.join(unknown)}; there are {', '.join(sorted(_OPTIONS))}.")
    try:
        standard = Options()
        options = Options(
            tuple(FindingType(name) for name in given.get("types", standard.types)),
            tuple(given.get("languages", standard.languages)),
            tuple(given.get("regions", standard.regions)),
        )
        return options, Presentation.from_dict(given)
    except (TypeError, ValueError) as error:
        raise BadOption(
            "An option of this run has a value that it cannot have; see the options of /analyze."
        ) from error
