"""What is stored, where and for how long, in sentences for the page: made from the settings, so that they stay true."""

from handler.settings import Settings

_PARTS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def sentences(settings: Settings, engine: object) -> list[str]:
    """One for each place where something could stay; ``engine`` is the name of the one that reads."""
    return [_image(engine), _cache(settings), _bucket(settings), _LOG, _BROWSER]


def _image(engine: object) -> str:
    kept = "The image is kept in memory while it is read, then forgotten; neither it nor its name is stored."
    if engine == "pytesseract":
        kept += " While it is read, Tesseract gets it in a temporary file, which is removed at once."
    return kept


def _cache(settings: Settings) -> str:
    scheme = settings.cache_url.split("://", 1)[0]
    if scheme == "none":
        return "No result is kept: this service has no cache."
    if scheme == "memory":
        entries = f"the last {settings.cache_entries} at most, gone when it restarts"
        where = f"in the memory of this service ({entries})"
    else:
        where = "in Redis"
    return (
        f"The result (text and findings, not the image) is kept for {duration(settings.cache_ttl)} {where}, encrypted"
        " under a key made from the image itself and a secret of the service: only who sends the same image again can"
        " open it. With “do not use the cache” the result is neither looked for nor kept there."
    )


def _bucket(settings: Settings) -> str:
    if not settings.bucket:
        return "An image too large for one request is refused; it is not stored for later."
    return (
        "An image too large for one request is uploaded to a storage bucket, within"
        f" {duration(settings.upload_expires)}, and deleted there as soon as it has been read. Its result stays in the"
        " bucket, open to who knows the scan's random id, and in the cache as above. The bucket's own rules delete the"
        " rest; as this service is delivered: results after a day, uploads that could not be read after four, and the"
        " note that a scan was begun (its options, nothing of the image) after seven. With “do not use the cache”"
        " nothing is uploaded."
    )


_LOG = (
    "The log may hold when a request came, from which address and with which options, the image's size in bytes, how"
    " long it took, how many findings of which type there were, and the code of an error; never the image, its text, a"
    " value or its name."
)
_BROWSER = (
    "This page keeps images, results and the API key in this tab's memory until you remove them or close it. It sets no"
    " cookie, stores nothing in the browser and loads nothing from anywhere else. What you download or copy is yours to"
    " look after."
)


def duration(seconds: int) -> str:
    """As a person says it: ``1 day``, ``1 hour 30 minutes``."""
    words = []
    for size, name in _PARTS:
        count, seconds = divmod(seconds, size)
        if count:
            words.append(f"{count} {name}{'s' if count > 1 else ''}")
    return " ".join(words)
