"""What is meant to hurt: bombs, cut-off and two-faced files, odd bodies, headers and options. Never 5xx."""

import asyncio
import base64
import io
import json
import random
import resource
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image, TiffImagePlugin

from handler.api import body as body_module
from handler.api.app import create_app
from handler.errors import TooManyFrames
from handler.imaging.decoding import open_here
from handler.imaging.limits import Limits
from handler.scan import Scanner
from handler.settings import Settings

RAW = {"Content-Type": "image/png"}
FORM = {"Content-Type": "multipart/form-data; boundary=edge"}
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def client():
    settings = Settings(cache_url="none://", max_body_bytes=2_000_000, second_reader=False)
    return TestClient(create_app(Scanner(settings)), raise_server_exceptions=False)


def post(client, body, **headers):
    answer = client.post("/analyze", content=body, headers=RAW | headers)
    return answer.status_code, (answer.json()["code"] if answer.status_code >= 400 else None)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(side):
    """A PNG of a few kilobytes that opens as ``side`` × ``side`` pixels."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(((side + 7) // 8 + 1) * side), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def text_bomb():
    """A small PNG with a compressed comment of 64 MB."""
    image = io.BytesIO()
    Image.new("L", (40, 40), 255).save(image, "PNG")
    whole = image.getvalue()
    return whole[:33] + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(64_000_000), 9)) + whole[33:]


def gif_bomb(side, frames):
    """A GIF whose frames all claim ``side`` × ``side`` pixels and hold next to nothing."""
    size = struct.pack("<HH", side, side)
    frame = b"\x2c\0\0\0\0" + size + b"\0\x02\x02\x44\x01\0"
    return b"GIF89a" + size + b"\x80\0\0\xff\xff\xff\0\0\0" + frame * frames + b"\x3b"


def tiff_bomb(side):
    """A TIFF of a hundred bytes whose one strip claims to be an enormous white fax."""
    tags = [(256, 4, side), (257, 4, side), (258, 3, 1), (259, 3, 4), (262, 3, 0), (273, 4, 110), (278, 4, side)]
    tags += [(279, 4, 8)]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4) + b"\x00\x10\x01\x00\x10\x01\0\0"


def webp_bomb(side):
    out = io.BytesIO()
    Image.new("RGB", (side, side), "white").save(out, "WEBP", lossless=True)
    return out.getvalue()


def jpeg_bomb(scans, side=64):
    """A progressive JPEG whose last refinement is repeated: each passes over the whole picture."""
    out = io.BytesIO()
    Image.new("L", (side, side), 255).save(out, "JPEG", progressive=True)
    whole = out.getvalue()
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * scans + whole[-2:]


@pytest.mark.parametrize(
    ("bomb", "code"),
    [
        (png_bomb(20_000), "too_many_pixels"),
        (gif_bomb(65_000, 1), "too_many_pixels"),
        (gif_bomb(100, 10_000), "too_many_frames"),
        (tiff_bomb(30_000), "too_many_pixels"),
        (tiff_bomb(4_000_000_000), "too_many_pixels"),
        (webp_bomb(9_000), "too_many_pixels"),
        (jpeg_bomb(200), "broken_image"),
        (b"\xff\xd8" + b"\xff\xe5\0\2" * 20_000, "broken_image"),
        (b"\xff\xd8" + b"\xff" * 20_000, "broken_image"),
        (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"teXt", b"") * 11_000, "broken_image"),
        (gif_bomb(9, 1)[:-1] + b"\x21\xfe" + b"\1a" * 15_000 + b"\0\x3b", "broken_image"),
        (gif_bomb(9, 1)[:-1] + b"\0" * 15_000, "broken_image"),
    ],
    ids=[
        *("png", "gif", "gif frames", "tiff", "tiff side", "webp"),
        *("jpeg scans", "jpeg segments", "jpeg filling", "png chunks", "gif blocks", "gif filling"),
    ],
)
def test_a_bomb_is_refused_before_it_is_decoded(client, bomb, code):
    assert len(bomb) < 200_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert post(client, bomb) == (400, code)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_as_many_scans_and_chunks_as_encoders_make_are_read(client, letter, encoded):
    image = Image.open(io.BytesIO(letter))
    assert post(client, encoded(image, "JPEG", progressive=True)) == (200, None)
    assert post(client, jpeg_bomb(50)) == (204, None)
    assert post(client, letter + bytes(500_000)) == (200, None)  # what follows the end is nobody's business


def test_pages_are_not_counted_further_than_the_limit(encoded, monkeypatch):
    page = Image.new("1", (1, 1))
    pages, seen = encoded(page, "TIFF", save_all=True, append_images=[page] * 9), []
    seek = TiffImagePlugin.TiffImageFile.seek
    monkeypatch.setattr(TiffImagePlugin.TiffImageFile, "seek", lambda self, n: (seen.append(n), seek(self, n))[1])
    with pytest.raises(TooManyFrames):
        open_here(pages, Limits(frames=3))
    assert max(seen) == 3


def test_a_comment_that_is_a_bomb_is_not_unpacked(client):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status, code = post(client, text_bomb())
    assert (status, code) in {(204, None), (400, "broken_image")}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_a_truncated_file_is_400(client, picture, encoded, kind, share):
    whole = encoded(picture(["Text that goes on for a while"]), kind)
    status, code = post(client, whole[: int(len(whole) * share)])
    assert (status, code) in {(400, "broken_image"), (400, "not_an_image"), (400, "bad_body")}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
@pytest.mark.parametrize("tail", [b"PK\x03\x04" + b"x" * 99, b"<script>alert(1)</script>", b"%PDF-1.7\n1 0 obj"])
def test_a_polyglot_is_read_as_the_image_it_is_and_comes_back_clean(client, letter, encoded, kind, tail):
    data = encoded(Image.open(io.BytesIO(letter)), kind) + tail
    assert post(client, data) == (200, None)
    redacted = client.post("/redact", content=data, headers=RAW)
    assert redacted.status_code == 200
    assert tail not in redacted.content
    assert redacted.headers["content-type"] == f"image/{kind.lower()}"
    assert redacted.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("declared", ["image/jpeg", "image/x-nonsense", "application/octet-stream", "IMAGE/PNG ; a=b"])
def test_a_mislabelled_image_is_what_its_bytes_say(client, letter, declared):
    assert post(client, letter, **{"Content-Type": declared})[0] == 200


@pytest.mark.parametrize(
    "head", [b"GIF89a", b"\xff\xd8\xff\xe0", b"BM", b"RIFF\0\0\0\0WEBP", b"II*\0", b"\x89PNG\r\n\x1a\n"]
)
def test_the_beginning_of_an_image_alone_is_400(client, head):
    for rest in (b"", b"\0" * 500, b"\xff" * 500, random.Random(1).randbytes(500)):
        status, code = post(client, head + rest)
        assert (status, code) in {(400, "broken_image"), (400, "not_an_image"), (400, "too_many_pixels")}


def part(head, content=b"x"):
    return b"--edge\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + content + b"\r\n"


FILE = b'name="file"; filename="a.png"'


@pytest.mark.parametrize(
    "body",
    [
        part(b'name="a"') * 10_000,
        part(b'name="a"; filename="a"') * 1_000,
        part(FILE) * 2,
        part(FILE) + part(b'name="other"; filename="b"'),
        part(b'name="file"'),
        part(b"name=file; filename"),
        part(FILE + b"\r\nX-Long: " + b"y" * 100_000),
        part(FILE + b"\r\nX: y" * 5_000),
        part(b'name="file"; filename="' + b"n" * 100_000 + b'"'),
        part(b'name="' + b"n" * 100_000 + b'"; filename="a"'),
        part(b"\xff\xfe\0"),
        b"--edge\r\n" * 20_000,
        b"--edge",
        b"no boundary at all",
        b"",
        part(FILE, b""),
        part(FILE)[:-4],
    ],
    ids=range(17),
)
def test_an_odd_multipart_body_is_400(client, body):
    answer = client.post("/analyze", content=body + (b"--edge--\r\n" if body else b""), headers=FORM)
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"] in {"bad_body", "not_an_image"}


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\xff"]
)
def test_a_multipart_body_without_a_usable_boundary_is_400(client, kind):
    answer = client.post("/analyze", content=part(FILE), headers={"Content-Type": kind.encode("latin-1")})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_body")


NAMES = ("../../etc/passwd", "/dev/null", "a\x00b", "CON", "x" * 2_000, "%00", "=?utf-8?q?a?=")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_name_changes_nothing(client, letter, name):
    body = part(b'name="file"; filename="' + name.encode() + b'"', letter) + b"--edge--\r\n"
    answer = client.post("/analyze", content=body, headers=FORM)
    assert answer.status_code == 200
    assert name not in answer.text


DEEP = 200_000


@pytest.mark.parametrize(
    "sent",
    [
        b"[" * DEEP,
        b'{"image":' * DEEP,
        b'{"image":' + b"[" * DEEP + b"]" * DEEP + b"}",
        b'{"image": 1e999999}',
        b'{"image": ' + b"9" * 100_000 + b"}",
        b'{"image": null}',
        b'{"image": ["a"]}',
        b'{"image": ""}',
        b'{"image": "data:image/png;base64"}',
        b'{"image": "a"}',
        b'{"image": "%%%%"}',
        b'{"image": "\\ud800"}',
        b'{"image": "\xff"}',
        b'"image"',
        b"NaN",
        b"",
        b"{" + b",".join(b'"k%d": 0' % i for i in range(50_000)) + b"}",
        b'{"image": [' + b"[]," * 500_000 + b"[]]}",
    ],
    ids=range(18),
)
def test_an_odd_json_body_is_400(client, sent):
    answer = client.post("/analyze", content=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"] in {"bad_body", "not_an_image"}


def test_json_of_many_members_is_not_taken_apart(client, monkeypatch):
    monkeypatch.setattr(body_module, "json", None)
    sent = b'{"image": [' + b"[]," * 1_000 + b"[]]}"
    answer = client.post("/analyze", content=sent, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_body")


def test_base64_may_have_lines(client, letter):
    sent = json.dumps({"image": base64.encodebytes(letter).decode()})
    assert client.post("/analyze", content=sent, headers={"Content-Type": "application/json"}).status_code == 200


def test_of_a_doubled_json_member_one_counts(client, letter):
    encoded64 = base64.b64encode(letter).decode()
    body = f'{{"image": "AAAA", "image": "{encoded64}"}}'
    assert client.post("/analyze", content=body, headers={"Content-Type": "application/json"}).status_code == 200


ODD = ("", " ", "\t", "'", '"', ";--", "../..", "%00", "\x7f", "ünïcode", "😀", "a" * 4_000, "eng+tur", "-c", "[]")
HEADERS = ("Cache-Control", "Prefer", "Accept", "Content-Length", "X-API-Key", "X-Forwarded-For")


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("name", ["types", "languages", "regions", "pages", "__proto__"])
def test_an_odd_option_is_400_and_never_reaches_tesseract(client, blank, name, value):
    answer = client.post("/analyze", params={name: value}, content=blank, headers=RAW)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_option")
    assert len(answer.content) < 2_000


@pytest.mark.parametrize("value", [*(v.encode() for v in ODD if v != "\x7f"), b"\xff\xfe", b"," * 5_000])
@pytest.mark.parametrize("name", HEADERS)
def test_an_odd_header_hurts_nobody(client, blank, name, value):
    # As a server hands it on: httpx would refuse to send some of these.
    if name == "Content-Length":
        value = value.replace(b"\xff", b"9")
    status = asgi_status(client.app, blank, [(b"content-type", b"image/png"), (name.lower().encode(), value)])
    assert status == 204


def asgi_status(app, body, headers):
    sent = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": "/analyze",
        "raw_path": b"/analyze", "query_string": b"", "root_path": "", "scheme": "http", "headers": headers,
        "client": ("192.0.2.1", 1), "server": ("h", 80),
    }  # fmt: skip
    loop = asyncio.new_event_loop()  # and not asyncio.run, which takes the thread the one it has
    loop.run_until_complete(app(scope, receive, send))
    loop.close()
    return sent[0]["status"]


def test_a_random_body_in_every_form_is_400(client):
    chance = random.Random(7)
    for _ in range(60):
        body = chance.randbytes(chance.randrange(1, 3_000))
        for kind in ("image/png", "application/json", "multipart/form-data; boundary=edge"):
            answer = client.post("/analyze", content=body, headers={"Content-Type": kind})
            assert answer.status_code == 400, (kind, body)


def test_what_a_bomb_costs_is_bounded():
    """The largest picture that the limits let through, in few bytes; alone, so that its memory can be told."""
    program = (
        "import sys; from pathlib import Path; from handler.imaging.decoding import open_picture;"
        "from handler.imaging.limits import Limits;"
        "[frame.image.size for frame in open_picture(sys.stdin.buffer.read(), Limits()).frames()];"
        # And not getrusage, whose peak is inherited from whoever starts a program.
        "lines = Path('/proc/self/status').read_text().splitlines();"
        "print(next(int(line.split()[1]) for line in lines if line.startswith('VmHWM')) // 1024)"
    )
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, input=png_bomb(7_900), capture_output=True, cwd=ROOT, check=True)
    assert 60 < int(run.stdout) < 500


def test_problems_never_hold_what_was_sent(client):
    for body in (b"marmalade-" * 50, json.dumps({"image": "marmalade-"}).encode(), part(b'name="marmalade-"')):
        for kind in (RAW, {"Content-Type": "application/json"}, FORM):
            assert "marmalade-" not in client.post("/analyze", content=body, headers=kind).text
