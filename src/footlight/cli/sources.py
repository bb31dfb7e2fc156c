"""``footlight sources``: what can be sent from this machine."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from footlight.cli.oneline import one_line

if TYPE_CHECKING:
    from footlight.capture.listing import Listing, SourceInfo

_HEADINGS: Final = {
    "screen": "Screens",
    "window": "Windows",
    "camera": "Cameras",
    "mic": "Microphones",
    "system": "What this machine plays",
    "test": "Always there",
    "file": "Always there",
}


def sources(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
    thumbnails: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write a small picture of each into this folder.", show_default=False),
    ] = None,
) -> None:
    """List what can be sent: screens and windows with their sizes, cameras, microphones, what the machine plays.

    \b
    Examples:
      footlight sources
      footlight sources --thumbnails pictures
      footlight sources --json
    """
    from footlight.capture.listing import list_sources
    from footlight.capture.thumbnail import with_thumbnails
    from footlight.clock import SystemClock

    listing = list_sources()
    if thumbnails is not None:
        listing = with_thumbnails(listing, thumbnails, SystemClock())
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
        "  footlight send window:TITLE                    a window by a part of its title",
    ]
    return lines


def _details(source: "SourceInfo") -> str:
    words = [one_line(source.name)]
    if source.width is not None:
        where = "" if source.x is None else f" at +{source.x}+{source.y}"
        words.append(f"{source.width}x{source.height}{where}")
    if source.hidden:
        words.append("(hidden)")
    if source.default and source.kind in {"screen", "camera", "mic", "system"}:
        words.append(f"(also {source.kind!r} alone)".replace("'", ""))
    if source.thumbnail is not None:
        words.append(source.thumbnail)
    if source.unreadable is not None:
        words.append(f"(no picture: {source.unreadable})")
    return "  ".join(words)
