"""Images read on this machine."""

from dataclasses import asdict, replace

from handler.command_line.outcome import Outcome, told
from handler.command_line.painting import painted
from handler.command_line.wanted import Wanted
from handler.detecting import FindingType
from handler.scan import Options, Scanner
from handler.settings import Settings


class Local:
    """The pipeline, as one worker needs it."""

    def __init__(self, wanted: Wanted, settings: Settings) -> None:
        standard = Options()
        self._options = Options(
            tuple(FindingType(name) for name in wanted.types) or standard.types,
            wanted.languages or standard.languages,
            wanted.regions or standard.regions,
        )
        self._scanner = Scanner(settings)

    def read(self, data: bytes, outcome: Outcome) -> Outcome:
        """``outcome`` with what the pipeline found."""
        scan = self._scanner.scan(data, self._options, use_cache=False)
        found, pages = tuple(map(told, scan.findings)), tuple(asdict(page) for page in scan.pages)
        return replace(outcome, content=scan.content, findings=found, pages=pages)

    def redacted(self, data: bytes, outcome: Outcome) -> bytes:
        """The image with the findings painted over."""
        return painted(data, outcome, self._scanner.limits)
