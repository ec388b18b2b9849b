"""The results as one page that can be opened anywhere and asks nobody for anything."""

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files

from handler.command_line.job import Thumbnail
from handler.command_line.masking import masked_finding
from handler.command_line.outcome import Outcome, Status
from handler.command_line.printable import encoded, printable


def report(outcomes: Sequence[Outcome], thumbnails: Mapping[str, Sequence[Thumbnail]]) -> bytes:
    """The page. Values are masked until they are clicked; ``thumbnails`` are by path, shown as they are."""
    style, script = _asset("report.css"), _asset("report.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}';"
        " base-uri 'none'; form-action 'none'"
    )
    found = [outcome for outcome in outcomes if outcome.findings]
    types = Counter(str(f["type"]) for outcome in found for f in outcome.findings)
    errors = [outcome for outcome in outcomes if outcome.error]
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>Sensitive data in images</title><style>{style}</style></head><body><header>",
        f"<h1>Sensitive data in images</h1><p>{summary([outcome.status for outcome in outcomes])}</p></header>",
        "<main>",
        _filter(types) if types else "",
        *(_article(outcome, thumbnails.get(outcome.path, ())) for outcome in found),
        _errors(errors) if errors else "",
        f"</main><script>{script}</script></body></html>\n",
    ]
    return encoded("".join(parts))


def summary(statuses: Sequence[Status]) -> str:
    """One line: how many there were of what."""
    count = Counter(statuses)
    return (
        f"{len(statuses)} image{'s' * (len(statuses) != 1)}: {count[Status.FINDINGS]} with findings,"
        f" {count[Status.CLEAN]} clean, {count[Status.ERROR]} with errors."
    )


def _asset(name: str) -> str:
    return files("handler.command_line").joinpath(name).read_text("utf-8")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _filter(types: Counter[str]) -> str:
    boxes = (
        f'<label class="t-{escape(name)}"><input type="checkbox" data-type="{escape(name)}" checked>'
        f' <span class="type">{escape(name)}</span> ({count})</label>'
        for name, count in sorted(types.items())
    )
    return f"<fieldset><legend>Types shown</legend>{''.join(boxes)}</fieldset>"


def _article(outcome: Outcome, thumbnails: Sequence[Thumbnail]) -> str:
    rows = "".join(_row(number, f) for number, f in enumerate(outcome.findings))
    figures = "".join(_figure(outcome, thumbnail) for thumbnail in thumbnails)
    return (
        f'<article data-image><h2>{escape(printable(outcome.path))}</h2><div class="views"><div>{figures}</div>'
        '<div class="table"><table><thead><tr><th scope="col">Type</th><th scope="col">Value</th>'
        f'<th scope="col">Sure</th><th scope="col">Checks</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></div></article>"
    )


def _row(number: int, finding: Mapping[str, object]) -> str:
    kind, value = escape(str(finding["type"])), printable(str(finding["value"]))
    mask = printable(str(masked_finding(finding)["value"]))
    return (
        f'<tr class="t-{kind}" data-type="{kind}" data-finding="{number}"><td class="type">{kind}</td>'
        f'<td><button type="button" aria-pressed="false" title="Show or hide" data-value="{escape(value)}">'
        f"{escape(mask)}</button></td><td>{finding['confidence']:.0%}</td>"
        f"<td>{escape(', '.join(map(str, finding['checks'])))}</td></tr>"  # type: ignore[call-overload] # a list
    )


def _figure(outcome: Outcome, thumbnail: Thumbnail) -> str:
    page = outcome.pages[thumbnail.page - 1]
    rectangles = "".join(
        f'<rect class="t-{escape(str(f["type"]))}" data-type="{escape(str(f["type"]))}" data-finding="{number}"'
        f' x="{int(box["x"])}" y="{int(box["y"])}" width="{int(box["width"])}" height="{int(box["height"])}"/>'
        for number, f in enumerate(outcome.findings)
        if f["page"] == thumbnail.page
        for box in f["boxes"]
    )
    source = base64.b64encode(thumbnail.jpeg).decode()
    return (
        f'<figure><img alt="Page {thumbnail.page} of {escape(printable(outcome.path))}" src="data:image/jpeg;base64,'
        f'{source}"><svg aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 {int(page["width"])}'
        f' {int(page["height"])}">{rectangles}</svg></figure>'
    )


def _errors(errors: Sequence[Outcome]) -> str:
    rows = "".join(
        f"<tr><td>{escape(printable(o.path))}</td><td><code>{escape(o.error.code)}</code></td>"
        f"<td>{escape(printable(o.error.detail))}</td></tr>"
        for o in errors
        if o.error
    )
    head = (
        '<thead><tr><th scope="col">File</th><th scope="col">Code</th><th scope="col">What happened</th></tr></thead>'
    )
    title = "Not read, or not all of it"
    # Nothing in it takes the keyboard's focus: where the table is too wide for the page, itself must, to be moved.
    scrolling = f'<div class="table" role="region" tabindex="0" aria-label="{title}">'
    table = f"{scrolling}<table>{head}<tbody>{rows}</tbody></table></div>"
    return f'<article class="errors"><h2>{title}</h2>{table}</article>'
