"""Everything that can go wrong and be said to a caller.

    AnalysisError                 code and detail, safe to show: never a byte of the image's content
    ├── BadInput                  the caller's file or options; another try with the same input fails again
    │   ├── NotAnImage            not_an_image
    │   ├── UnsupportedFormat     unsupported_format
    │   ├── BrokenImage           broken_image
    │   ├── TooManyPixels         too_many_pixels
    │   ├── TooManyFrames         too_many_frames
    │   ├── BadOption             bad_option
    │   └── BadBody               bad_body
    ├── BodyTooLarge              body_too_large
    ├── ReadingTimedOut           reading_timed_out
    └── Unavailable               something this service needs is missing or overloaded; try again later
        ├── EngineUnavailable     engine_unavailable
        ├── StorageUnavailable    storage_unavailable
        ├── ReadingFailed         reading_failed
        └── Overloaded            overloaded

``code`` is stable and made for programs; ``detail`` is one or two sentences for a person that name the limit,
the value and the cure.
"""


class AnalysisError(Exception):
    """The root of the tree; ``detail`` is safe to show and to log."""

    code = "analysis_failed"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class BadInput(AnalysisError):
    """The caller's file or options are at fault."""


class NotAnImage(BadInput):
    """The bytes are no image of any kind we know."""

    code = "not_an_image"


class UnsupportedFormat(BadInput):
    """An image, but of a format that is not read here."""

    code = "unsupported_format"


class BrokenImage(BadInput):
    """An image whose data is damaged or cut off."""

    code = "broken_image"


class TooManyPixels(BadInput):
    """Wider, higher or larger than the limit."""

    code = "too_many_pixels"


class TooManyFrames(BadInput):
    """More pages or animation frames than the limit."""

    code = "too_many_frames"


class BadOption(BadInput):
    """An unknown type, region, language or other option."""

    code = "bad_option"


class BadBody(BadInput):
    """The request's body does not hold exactly one image in one of the accepted forms."""

    code = "bad_body"


class BodyTooLarge(AnalysisError):
    """More bytes than one request may carry."""

    code = "body_too_large"


class ReadingTimedOut(AnalysisError):
    """The time limit for one image ran out before anything was read."""

    code = "reading_timed_out"


class Unavailable(AnalysisError):
    """Something this service needs is missing or overloaded; the same request may succeed later."""

    code = "unavailable"


class EngineUnavailable(Unavailable):
    """Tesseract or its trained data is missing or does not start."""

    code = "engine_unavailable"


class StorageUnavailable(Unavailable):
    """S3 does not answer or is not configured."""

    code = "storage_unavailable"


class ReadingFailed(Unavailable):
    """An upload was tried several times, and failed for reasons that need not be its own."""

    code = "reading_failed"


class Overloaded(Unavailable):
    """As many images as allowed are being read already."""

    code = "overloaded"
