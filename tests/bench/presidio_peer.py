"""Microsoft Presidio's image analyser, run by the interpreter that it is installed for.

python -m venv presidio && presidio/bin/pip install presidio-image-redactor
python tests/bench/compare.py --presidio-python presidio/bin/python

Its default recognisers, on a blank spaCy pipeline unless ``PRESIDIO_SPACY_MODEL`` names an installed model: the model
finds names, places and organisations, of which this product seeks none, and relative dates. Findings below a score of
0.4, the score of its telephone recogniser, and such as lie within longer ones are left out; both helps it.
"""

# ruff: noqa: PLC0415

import io
import os
from typing import Any

from peering import Answer, answer
from samples import load

LEAST_SCORE = 0.4
TYPES = {
    "PHONE_NUMBER": "PHONE_NUMBER",
    "CREDIT_CARD": "CREDIT_CARD_NUMBER",
    "DATE_TIME": "DATE",
    "EMAIL_ADDRESS": "EMAIL",
    "URL": "URL",
}
# Kinds that are no number of a person: they count as nothing rather than as a wrong finding.
NO_COUNTERPART = {
    "CRYPTO", "IBAN_CODE", "IP_ADDRESS", "MAC_ADDRESS", "MEDICAL_LICENSE", "NRP", "LOCATION", "PERSON", "ORGANIZATION",
    "US_BANK_NUMBER", "US_DRIVER_LICENSE", "US_PASSPORT", "UK_PASSPORT",
}  # fmt: skip


def counterpart(kind: str, value: str) -> str | None:
    """This product's type of a finding; a URL without scheme and path is what it calls a domain."""
    if kind in NO_COUNTERPART:
        return None
    if kind == "URL" and "/" not in value and not value.lower().startswith("www."):
        return "DOMAIN"
    return TYPES.get(kind, "ID_NUMBER")


def analyser() -> Any:
    """Presidio's engine and the place where it leaves the text that it read."""
    import spacy
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_image_redactor import ImageAnalyzerEngine, TesseractOCR

    class Loaded(SpacyNlpEngine):
        def __init__(self) -> None:
            super().__init__()
            model = os.environ.get("PRESIDIO_SPACY_MODEL")
            self.nlp = {"en": spacy.load(model) if model else spacy.blank("en")}

    class Remembering(TesseractOCR):
        text = ""

        def get_text_from_ocr_dict(self, *args: Any, **options: Any) -> str:
            self.text = super().get_text_from_ocr_dict(*args, **options)
            return self.text

    ocr = Remembering()
    engine = ImageAnalyzerEngine(AnalyzerEngine(nlp_engine=Loaded(), supported_languages=["en"]), ocr)

    def analyse(data: bytes) -> Answer:
        picture = load(io.BytesIO(data)).convert("RGB")
        boxes = engine.analyze(picture, score_threshold=LEAST_SCORE, language="en")
        spans = {(box.start, box.end, box.entity_type) for box in boxes}
        whole = [
            s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] and o[:2] != s[:2] for o in spans)
        ]
        values = ((kind, ocr.text[start:end]) for start, end, kind in whole)
        found = [(mine, value) for kind, value in values if (mine := counterpart(kind, value))]
        return found, ocr.text

    return analyse


if __name__ == "__main__":
    answer(analyser)
