"""Every call that the OpenAPI document allows, and many that it forbids, is answered as the document says."""

import base64
import io

import boto3
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from moto import mock_aws
from PIL import Image, ImageDraw, ImageFont

from handler import lambda_queue
from handler.api import scans
from handler.api.app import create_app
from handler.scan import Scanner
from handler.settings import Settings

KEY = "fuzz"


def small(text):
    image = Image.new("L", (260, 40), "white")
    ImageDraw.Draw(image).text((8, 8), text, "black", ImageFont.load_default(20))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


IMAGES = [small(""), small("a@example.com"), small("no value here")]
schemathesis.openapi.format("binary", st.sampled_from(IMAGES))
schemathesis.openapi.format("byte", st.sampled_from([base64.b64encode(image).decode() for image in IMAGES]))
schemathesis.openapi.media_type("image/*", st.sampled_from(IMAGES))
schemathesis.openapi.media_type("application/octet-stream", st.sampled_from(IMAGES))

# A bucket, and keys: without them much of what the document says could not be seen.
scanner = Scanner(Settings(api_keys=KEY, bucket="scans"))
app = create_app(scanner)
for path in ("/analyze", "/redact", "/scans"):
    for parameter in app.openapi()["paths"][path]["post"]["parameters"]:
        if parameter["name"] == "languages":
            # Which of all possible languages are installed is the machine's matter, not the document's.
            parameter["schema"]["items"] = {"enum": ["eng", "tur"]}
schema = schemathesis.openapi.from_asgi("/openapi.json", app)


@pytest.fixture(scope="module", autouse=True)
def bucket():
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "x")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        scans._storage.cache_clear()
        boto3.client("s3").create_bucket(Bucket="scans")
        yield
        scans._storage.cache_clear()


@schema.parametrize()
@settings(derandomize=True, max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_document_is_kept(case):
    case.call_and_validate(headers={"X-API-Key": KEY})


@pytest.mark.parametrize(("upload", "status"), [(IMAGES[1], 200), (IMAGES[2], 204), (b"no image", 400), (None, 202)])
def test_the_document_is_kept_by_what_the_worker_leaves(monkeypatch, upload, status):
    monkeypatch.setattr(lambda_queue, "get_settings", lambda: scanner.settings)
    monkeypatch.setattr(lambda_queue, "default_scanner", lambda: scanner)
    lambda_queue._storage.cache_clear()
    ticket = schema["/scans"]["POST"].Case().call(headers={"X-API-Key": KEY}).json()
    if upload:
        boto3.client("s3").put_object(Bucket="scans", Key=ticket["upload"]["fields"]["key"], Body=upload)
        lambda_queue._answer(ticket["id"], is_last=False)
    lambda_queue._storage.cache_clear()
    case = schema["/scans/{scan_id}"]["GET"].Case(path_parameters={"scan_id": ticket["id"]})
    assert case.call_and_validate(headers={"X-API-Key": KEY}).status_code == status
