"""Boxes cover what they stand for: no edge of a letter may show beside a redaction."""

import io

import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

VALUE = "cobalt.marine@example.com"


def drawn(size, before, after):
    """A line of text, and the columns and rows where the value's ink lies."""
    font = ImageFont.load_default(size)
    image = Image.new("RGB", (int(font.getlength(before + VALUE + after)) + 80, size * 6), "white")
    pen = ImageDraw.Draw(image)
    pen.text((40, size * 2), before + VALUE + after, "black", font)
    pen.text((40, size * 4), "and another line of text under it", "black", font)
    alone = Image.new("L", image.size, "white")
    ImageDraw.Draw(alone).text((40 + font.getlength(before), size * 2), VALUE, "black", font)
    return image, ImageOps.invert(alone).point(lambda v: 255 if v > 100 else 0).getbbox()


@pytest.mark.parametrize("size", [14, 20, 32, 60])
@pytest.mark.parametrize(("before", "after"), [("", ""), ("mail ", " today"), ("Contact:", ""), ("<", ">")])
def test_a_redacted_value_shows_no_ink(client, encoded, size, before, after):
    image, (left, top, right, bottom) = drawn(size, before, after)
    answer = client.post("/redact", content=encoded(image), headers={"Content-Type": "image/png"})
    assert answer.status_code == 200
    with Image.open(io.BytesIO(answer.content)) as painted:
        value = painted.convert("L").crop((left, top, right, bottom))
    assert value.getextrema()[1] < 60, "something of the value or its surroundings shows"
