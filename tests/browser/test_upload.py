"""Images too large for one request: through the bucket, which is the only other place the page may talk to."""

import io
from contextlib import contextmanager

import boto3
import pytest
from fastapi import FastAPI, Request, Response
from moto import mock_aws
from PIL import ExifTags, Image, ImageChops, ImageFilter
from playwright.sync_api import expect

from handler import lambda_queue
from handler.api import scans
from handler.api.app import create_app
from handler.imaging.redaction import redact
from handler.scan import Options, Scanner
from handler.settings import Settings

pytestmark = pytest.mark.browser

BUCKET = "scans"
HINT = "The service makes a redacted copy only of an image that fits into one request"


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
                lambda_queue._answer(key.removeprefix("uploads/"), is_last=False)
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


def redacted(page, path):
    with page.expect_download() as download:
        page.get_by_role("button", name="Download redacted copy").click()
    download.value.save_as(path)
    return Image.open(path)


def test_a_large_image_goes_through_the_bucket_by_itself(bucketed, tabs, files, scanner, letter, tmp_path):
    with bucketed() as (address, upload_endpoint):
        page = tabs.open(address)
        page.set_input_files("#files", files("letter.png", letter))
        expect(page.locator(".verdict")).to_have_text("4 findings.")
        expect(page.get_by_text(HINT)).to_be_hidden()
        copy = redacted(page, tmp_path / "copy.png")
        assert tabs.origins() == {address, upload_endpoint}
    # Painted by the browser, as the service would have painted it, and no more than a pixel beside.
    painted, _ = redact(letter, scanner.scan(letter, Options()).boxes(), scanner.limits)
    with Image.open(io.BytesIO(painted)) as expected, copy:
        mine, its = copy.convert("RGB"), expected.convert("RGB")
    assert ImageChops.darker(mine, its) == mine
    assert ImageChops.lighter(mine, its.filter(ImageFilter.MinFilter(3))) == mine


def test_a_large_photo_is_painted_upright_and_without_its_metadata(bucketed, tabs, files, scanner, letter, tmp_path):
    out, turned = io.BytesIO(), Image.open(io.BytesIO(letter)).transpose(Image.Transpose.ROTATE_90)
    exif = turned.getexif()
    exif[ExifTags.Base.Orientation], exif[ExifTags.Base.ImageDescription] = 6, "somebody's secret"
    turned.save(out, "JPEG", exif=exif, quality=95)
    with bucketed() as (address, _):
        page = tabs.open(address)
        page.set_input_files("#files", files("photo.jpg", out.getvalue(), "image/jpeg"))
        expect(page.locator(".verdict")).to_have_text("4 findings.")
        with redacted(page, tmp_path / "copy.jpg") as copy:
            assert (copy.format, copy.size, dict(copy.getexif())) == ("JPEG", turned.size[::-1], {})
    assert scanner.scan((tmp_path / "copy.jpg").read_bytes(), Options()).findings == ()
    assert b"secret" not in (tmp_path / "copy.jpg").read_bytes()


@pytest.mark.parametrize(
    ("kind", "more"), [("GIF", {"save_all": True, "loop": 0}), ("TIFF", {}), ("PNG", {"incomplete": True})]
)
def test_what_the_browser_cannot_paint_has_a_hint(bucketed, tabs, files, picture, encoded, kind, more):
    mail, other = picture(["Write to cobalt@example.com"]), picture(["and to nobody else whatsoever."])
    incomplete = more.pop("incomplete", False)
    if "save_all" in more:
        more["append_images"] = [other]
    with bucketed() as (address, _):
        page = tabs.open(address)
        if incomplete:
            page.route("**/scans/*", hurried)
        page.set_input_files(
            "#files", files(f"mail.{kind.lower()}", encoded(mail, kind, **more), f"image/{kind.lower()}")
        )
        expect(page.locator(".verdict")).to_contain_text("finding")
        expect(page.get_by_text(HINT)).to_be_visible()
        expect(page.get_by_role("button", name="Download redacted copy")).to_be_hidden()


def hurried(route):
    answer = route.fetch()
    told = answer.json()
    if answer.status == 200:
        told["pages"][0]["complete"] = False
    route.fulfill(response=answer, json=told)


def test_a_copy_too_large_for_an_answer_is_painted_by_the_browser(page, files, letter, tmp_path):
    page.route("**/redact", lambda route: route.fulfill(status=413, json={"detail": "The answer has too many bytes."}))
    page.set_input_files("#files", files("letter.png", letter))
    with redacted(page, tmp_path / "copy.png") as copy:
        assert copy.format == "PNG"
    page.evaluate("() => { HTMLImageElement.prototype.decode = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Download redacted copy").click()
    expect(page.locator("#status")).to_have_text("The answer has too many bytes.")


def test_the_result_is_asked_for_when_the_service_says(bucketed, door, tabs, files, letter):
    door.reads = False
    asked = []
    with bucketed() as (address, _):
        page = tabs.open(address)
        page.clock.install(time=0)
        page.clock.pause_at(60_000)
        page.on("response", lambda r: asked.append((r.status, r.url)) if "/scans/" in r.url else None)
        with page.expect_response(lambda r: "/scans/" in r.url) as pending:
            page.set_input_files("#files", files("letter.png", letter))
        assert (pending.value.status, pending.value.headers["retry-after"]) == (202, "2")
        expect(page.locator(".verdict")).to_have_text("Uploaded; waiting until it has been read …")
        lambda_queue._answer(pending.value.url.rpartition("/")[2], is_last=False)
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
