"""Real answers, those with findings to the picture in ``local/samples/note.png``; tests hold them true."""

from typing import Any

from handler import __version__

FOUND: dict[str, Any] = {
    "status": "successful",
    "content": (
        "Meeting with the northern office, 14 March 2026\n"
        "Write to cobalt@example.com or call +44 20 7946 0958\n"
        "The booking is on card 4111 1111 1111 1111\n"
        "Terms: https://example.org/terms"
    ),
    "findings": [
        {
            "type": "DATE",
            "value": "14 March 2026",
            "normalized": "2026-03-14",
            "confidence": 0.98,
            "checks": ["calendar"],
            "page": 1,
            "boxes": [{"x": 443, "y": 43, "width": 173, "height": 19}],
            "details": {"order": "dmy"},
        },
        {
            "type": "EMAIL",
            "value": "cobalt@example.com",
            "normalized": "cobalt@example.com",
            "confidence": 0.97,
            "checks": ["public_suffix"],
            "page": 1,
            "boxes": [{"x": 141, "y": 93, "width": 253, "height": 24}],
            "details": {"domain": "example.com"},
        },
        {
            "type": "PHONE_NUMBER",
            "value": "+44 20 7946 0958",
            "normalized": "+442079460958",
            "confidence": 0.98,
            "checks": ["e164"],
            "page": 1,
            "boxes": [{"x": 481, "y": 94, "width": 210, "height": 18}],
            "details": {"format": "international", "region": "GB", "kind": "fixed"},
        },
        {
            "type": "CREDIT_CARD_NUMBER",
            "value": "4111 1111 1111 1111",
            "normalized": "4111111111111111",
            "confidence": 0.99,
            "checks": ["luhn", "issuer_range"],
            "page": 1,
            "boxes": [{"x": 318, "y": 143, "width": 259, "height": 20}],
            "details": {"brand": "visa"},
        },
        {
            "type": "URL",
            "value": "https://example.org/terms",
            "normalized": "https://example.org/terms",
            "confidence": 0.98,
            "checks": ["scheme", "public_suffix"],
            "page": 1,
            "boxes": [{"x": 127, "y": 192, "width": 305, "height": 25}],
            "details": {"host": "example.org"},
        },
    ],
    "pages": [{"width": 820, "height": 260, "rotation": 0, "complete": True}],
    "cached": False,
}

# With ``values=masked&include=text&types=EMAIL,CREDIT_CARD_NUMBER``.
MASKED: dict[str, Any] = {
    "status": "successful",
    "content": (
        "Meeting with the northern office, 14 March 2026\n"
        "Write to c…@example.com or call +44 20 7946 0958\n"
        "The booking is on card 4111 11•• •••• 1111\n"
        "Terms: https://example.org/terms"
    ),
    "findings": [
        {
            "type": "EMAIL",
            "value": "c…@example.com",
            "normalized": "c…@example.com",
            "confidence": 0.97,
            "checks": ["public_suffix"],
            "page": 1,
            "details": {"domain": "example.com"},
        },
        {
            "type": "CREDIT_CARD_NUMBER",
            "value": "4111 11•• •••• 1111",
            "normalized": "411111••••••1111",
            "confidence": 0.99,
            "checks": ["luhn", "issuer_range"],
            "page": 1,
            "details": {"brand": "visa"},
        },
    ],
    "pages": [{"width": 820, "height": 260, "rotation": 0, "complete": True}],
    "cached": False,
}

# With ``types=HASH`` and ``Prefer: return=representation``.
NOTHING = FOUND | {"findings": []}

TICKET: dict[str, Any] = {
    "id": "M73K8L3EzH2LBKCx5_ZSI6tcIAro0MhF",
    "upload": {
        "url": "https://scans.s3.eu-central-1.amazonaws.com/",
        "fields": {
            "Content-Type": "image/png",
            "key": "uploads/M73K8L3EzH2LBKCx5_ZSI6tcIAro0MhF",
            "x-amz-algorithm": "AWS4-HMAC-SHA256",
            "x-amz-credential": "EXAMPLE/20260314/eu-central-1/s3/aws4_request",
            "x-amz-date": "20260314T101500Z",
            "policy": "eyJleHBpcmF0aW9uIjogIjIwMjYtMDMtMTRUMTA6MzA6MDBaIiwgImNvbmRpdGlvbnMiOiBbXX0=",
            "x-amz-signature": "2a8111a84df5f33213ccbf3373db20275bf5515252be2de771af68837e273bc5",
        },
    },
    "result": "/scans/M73K8L3EzH2LBKCx5_ZSI6tcIAro0MhF",
    "expires_in": 900,
}

HEALTH: dict[str, Any] = {
    "status": "ok",
    "version": __version__,
    "reader": {
        "engine": "tesserocr",
        "engine_version": "2.13.0",
        "tesseract": "5.5.4",
        "second_reader": "PP-OCRv6 small",
        "second_reader_version": "rapidocr 3.10.0",
    },
    "cache": "memory",
}

_KINDS = "PNG, JPEG, WEBP, GIF, BMP, TIFF, AVIF, HEIF"
# The detail of one problem of each code.
PROBLEMS = {
    "answer_too_large": (
        "The answer has more than the 6291556 bytes that one can have here, of an image in base64. Ask for less with"
        " 'include' or 'types'; instead of a redacted copy of this image ask for one of parts of it or of a smaller"
        " one, or let 'ocr-text-analysis scan --redact' paint it."
    ),
    "bad_body": (
        "The content type 'text/plain' is not accepted. Send the image as multipart field 'file', as the raw body with"
        ' an image/* or application/octet-stream content type, or as JSON {"image": "<base64>"}.'
    ),
    "bad_option": (
        "Unknown type 'SHOE'; there are PHONE_NUMBER, ID_NUMBER, CREDIT_CARD_NUMBER, PLATE, DATE, EMAIL, DOMAIN, URL,"
        " HASH, COMBOLIST."
    ),
    "body_too_large": (
        "The request has more than the 4500000 bytes that one call may carry; send a smaller image or use POST /scans."
    ),
    "body_too_slow": "The request's body did not come within 60 seconds; send it faster or send less.",
    "broken_image": (
        "Page 1 of this PNG is damaged or cut off and cannot be decoded; export the image again and send the new file."
    ),
    "engine_unavailable": (
        "Tesseract's trained data was not found; set TESSDATA_PREFIX to its directory. Tesseract's trained data was not"
        " found in the directory that is set."
    ),
    "expired_scan": "The image was not uploaded in time, or its result has expired; begin a new scan.",
    "internal_error": "This should not have happened; it has been logged.",
    "method_not_allowed": "DELETE is not possible here; GET /docs lists what is.",
    "not_an_image": f"The bytes sent are not an image that can be identified; send one of {_KINDS}.",
    "not_authorized": "This call needs a valid key in the X-API-Key header.",
    "not_found": "There is nothing at this path; GET /docs lists what there is.",
    "overloaded": "18 images are being read or wait already; try again in a few seconds.",
    "rate_limited": "More than 60 per 1 minute were sent; wait 57 seconds and go on at a lower rate.",
    "reading_failed": (
        "The image was uploaded, and could not be read in several tries; it is kept for the operator of this service."
        " Begin a new scan later, or send the image in another format."
    ),
    "reading_timed_out": ("The image was not read within 20 seconds; send a smaller part of it, or use POST /scans."),
    "storage_unavailable": (
        "This service has no bucket for asynchronous scans (OCR_BUCKET is not set); use POST /analyze."
    ),
    "too_many_frames": ("The image has more than 50 pages or frames, which is the limit; split it and send the parts."),
    "too_many_pixels": (
        "The image has 12000 × 9000 pixels; the limits are 64000000 pixels in all and 32000 on a side; scale it down or"
        " cut it into parts."
    ),
    "unavailable": "The API keys cannot be read at the moment; try again in a few seconds.",
    "unknown_scan": "There is no scan of this id.",
    "unsupported_format": f"PDF files are not read here; send one of {_KINDS}.",
}

_ANSWERS = {
    "found": {"summary": "Everything that was found", "value": FOUND},
    "masked": {"summary": "Two types, with masked values and without boxes", "value": MASKED},
    "nothing": {"summary": "Nothing of the type asked for, and an answer preferred", "value": NOTHING},
}

# By operation and status.
EXAMPLES: dict[tuple[str, str], dict[str, Any]] = {
    ("analyze", "200"): _ANSWERS,
    ("begin_scan", "201"): {"begun": {"summary": "Where to upload, and where to ask", "value": TICKET}},
    ("health", "200"): {"well": {"summary": "With both readers, and the cache in this process", "value": HEALTH}},
    ("scan_result", "200"): {name: _ANSWERS[name] for name in ("found", "masked")},
    ("scan_result", "202"): {"pending": {"summary": "Not read yet", "value": {"status": "pending"}}},
}
