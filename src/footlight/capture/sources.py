"""The grammar of sources: what people type after ``footlight send``, and what opens it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from footlight.capture.source import MAX_SIDE, CaptureOptions, Source
from footlight.capture.stream.address import Address, looks_like_address, parse_address
from footlight.errors import PictureSizeError, SourceNotFoundError, SourceUnknownError
from footlight.model.clock import Clock

GRAMMAR: Final = (
    "screen, screen:N, screen:WxH+X+Y, window:TITLE, window:ID,"
    " camera, camera:N, camera:NAME, mic, mic:NAME, system, system:NAME, test, an address like rtsp://HOST/PATH,"
    " - (standard input), or a file"
)


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the desktop, in pixels from its upper left corner."""

    width: int
    height: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class ScreenSpec:
    """A whole monitor by its number, from 0, or a region of the desktop."""

    monitor: int = 0
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class WindowSpec:
    """A window by a part of its title, or by the system's number of it."""

    title: str = ""
    id: int | None = None

    @property
    def source(self) -> str:
        """As it may be typed."""
        which = self.title if self.id is None else f"{self.id:#x}"
        return f"window:{which}" if which else "window"


@dataclass(frozen=True, slots=True)
class CameraSpec:
    """A camera by its number, from 0, or by a part of its name."""

    name: str | int = 0


@dataclass(frozen=True, slots=True)
class MicSpec:
    """A microphone by a part of its name; None: the system's default."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class SystemSpec:
    """What this machine plays, by a part of its speaker's name; None: the system's default."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class TestSpec:
    """The test picture and its beep."""

    __test__ = False  # keeps pytest from collecting it


@dataclass(frozen=True, slots=True)
class InputSpec:
    """What another program writes to this one's standard input."""


@dataclass(frozen=True, slots=True)
class FileSpec:
    """A file that FFmpeg reads."""

    path: Path


SourceSpec = ScreenSpec | WindowSpec | CameraSpec | MicSpec | SystemSpec | TestSpec | Address | InputSpec | FileSpec


def parse_source(text: str) -> SourceSpec:
    """What ``text`` names.

    The words ``screen``, ``window``, ``camera``, ``mic``, ``system`` and ``test`` win over files of these names: write
    ``./test`` for such a file.

    Raises:
        SourceUnknownError: neither one of the words nor like a file.
        SourceNotFoundError: like a file, and there is none.
        PictureSizeError: a region without area or too large.
    """
    if text == "-":
        return InputSpec()
    if looks_like_address(text):
        return parse_address(text)
    kind, colon, rest = text.partition(":")
    if colon and not rest:
        raise SourceUnknownError(f"{text!r} names nothing after its colon: a source is {GRAMMAR}")
    match kind:
        case "screen":
            return _screen(text, rest)
        case "window":
            return _window(rest)
        case "camera":
            return CameraSpec(int(rest) if rest.isdecimal() else rest) if colon else CameraSpec()
        case "mic":
            return MicSpec(rest or None)
        case "system":
            return SystemSpec(rest or None)
        case "test" if not colon:
            return TestSpec()
    return _file(text)


def open_source(spec: SourceSpec, options: CaptureOptions, clock: Clock) -> Source:
    """Open what ``spec`` names; blocks for as long as its device takes.

    Raises:
        SourceNotFoundError: this machine has no such screen, window, camera, microphone or file.
        DeviceUnavailableError: no display, no permission, no driver.
        DeviceBusyError: another program holds the device.
        MediaInvalidError: a file without picture or sound that can be decoded.
        SourceRefusedError, CertificateUntrustedError, ConnectionFailedError, SourceStalledError: as of
            `footlight.capture.stream.opening.open_address`.
        CodecUnsupportedError: it is to be passed on as it is, and cannot be.
        PictureSizeError: a picture beyond what can be coded.
    """
    # Each kind is imported when it is asked for: a server that only plays a file needs no PortAudio.
    match spec:
        case ScreenSpec():
            from footlight.capture.platforms import open_screen

            return open_screen(spec, options, clock)
        case WindowSpec():
            from footlight.capture.platforms import open_window

            return open_window(spec, options, clock)
        case CameraSpec():
            from footlight.capture.camera import open_camera

            return open_camera(spec, options, clock)
        case MicSpec():
            from footlight.capture.mic import open_mic

            return open_mic(spec, clock)
        case SystemSpec():
            from footlight.capture.systemsound import open_system

            return open_system(spec, clock)
        case TestSpec():
            from footlight.capture.testsource import TestSource

            return TestSource(options, clock)
        case Address():
            from footlight.capture.stream.opening import open_address

            return open_address(spec, options, clock)
        case InputSpec():
            from footlight.capture.stream.opening import open_standard_input

            return open_standard_input(options, clock)
        case FileSpec():
            from footlight.capture.file import open_file

            return open_file(spec, options, clock)


def _screen(text: str, rest: str) -> ScreenSpec:
    if not rest:
        return ScreenSpec()
    if rest.isdecimal():
        return ScreenSpec(monitor=int(rest))
    match = re.fullmatch(r"(\d{1,6})x(\d{1,6})\+(\d{1,6})\+(\d{1,6})", rest)
    if match is None:
        raise SourceUnknownError(
            f"{text!r} names no screen: write screen:N (from 0) or screen:WxH+X+Y, as in screen:1280x720+0+0"
        )
    region = Region(*(int(number) for number in match.groups()))
    if not (1 <= region.width <= MAX_SIDE and 1 <= region.height <= MAX_SIDE):
        raise PictureSizeError(f"{text!r} is no picture that can be taken: give 1 to {MAX_SIDE} pixels a side")
    return ScreenSpec(region=region)


def _window(rest: str) -> WindowSpec:
    if rest.isdecimal():
        return WindowSpec(id=int(rest))
    if re.fullmatch(r"0[xX][0-9a-fA-F]{1,16}", rest):
        return WindowSpec(id=int(rest, 16))
    return WindowSpec(title=rest)


def _file(text: str) -> FileSpec:
    path = Path(text)
    try:
        if text and path.is_dir():
            raise SourceUnknownError(f"{text!r} is a folder: name a file in it")
        if text and path.exists():
            return FileSpec(path)
    except OSError as error:  # a name that is too long, a folder that may not be entered
        raise SourceNotFoundError(f"the file {text[:80]!r} cannot be looked up: {error.strerror}") from error
    # What has neither a folder nor an ending was hardly meant as a file.
    if "/" in text or "\\" in text or path.suffix:
        raise SourceNotFoundError(f"there is no file {text!r}")
    raise SourceUnknownError(f"{text!r} is no source: a source is {GRAMMAR}")
