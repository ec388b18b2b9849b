"""Pictures of an outcome: the redacted image, and thumbnails for the report."""

import io
from collections.abc import Iterator

from handler.command_line.findings import finding_of
from handler.command_line.job import Thumbnail
from handler.command_line.outcome import Outcome
from handler.imaging.decoding import open_picture
from handler.imaging.limits import Limits
from handler.imaging.redaction import redact
from handler.scanned import Scan
from handler.settings import Settings

# Enough to know a picture by and to see where its findings stand; small enough for thousands in one file.
_SIDE = 640
_QUALITY = 70


def limits_of(settings: Settings) -> Limits:
    """The limits of decoding that ``settings`` set."""
    return Limits(settings.max_pixels, settings.max_side, settings.max_frames)


def painted(data: bytes, outcome: Outcome, limits: Limits) -> bytes:
    """The image ``data`` with the findings of ``outcome`` painted over."""
    findings = tuple(map(finding_of, outcome.findings))
    return redact(data, Scan("", findings, ()).boxes(), limits)[0]


def thumbnails(shown: bytes, outcome: Outcome, limits: Limits) -> Iterator[Thumbnail]:
    """A thumbnail of each page of ``shown`` that has findings."""
    wanted = {f["page"] for f in outcome.findings}
    for frame in open_picture(shown, limits).frames():
        if frame.number in wanted:
            small = frame.image.convert("RGB")
            small.thumbnail((_SIDE, _SIDE))
            out = io.BytesIO()
            small.save(out, "JPEG", quality=_QUALITY)
            yield Thumbnail(frame.number, out.getvalue())
