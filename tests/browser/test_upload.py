"""Images too large for one request: through the bucket, which is the only other place the page may talk to."""

from contextlib import contextmanager

import boto3
import pytest
from fastapi import FastAPI, Request, Response
from moto import mock_aws
from playwright.sync_api import expect

from handler import lambda_queue
from handler.api import scans
from handler.api.app import create_app
from handler.scan import Scanner
from handler.settings import Settings

pytestmark = pytest.mark.browser

BUCKET = "scans"


class Door:
    """What S3 answers to a presigned POST, in front of moto's bucket; the worker reads at once."""

    def __init__(self):
        self.app, self.cors, self.status, self.reads = FastAPI(), "*", 204, True
        self.app.post("/{bucket}")(self.take)

    async def take(self, bucket: str, request: Request) -> Response:
        async with request.form() as form:
            key, body = form["key"], await form["file"].read()
        headers = {"Access-Control-Allow-Origin": self.cors} if self.cors else {}
        if self.status == 204:
            boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=body)
            if self.reads:
                lambda_queue._answer(key.removeprefix("uploads/"))
        return Response(status_code=self.status, headers=headers)


@pytest.fixture
def door(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    scans._storage.cache_clear()
    lambda_queue._storage.cache_clear()
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        yield Door()
    scans._storage.cache_clear()
    lambda_queue._storage.cache_clear()


@pytest.fixture
def bucketed(door, serve, monkeypatch):
    """Starts the service with small requests and a bucket behind ``door``: the two addresses."""

    @contextmanager
    def running(**others):
        with serve(door.app) as upload_endpoint:
            given = {"bucket": BUCKET, "upload_endpoint": upload_endpoint, "max_body_bytes": 1000} | others
            settings = Settings(**given)
            scanner = Scanner(settings)
            monkeypatch.setattr(lambda_queue, "get_settings", lambda: settings)
            monkeypatch.setattr(lambda_queue, "default_scanner", lambda: scanner)
            with serve(create_app(scanner)) as address:
                yield address, upload_endpoint

    return running


def test_a_large_image_goes_through_the_bucket_by_itself(bucketed, tabs, files, letter):
    with bucketed() as (address, upload_endpoint):
        page = tabs.open(address)
        page.set_input_files("#files", files("letter.png", letter))
        expect(page.locator(".verdict")).to_have_text("4 findings.")
        expect(page.get_by_role("button", name="Download redacted copy")).to_be_hidden()
        expect(page.get_by_text("A redacted copy can be made only of an image that fits")).to_be_visible()
        assert tabs.origins() == {address, upload_endpoint}


def test_the_result_is_asked_for_when_the_service_says(bucketed, door, tabs, files, letter):
    door.reads = False
    asked = []
    with bucketed() as (address, _):
        page = tabs.open(address)
        page.clock.install()
        page.on("response", lambda r: asked.append((r.status, r.url)) if "/scans/" in r.url else None)
        with page.expect_response(lambda r: "/scans/" in r.url) as pending:
            page.set_input_files("#files", files("letter.png", letter))
        assert (pending.value.status, pending.value.headers["retry-after"]) == (202, "2")
        expect(page.locator(".verdict")).to_have_text("Uploaded; waiting until it has been read …")
        lambda_queue._answer(pending.value.url.rpartition("/")[2])
        page.clock.run_for(1_900)
        assert len(asked) == 1
        page.clock.run_for(200)
        expect(page.locator(".verdict")).to_have_text("4 findings.")
        assert len(asked) == 2


def test_a_bad_upload_is_told_as_a_bad_image(bucketed, tabs, files):
    with bucketed() as (address, _):
        page = tabs.open(address)
        page.set_input_files("#files", files("no.png", b"no image" * 1000))
        expect(page.locator(".verdict.bad")).to_contain_text("not an image that can be identified")


def test_what_the_bucket_would_refuse_is_not_uploaded(bucketed, tabs, files, letter):
    with bucketed(max_upload_bytes=2000) as (address, _):
        page = tabs.open(address)
        page.set_input_files("#files", files("letter.png", letter))
        expect(page.locator(".verdict.bad")).to_contain_text(f"has {len(letter)} bytes; this service takes 2000")
        assert tabs.origins() == {address}


def test_a_refused_upload_is_said(bucketed, door, tabs, files, letter):
    door.status = 403
    with bucketed() as (address, _):
        page = tabs.open(address)
        page.set_input_files("#files", files("letter.png", letter))
        expect(page.locator(".verdict.bad")).to_contain_text("refused the upload (403)")


def test_a_bucket_whose_answer_the_browser_may_not_see_still_serves(bucketed, door, tabs, files, letter):
    door.cors = ""
    with bucketed() as (address, _):
        page = tabs.open(address)
        page.set_input_files("#files", files("letter.png", letter))
        expect(page.locator(".verdict")).to_have_text("4 findings.")
        assert "CORS policy" in tabs.complaints[0]
        tabs.complaints.clear()


def test_an_upload_that_never_arrived_is_given_up(bucketed, door, tabs, files, letter):
    door.cors, door.status, asked = "", 403, []

    def pending(route):
        asked.append(route.request.url)
        route.fulfill(status=202, headers={"Retry-After": "0"}, json={"status": "pending"})

    with bucketed() as (address, _):
        page = tabs.open(address)
        page.route("**/scans/*", pending)
        page.set_input_files("#files", files("letter.png", letter))
        expect(page.locator(".verdict.bad")).to_contain_text("did not reach the service's storage")
    assert len(asked) == 60
    assert all("CORS policy" in c or "ERR_FAILED" in c for c in tabs.complaints)
    tabs.complaints.clear()


def test_without_a_bucket_it_is_said_what_to_do(server, tabs, files, letter):
    with server(max_body_bytes=1000) as address:
        page = tabs.open(address)
        page.set_input_files("#files", files("letter.png", letter))
        expect(page.locator(".verdict.bad")).to_contain_text("for larger ones at the moment. Cut out the part")


def test_far_too_many_bytes_are_told_apart_from_no_connection(page):
    page.evaluate("""() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([new Uint8Array(32 * 2 ** 20)], "zeros.png", {type: "image/png"}));
        document.body.dispatchEvent(new DragEvent("drop", {dataTransfer, bubbles: true, cancelable: true}));
    }""")
    expect(page.locator(".verdict.bad")).to_contain_text("The image has more bytes than one request may carry")


def test_what_shall_not_be_stored_is_not_uploaded(bucketed, tabs, files, letter):
    with bucketed() as (address, _):
        page = tabs.open(address)
        page.get_by_label("do not use the cache").check()
        page.set_input_files("#files", files("letter.png", letter))
        expect(page.locator(".verdict.bad")).to_contain_text("untick that and try again")
        assert tabs.origins() == {address}
        page.get_by_label("do not use the cache").uncheck()
        page.get_by_role("button", name="Try again").click()
        expect(page.locator(".verdict")).to_have_text("4 findings.")
