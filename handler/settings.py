"""The environment, read once into one validated model."""

from functools import lru_cache
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from handler.errors import BadOption

MEBI = 1024 * 1024


class Settings(BaseSettings):
    """Every setting; each is read from the environment variable ``OCR_`` and its name in capitals."""

    # Without the inputs: what is wrong in one may be right enough to be somebody's password.
    model_config = SettingsConfigDict(env_prefix="OCR_", frozen=True, extra="ignore", hide_input_in_errors=True)

    engine: Literal["auto", "tesserocr", "pytesseract"] = Field(
        "auto", description="How Tesseract is run: in this process, as a program, or whichever is there."
    )
    second_reader: bool = Field(True, description="Whether doubtful lines are read again by the neural reader.")
    tessdata: str | None = Field(
        None, description="Folder of Tesseract's trained data, if not where the system has it."
    )
    time_limit: float = Field(20.0, gt=0, le=900, description="Seconds that one image may take.")
    max_pixels: int = Field(64_000_000, gt=0, description="Pixels that one page or frame may have.")
    max_side: int = Field(32_000, gt=0, description="Pixels that one side of a page may have.")
    max_frames: int = Field(50, gt=0, description="Pages or animation frames that one image may have.")
    max_body_bytes: int = Field(20 * MEBI, gt=0, description="Bytes that one request may carry.")
    max_upload_bytes: int = Field(100 * MEBI, gt=0, description="Bytes that one upload through /scans may have.")
    max_concurrent: int = Field(0, ge=0, description="Images read at the same time; 0 means one for each processor.")
    max_waiting: int = Field(16, ge=0, description="Images that may wait for their turn before 503 is answered.")
    cache_url: str = Field("memory://", description="memory://, redis://, rediss:// or none://")
    cache_secret: SecretStr = Field(
        SecretStr(""),
        description="Seals cached results together with the image itself; the same on every instance. "
        "Without one each process makes up its own and shares nothing.",
    )
    cache_per_key: bool = Field(False, description="Whether callers with different API keys share no cached results.")
    cache_ttl: int = Field(86_400, gt=0, description="Seconds that a result is kept.")
    cache_entries: int = Field(512, gt=0, description="Results that memory:// keeps at most.")
    cache_entry_bytes: int = Field(
        MEBI, gt=0, description="Bytes that one cached result may have; a larger one is not kept."
    )
    cache_timeout: float = Field(0.2, gt=0, description="Seconds that Redis may take for one call.")
    api_keys: SecretStr = Field(
        SecretStr(""), description="Accepted X-API-Key values, separated by commas; none: open."
    )
    api_keys_secret: str = Field(
        "", description="Name or ARN of a Secrets Manager secret that holds the keys (text with commas, or JSON list)."
    )
    rate_limit: str = Field(
        "", description="Images that one API key (without keys: one address) may send, as 60/minute; empty: no limit."
    )
    bucket: str = Field("", description="S3 bucket of /scans; empty: /scans answers 503.")
    upload_endpoint: str = Field(
        "", description="Address under which callers reach the bucket, where it is not the one this service uses."
    )
    max_receives: int = Field(
        5,
        gt=0,
        description="Times that the queue hands an upload over; from the last on a failure is told to the caller.",
    )
    upload_expires: int = Field(900, gt=0, description="Seconds that a presigned upload stays valid.")
    cors_origins: str = Field("", description="Origins that browsers may call from, separated by commas.")
    base_path: str = Field("", description="The stage or path that API Gateway puts before every route.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level that is logged.")

    @field_validator("cache_url")
    @classmethod
    def _known_cache(cls, url: str) -> str:
        if url.split("://", 1)[0] not in {"memory", "redis", "rediss", "none"}:
            raise ValueError("OCR_CACHE_URL must start with memory://, redis://, rediss:// or none://")
        return url

    @field_validator("rate_limit")
    @classmethod
    def _known_rate(cls, rate: str) -> str:
        if rate:
            from limits import parse_many  # noqa: PLC0415 # loaded only where a limit is set

            wrong = ValueError("OCR_RATE_LIMIT must be as 60/minute or 10/second;1000/day, and not zero")
            try:
                limits = parse_many(rate)
            except ValueError:
                raise wrong from None
            if any(limit.amount < 1 for limit in limits):
                raise wrong
        return rate


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process."""
    return Settings()  # type: ignore[call-arg] # every field has a default; the plug-in-less checker cannot see it


def checked_settings() -> Settings:
    """The settings of this process, for a start that a person sees.

    Raises:
        BadOption: the environment holds a wrong one; it is named, and what it is set to is not shown.
    """
    try:
        return get_settings()
    except ValidationError as error:
        wrong = [f"OCR_{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise BadOption(f"A setting in the environment is wrong. {'; '.join(wrong)}.") from None
