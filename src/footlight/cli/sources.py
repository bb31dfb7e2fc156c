"""``footlight sources``: what can be sent from this machine."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from footlight.capture.listing import Listing, SourceInfo

_HEADINGS: Final = {
    "screen": "Screens",
    "camera": "Cameras",
    "mic": "Microphones",
    "test": "Always there",
    "file": "Always there",
}


def sources(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
) -> None:
    """List what can be sent: screens with their geometry, cameras, microphones, and what is always there."""
    from footlight.capture.listing import list_sources

    listing = list_sources()
    if as_json:
        typer.echo(json.dumps({"sources": [asdict(source) for source in listing.sources], "missing": listing.missing}))
        return
    for line in described(listing):
        typer.echo(line)


def described(listing: "Listing") -> list[str]:
    """The listing as lines for people."""
    lines: list[str] = []
    width = max(len(source.source) for source in listing.sources)
    for heading in dict.fromkeys(_HEADINGS.values()):
        kinds = [kind for kind, its in _HEADINGS.items() if its == heading]
        lines.append(heading)
        lines += [f"  {s.source:<{width}}  {_details(s)}" for s in listing.sources if s.kind in kinds]
        lines += [f"  {why}" for kind, why in listing.missing.items() if kind in kinds]
    lines += [
        "",
        "Send one or several as one broadcast:",
        "  footlight send screen mic --to http://HOST:7700/CHANNEL --key KEY",
        "  footlight send screen:1280x720+0+0 --fps 30    a part of the desktop: WxH+X+Y",
    ]
    return lines


def _details(source: "SourceInfo") -> str:
    words = [source.name]
    if source.width is not None:
        words.append(f"{source.width}x{source.height} at +{source.x}+{source.y}")
    if source.default and source.kind in {"screen", "camera", "mic"}:
        words.append(f"(also {source.kind!r} alone)".replace("'", ""))
    return "  ".join(words)
