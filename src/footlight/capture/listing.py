"""What can be captured on this machine."""

from dataclasses import dataclass, field
from typing import Literal

from footlight.capture.device import cameras
from footlight.capture.display import desktop
from footlight.capture.mic import microphones
from footlight.capture.platforms import list_windows, on_wayland
from footlight.capture.systemsound import speakers
from footlight.errors import DeviceUnavailableError, DeviceVanishedError

SourceKind = Literal["screen", "window", "camera", "mic", "system", "test", "file"]


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """One thing that can be captured."""

    source: str
    """What to type after ``footlight send``."""
    kind: SourceKind
    name: str
    """What people call it."""
    width: int | None = None
    height: int | None = None
    x: int | None = None
    y: int | None = None
    """Of screens: where it lies on the desktop, in pixels."""
    default: bool = False
    """It is the one meant without a number or name."""
    hidden: bool = False
    """Of windows: minimised, or out of sight."""
    thumbnail: str | None = None
    """The file that holds its picture, where one was wanted and could be taken."""
    unreadable: str | None = None
    """Why it gave no picture where one was wanted."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What there is, and why some of it is missing."""

    sources: list[SourceInfo] = field(default_factory=list)
    missing: dict[SourceKind, str] = field(default_factory=dict)
    """A line for each kind of device that this machine lacks."""


def list_sources() -> Listing:
    """Ask the system for what can be seen and heard of it; the test picture and files are always there."""
    listing = Listing()
    _list_screens(listing)
    _list_windows(listing)
    for camera in cameras():
        listing.sources.append(SourceInfo(f"camera:{camera.number}", "camera", camera.name, default=camera.number == 0))
    _list_microphones(listing)
    _list_speakers(listing)
    kinds = {source.kind for source in listing.sources}
    if "camera" not in kinds:
        listing.missing["camera"] = "no camera found: plug one in"
    listing.sources.append(SourceInfo("test", "test", "test card with a clock and a beep", default=True))
    listing.sources.append(SourceInfo("FILE", "file", "any file that FFmpeg reads, as film.mp4"))
    return listing


def _list_screens(listing: Listing) -> None:
    if on_wayland():
        listing.sources.append(SourceInfo("screen", "screen", "one that you choose in a dialog", default=True))
        listing.sources.append(SourceInfo("window", "window", "one that you choose in a dialog", default=True))
        return
    try:
        found = desktop().monitors
    except DeviceUnavailableError as error:
        listing.missing["screen"] = str(error)
        return
    for monitor in found:
        region = monitor.region
        listing.sources.append(
            SourceInfo(
                f"screen:{monitor.number}",
                "screen",
                monitor.name or f"monitor {monitor.number}",
                width=region.width,
                height=region.height,
                x=region.x,
                y=region.y,
                default=monitor.number == 0,
            )
        )


def _list_windows(listing: Listing) -> None:
    try:
        found = list_windows()
    except (DeviceUnavailableError, DeviceVanishedError) as error:
        listing.missing["window"] = str(error)
        return
    for window in found:
        listing.sources.append(
            SourceInfo(window.source, "window", window.title, window.width, window.height, hidden=window.hidden)
        )
    if not found:
        listing.missing["window"] = "no window with a title found: open one"


def _list_microphones(listing: Listing) -> None:
    try:
        found = microphones()
    except DeviceUnavailableError as error:
        listing.missing["mic"] = str(error)
        return
    for mic in found:
        listing.sources.append(SourceInfo(f"mic:{mic.name}", "mic", mic.name, default=mic.default))
    if not found:
        listing.missing["mic"] = "no microphone found: plug one in"


def _list_speakers(listing: Listing) -> None:
    try:
        found = speakers()
    except DeviceUnavailableError as error:
        listing.missing["system"] = str(error)
        return
    for speaker in found:
        listing.sources.append(SourceInfo(f"system:{speaker.name}", "system", speaker.name, default=speaker.default))
    if not found:
        listing.missing["system"] = "no speaker found: plug one in"
