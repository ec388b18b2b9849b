"""What a process loads before its first call, so that the call does not wait for it."""

import io
from contextlib import suppress

from PIL import Image, ImageDraw, ImageFont

from handler.errors import AnalysisError
from handler.imaging.decoding import open_picture
from handler.scan import Options, Scanner

# Enough of what is looked for that every reader and every detector's tables are needed.
_LINES = "Call +44 20 7946 0958\nor mail cobalt@example.com"


def read_once(scanner: Scanner) -> None:
    """Reads a picture of two lines, and so loads all that reading an image may need; a TIFF starts what decodes apart.

    Where that fails nothing is said: whoever sends an image will be told.
    """
    page = Image.new("L", (420, 100), "white")
    ImageDraw.Draw(page).text((16, 16), _LINES, "black", ImageFont.load_default(24))
    with suppress(AnalysisError):
        scanner.scan(_encoded(page, "PNG"), Options(), use_cache=False)
        for _ in open_picture(_encoded(page, "TIFF"), scanner.limits).frames():
            pass


def _encoded(page: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    page.save(out, kind)
    return out.getvalue()
