"""S3: uploads too large for one request, and the results that the worker leaves for them.

One bucket, four prefixes: ``tickets/`` says that an id was given out, ``uploads/`` takes the image, ``results/`` holds
the answer, ``findings/`` what was found in whole buckets. The bucket's lifecycle deletes the first three; a ticket
outlives its upload so that an expired scan can be told from one that never was.
"""

import json
import os
from functools import cached_property
from typing import Any

from handler.errors import StorageUnavailable

UPLOADS = "uploads/"
RESULTS = "results/"
TICKETS = "tickets/"
FINDINGS = "findings/"

# Two tries of these end before those who wait for an answer give up (API Gateway after 30 seconds).
_CONNECTING, _READING = 3, 5
# A worker has more time, and larger objects to wait for.
WORKER_READING = 15
# What S3 says where one object cannot be had, and its neighbours may be: not allowed, archived, sealed with a key of
# the caller's own or with one of KMS that may not be used.
_UNREADABLE = frozenset({"AccessDenied", "InvalidObjectState", "InvalidRequest"})
_UNREADABLE_KEY = "KMS."


class Unreadable(Exception):
    """An object is there, and cannot be had; asking again would change nothing."""


class Storage:
    """The bucket of asynchronous scans; ``reading`` is how many seconds S3 may be silent in an answer."""

    def __init__(self, bucket: str, upload_endpoint: str = "", reading: float = _READING) -> None:
        if not bucket:
            raise StorageUnavailable(
                "This service has no bucket for asynchronous scans (OCR_BUCKET is not set); use POST /analyze."
            )
        self._bucket = bucket
        self._upload_endpoint = upload_endpoint
        self._reading = reading

    @cached_property
    def _client(self) -> Any:  # noqa: ANN401 # boto3 makes its clients at run time
        return _client(os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL"), self._reading)

    @cached_property
    def _signer(self) -> Any:  # noqa: ANN401
        return _client(self._upload_endpoint, self._reading) if self._upload_endpoint else self._client

    def presigned_upload(self, scan_id: str, content_type: str, max_bytes: int, expires: int) -> dict[str, Any]:
        """``url`` and ``fields`` of a presigned POST that takes exactly this key and type, 1 to ``max_bytes`` bytes.

        ``expires`` is in seconds.
        """
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415

        try:
            return dict(
                self._signer.generate_presigned_post(
                    self._bucket,
                    UPLOADS + scan_id,
                    Fields={"Content-Type": content_type},
                    Conditions=[{"Content-Type": content_type}, ["content-length-range", 1, max_bytes]],
                    ExpiresIn=expires,
                )
            )
        except BotoCoreError as error:
            raise _unavailable() from error

    def write_ticket(self, scan_id: str, ticket: dict[str, Any]) -> None:
        """Notes that ``scan_id`` was given out, with what is needed later.

        ``expires_at`` (seconds since 1970) is the end of the time to upload, ``options``, ``presentation`` and
        ``client`` are the caller's; ``failed`` is there, and true, once the last try to read the image began.
        """
        self._call("put_object", Key=TICKETS + scan_id, Body=json.dumps(ticket).encode())

    def ticket(self, scan_id: str) -> dict[str, Any] | None:
        """What was noted for ``scan_id``, or None if it was never given out."""
        kept = self._read(TICKETS + scan_id)
        return None if kept is None else dict(json.loads(kept))

    def upload(self, scan_id: str) -> bytes | None:
        """The uploaded bytes, or None if there are none."""
        return self._read(UPLOADS + scan_id)

    def has_upload(self, scan_id: str) -> bool:
        """Whether the upload has come."""
        return self._exists(UPLOADS + scan_id)

    def write_result(self, scan_id: str, result: dict[str, Any]) -> None:
        """Keeps the answer, and removes the upload: the image is not needed any more."""
        body = json.dumps(result, ensure_ascii=False).encode()
        self._call("put_object", Key=RESULTS + scan_id, Body=body, ContentType="application/json")
        self.drop_upload(scan_id)

    def write_failure(self, scan_id: str, failure: dict[str, Any]) -> None:
        """Keeps ``failure`` as the answer, and the upload too: who mends what failed can have it read again."""
        self._call(
            "put_object", Key=RESULTS + scan_id, Body=json.dumps(failure).encode(), ContentType="application/json"
        )

    def drop_upload(self, scan_id: str) -> None:
        """Removes the upload; that there is none is no error."""
        self._call("delete_object", Key=UPLOADS + scan_id)

    def result(self, scan_id: str) -> dict[str, Any] | None:
        """The answer that was kept, or None."""
        kept = self._read(RESULTS + scan_id)
        return None if kept is None else dict(json.loads(kept))

    def foreign(self, bucket: str, key: str) -> bytes | None:
        """The bytes of an object of another bucket, or None if it is gone.

        Raises:
            Unreadable: S3 gives out the bucket, and not this object.
            StorageUnavailable: S3 does not answer.
        """
        try:
            return self._read(key, bucket)
        except StorageUnavailable as error:
            code = _code_of(error.__cause__)
            if code in _UNREADABLE or code.startswith(_UNREADABLE_KEY):
                raise Unreadable from error
            raise

    def write_findings(self, name: str, lines: str) -> str:
        """Keeps JSON lines of findings under ``name``; answers with the object's whole key."""
        self._call("put_object", Key=FINDINGS + name, Body=lines.encode(), ContentType="application/x-ndjson")
        return FINDINGS + name

    def _read(self, key: str, bucket: str = "") -> bytes | None:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

        try:
            return bytes(self._client.get_object(Bucket=bucket or self._bucket, Key=key)["Body"].read())
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                return None
            raise _unavailable() from error
        except BotoCoreError as error:
            raise _unavailable() from error

    def _exists(self, key: str) -> bool:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

        try:
            self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                return False
            raise _unavailable() from error
        except BotoCoreError as error:
            raise _unavailable() from error
        return True

    def _call(self, operation: str, **arguments: object) -> Any:  # noqa: ANN401 # as boto3's answers
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

        try:
            return getattr(self._client, operation)(Bucket=self._bucket, **arguments)
        except (BotoCoreError, ClientError) as error:
            raise _unavailable() from error


def _code_of(error: BaseException | None) -> str:
    response: dict[str, Any] = getattr(error, "response", {})
    return str(response.get("Error", {}).get("Code", ""))


def _client(endpoint: str | None, reading: float) -> Any:  # noqa: ANN401
    import boto3  # noqa: PLC0415 # slow to load, and most requests never come here
    from botocore.config import Config  # noqa: PLC0415

    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        config=Config(
            connect_timeout=_CONNECTING,
            read_timeout=reading,
            retries={"total_max_attempts": 2},
            signature_version="s3v4",
            # A stand-in for S3 has one host name; S3 itself has one for each bucket.
            s3={"addressing_style": "path" if endpoint else "virtual"},
        ),
    )


def _unavailable() -> StorageUnavailable:
    # The cause may name buckets, keys and accounts: it stays in the chain, out of the answer.
    return StorageUnavailable("The storage of asynchronous scans does not answer; try again in a few seconds.")
