"""Real answers, to the picture in ``local/samples/note.png``; a test holds them true."""

from typing import Any

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
            "boxes": [{"x": 442, "y": 43, "width": 175, "height": 19}],
            "details": {"order": "dmy"},
        },
        {
            "type": "EMAIL",
            "value": "cobalt@example.com",
            "normalized": "cobalt@example.com",
            "confidence": 0.97,
            "checks": ["public_suffix"],
            "page": 1,
            "boxes": [{"x": 140, "y": 92, "width": 254, "height": 25}],
            "details": {"domain": "example.com"},
        },
        {
            "type": "PHONE_NUMBER",
            "value": "+44 20 7946 0958",
            "normalized": "+442079460958",
            "confidence": 0.98,
            "checks": ["e164"],
            "page": 1,
            "boxes": [{"x": 481, "y": 94, "width": 210, "height": 19}],
            "details": {"format": "international", "region": "GB", "kind": "fixed"},
        },
        {
            "type": "CREDIT_CARD_NUMBER",
            "value": "4111 1111 1111 1111",
            "normalized": "4111111111111111",
            "confidence": 0.99,
            "checks": ["luhn", "issuer_range"],
            "page": 1,
            "boxes": [{"x": 319, "y": 143, "width": 257, "height": 25}],
            "details": {"brand": "visa"},
        },
        {
            "type": "URL",
            "value": "https://example.org/terms",
            "normalized": "https://example.org/terms",
            "confidence": 0.98,
            "checks": ["scheme", "public_suffix"],
            "page": 1,
            "boxes": [{"x": 126, "y": 192, "width": 304, "height": 25}],
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

_ANSWERS = {
    "found": {"summary": "Everything that was found", "value": FOUND},
    "masked": {"summary": "Two types, with masked values and without boxes", "value": MASKED},
    "nothing": {"summary": "Nothing of the type asked for, and an answer preferred", "value": NOTHING},
}

# By operation and status.
EXAMPLES: dict[tuple[str, str], dict[str, Any]] = {
    ("analyze", "200"): _ANSWERS,
    ("scan_result", "200"): {name: _ANSWERS[name] for name in ("found", "masked")},
    ("scan_result", "202"): {"pending": {"summary": "Not read yet", "value": {"status": "pending"}}},
}
