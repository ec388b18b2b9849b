"""Draws note.png, the picture that the README and the container checks use. All of its values are made up or reserved.

python local/samples/draw.py
"""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

LINES = (
    "Meeting with the northern office, 14 March 2026",
    "Write to cobalt@example.com or call +44 20 7946 0958",
    "The booking is on card 4111 1111 1111 1111",
    "Terms: https://example.org/terms",
)


def main() -> None:
    """Writes the picture beside this file."""
    font = ImageFont.load_default(26)
    image = Image.new("RGB", (820, 260), "white")
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(LINES):
        pen.text((40, 36 + 50 * number), line, "black", font)
    image.save(Path(__file__).with_name("note.png"), optimize=True)


if __name__ == "__main__":
    main()
