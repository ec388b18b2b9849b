"""Drives every way through the service with planted images; started by test_nothing_left_behind.py on its own.

It may write to no file at all: the size of any file that this process or a child of it writes to is limited to nothing.
Prints nothing itself; its last act is to send the answers' texts through the pipe whose number is its argument.
"""

import base64
import io
import json
import logging
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import traceback
import urllib.error
import urllib.request
from types import SimpleNamespace

import boto3
import uvicorn
from moto import mock_aws
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from handler import lambda_bucket, lambda_http, lambda_queue, scan
from handler.api.app import app
from handler.imaging import heif

heif.register()  # to make such files
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
COMMENT = "marmalade-in-the-comment"
answers = []
statuses = {}


def picture(text):
    image = Image.new("RGB", (760, 200), "white")
    pen = ImageDraw.Draw(image)
    for i, line in enumerate(text):
        pen.text((20, 20 + 40 * i), line, "black", ImageFont.load_default(26))
    return image


def encoded(image, kind):
    out = io.BytesIO()
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", COMMENT)
    more = {"pnginfo": info} if kind == "PNG" else {"exif": exif()} if kind in {"JPEG", "WEBP"} else {}
    image.save(out, kind, **more)
    return out.getvalue()


def exif():
    kept = Image.Exif()
    kept[0x010E] = COMMENT  # image description
    return kept


def call(port, path, body=b"", method="POST", **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, names, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            status, sent = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, sent = error.code, error.read()
    statuses.setdefault(path.split("?")[0], []).append(status)
    return status, sent


def multipart(name, content):
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n--edge--\r\n"


def over_http(port, images):
    form = "multipart/form-data; boundary=edge"
    for image in images:
        for again in range(2):  # the second time from the cache
            del again
            answers.append(call(port, "/analyze", image, content_type="application/octet-stream")[1])
        call(port, "/redact", image, content_type="application/octet-stream")
        call(port, "/analyze", image[: len(image) // 2], content_type="image/png")
    image = images[0]
    for how in ("masked", "hash"):
        shown = call(port, f"/analyze?values={how}", image, content_type="image/png")[1].decode()
        assert not any(line.split()[-1] in shown for line in json.loads(os.environ["PLANTED"])[:2]), how
    for style in ("blur", "label"):
        call(port, f"/redact?style={style}", image, content_type="image/png")
    call(port, "/scans?values=masked", b"")
    call(port, "/scans?content_type=none", b"")
    encoded64 = base64.b64encode(image).decode()
    call(port, "/analyze", multipart(COMMENT + ".png", image), content_type=form)
    call(port, "/analyze", multipart(COMMENT + ".png", image) * 2, content_type=form)
    call(port, "/analyze", multipart(COMMENT, image)[:-9], content_type=form)
    call(port, "/analyze", multipart(COMMENT, image).replace(b'"file"', b'"other"'), content_type=form)
    call(port, "/analyze", json.dumps({"image": encoded64}).encode(), content_type="application/json")
    call(port, "/analyze", json.dumps({"image": encoded64 + "%"}).encode(), content_type="application/json")
    call(port, "/analyze", json.dumps({"image": encoded64})[:-3].encode(), content_type="application/json")
    call(port, "/analyze", json.dumps({"picture": encoded64}).encode(), content_type="application/json")
    call(port, "/analyze", image, content_type="text/plain")
    call(port, "/analyze", image, content_type="image/png", cache_control="no-store")
    call(port, "/analyze?languages=xyz", image, content_type="image/png")
    call(port, "/analyze?types=EMIAL", image, content_type="image/png")
    call(port, "/analyze", b"%PDF-1.7 " + COMMENT.encode(), content_type="image/png")
    call(port, "/analyze", image + b"\0" * 2_000_000, content_type="image/png")  # over the limit of bytes
    for path in ("/", "/docs", "/health", "/openapi.json", "/nothing", "/scans/" + "a" * 32):
        call(port, path, None, "GET")


def unforeseen(port, image):
    """An error nobody foresaw, whose message and whose cause hold what stood in the image."""
    find = scan.find_on_page

    def fails(page, types, regions):
        try:
            json.loads("{" + page.text)
        except ValueError as error:
            error.add_note(page.text)
            raise RuntimeError(page.text) from error

    scan.find_on_page = fails
    status, sent = call(port, "/analyze", image, content_type="image/png", cache_control="no-store")
    assert status == 500, status
    answers.append(b"500")
    assert b"internal_error" in sent
    scan.find_on_page = find
    return fails


def over_lambda(image, fails):
    context = SimpleNamespace(
        function_name="f", memory_limit_in_mb=1, invoked_function_arn="arn:aws:lambda:x", aws_request_id="id",
        get_remaining_time_in_millis=lambda: 30_000,
    )  # fmt: skip
    event = {
        "version": "2.0", "routeKey": "$default", "rawPath": "/analyze", "rawQueryString": "",
        "headers": {"content-type": "image/png"}, "isBase64Encoded": True, "body": base64.b64encode(image).decode(),
        "requestContext": {
            "requestId": "r", "stage": "$default",
            "http": {"method": "POST", "path": "/analyze", "sourceIp": "192.0.2.1", "protocol": "HTTP/1.1"},
        },
    }  # fmt: skip
    assert lambda_http.handler(event, context)["statusCode"] == 200
    s3 = boto3.client("s3")
    names = {"good": image + b"\n", "broken": image[:300], "unforeseen": image + b"\n\n", "lost": image}
    for name, content in names.items():
        s3.put_object(Bucket="bucket", Key=f"uploads/{name}", Body=content)
        if name != "lost":
            ticket = {"options": scan.Options().to_dict()}
            s3.put_object(Bucket="bucket", Key=f"tickets/{name}", Body=json.dumps(ticket))

    def batch(*uploads):
        records = [
            {
                "messageId": name,
                "body": json.dumps({"Records": [{"s3": {"object": {"key": f"uploads/{name}"}}}]}),
                "attributes": {"ApproximateReceiveCount": "1"}, "messageAttributes": {}, "receiptHandle": "h",
                "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:queue",
                "awsRegion": "us-east-1",
            }
            for name in uploads
        ]  # fmt: skip
        failed = lambda_queue.handler({"Records": records}, context)["batchItemFailures"]
        return [item["itemIdentifier"] for item in failed]

    assert batch("good", "broken", "lost") == []
    answers.append(s3.get_object(Bucket="bucket", Key="results/good")["Body"].read())
    listed = {"Items": [{"Key": f"uploads/{name}", "Size": 9} for name in ("lost", "broken")]}
    listed["BatchInput"] = {"bucket": "bucket", "run": "r", "options": {}}
    file = lambda_bucket.handler(listed, context)["file"]
    answers.append(s3.get_object(Bucket="bucket", Key=file)["Body"].readline())
    find, scan.find_on_page = scan.find_on_page, fails
    assert batch("unforeseen") == ["unforeseen"]
    listed["Items"] = [{"Key": "uploads/unforeseen", "Size": 9}]
    try:
        lambda_bucket.handler(listed, context)
    except RuntimeError as error:
        # As the runtime writes it to the log, and the state machine to its history.
        sys.stderr.write("".join(traceback.format_exception(error)))
    else:
        raise AssertionError
    scan.find_on_page = find


def on_the_command_line(image):
    """Its words are for who runs it, so masked ones are asked for, and all of its output is looked through."""
    command = [sys.executable, "-m", "handler", "scan", "--masked", "-"]
    run = subprocess.run(command, input=image, capture_output=True, check=False)
    assert run.returncode == 1, run.stderr
    sys.stderr.write((run.stdout + run.stderr).decode())


def main():
    # Every write to a file fails, wherever the file lies and whoever writes: Python, a library, a child.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    text = json.loads(os.environ["PLANTED"])
    images = [encoded(picture(text), kind) for kind in FORMATS]
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="debug"))
    with mock_aws(config={"core": {"passthrough": {"urls": [rf"http://127\.0\.0\.1:{port}/.*"]}}}):
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
        boto3.client("s3").create_bucket(Bucket=os.environ["OCR_BUCKET"])
        over_http(port, images)
        over_lambda(images[0], unforeseen(port, images[0]))
        on_the_command_line(images[0])
        server.should_exit = True
        thread.join()
    said = {"answers": [a.decode() for a in answers], "statuses": statuses, "images": [i.hex() for i in images]}
    with os.fdopen(int(sys.argv[1]), "w") as pipe:
        json.dump(said, pipe)


main()
