"""The recogniser against its own network run whole: the same characters, and the same doubt where there is any."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from handler.reading.graph import without_last_layer
from handler.reading.models import Models, installed
from handler.reading.network import load
from handler.reading.recogniser import Recogniser

SANS = ImageFont.truetype("DejaVuSans.ttf", 34)


def strip(text: str, pen: str = "black") -> NDArray[np.uint8]:
    image = Image.new("RGB", (int(SANS.getlength(text)) + 16, 48), "white")
    ImageDraw.Draw(image).text((8, 3), text, pen, SANS)
    return np.asarray(image)


@pytest.fixture(scope="module")
def models() -> Models:
    found = installed()
    assert found is not None, "the second reader is missing; local/test installs it"
    return found


@pytest.fixture(scope="module")
def recogniser(models: Models) -> Recogniser:
    return Recogniser(models.recogniser)


def whole(models: Models, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The probability of every class in each column, from the whole network."""
    return answer_of(models.recogniser, pixels)


def answer_of(network: Path | bytes, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    session = load(network)
    ready = np.ascontiguousarray(pixels.transpose(2, 0, 1)[None], dtype=np.float32) / 127.5 - 1
    (answer,) = session.run(None, {session.get_inputs()[0].name: ready})
    return np.asarray(answer[0])


def test_network_without_its_last_layer_answers_what_that_layer_takes(models: Models) -> None:
    network, layer = without_last_layer(models.recogniser.read_bytes())
    pixels = strip("maple.t@hotmail.com:Osprey_4337")
    weights = answer_of(network, pixels) @ layer.weights + layer.bias
    weights = np.exp(weights - weights.max(axis=1, keepdims=True))
    np.testing.assert_allclose(weights / weights.sum(axis=1, keepdims=True), whole(models, pixels), atol=1e-5)


def test_network_that_ends_otherwise_is_not_cut(models: Models) -> None:
    with pytest.raises(ValueError, match="one layer and a softmax"):
        without_last_layer(models.detector.read_bytes())


@pytest.mark.parametrize("damage", [b"", b"\x3a\x00", b"\x0f"])
def test_what_is_no_network_is_not_cut(damage: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        without_last_layer(damage)


CLEAR = ("maple.t@hotmail.com:Osprey_4337", "4556 7375 8689 9855", "5f4dcc3b5aa765d61d8327deb882cf99")


@pytest.mark.parametrize("text", CLEAR)
def test_clear_text_is_read(recogniser: Recogniser, text: str) -> None:
    read = recogniser.read(strip(text), ("eng",))
    assert "".join(c.text for c in read) == text
    assert min(c.probability for c in read) > 0.9


BLURRED = np.asarray(Image.fromarray(strip("4556 7375 8689 9855")).filter(ImageFilter.GaussianBlur(5)))


# The network knows Greek and fractions, which callers did not ask for: no Latin letter or digit is probable there.
@pytest.mark.parametrize("pixels", [*map(strip, CLEAR), BLURRED, strip("ΑΒΓΔ ΘΛΞΠ ΣΦΨΩ"), strip("½¾⅓ ←↑→↓")])
def test_no_character_is_more_probable_than_in_the_whole_network(
    recogniser: Recogniser, models: Models, pixels: NDArray[np.uint8]
) -> None:
    read = recogniser.read(pixels, ("eng",))
    probabilities, alphabet = whole(models, pixels), alphabet_of(models)
    assert read
    for character in read:
        near = int(character.at * len(probabilities))
        of_it = probabilities[max(0, near - 2) : near + 3, alphabet.index(character.text)]
        assert character.probability <= of_it.max() + 0.03


def alphabet_of(models: Models) -> list[str]:
    known = load(models.recogniser).get_modelmeta().custom_metadata_map["character"].split("\n")
    return ["", *known, " "]
