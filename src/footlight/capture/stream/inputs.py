"""What FFmpeg reads from: an address on the network, standard input, a file."""

import os
import sys
from pathlib import Path
from typing import Final, Protocol

import av
from av.container import InputContainer

from footlight.capture.stream.address import HTTP, Address
from footlight.capture.stream.http import SILENCE, HttpFetcher
from footlight.errors import DeviceUnavailableError, MediaInvalidError, SourceNotFoundError

_OPEN_SECONDS: Final = 15.0
_LOCAL: Final = {"protocol_whitelist": "file,crypto,data"}
"""Playlists may name other files; nothing a file says makes this machine ask the network."""


class Input(Protocol):
    """One source that can be opened, and opened again; each opening has a thread of its own."""

    @property
    def shown(self) -> str:
        """What it is called in a line for people, without secrets."""

    @property
    def name(self) -> str:
        """What its pictures are called among several: as `VideoFormat.name`."""

    @property
    def patient(self) -> bool:
        """Whether nobody has to send anything by a certain time."""

    def open(self) -> InputContainer:
        """Open it; blocks.

        Raises:
            av.FFmpegError, OSError, ValueError: it cannot be opened; `explain` makes words of it.
            FootlightError: it cannot be opened, in words.
        """

    def hide(self, text: str) -> str:
        """What FFmpeg says of it, without secrets."""

    def close(self) -> None:
        """End what `open` does, and reads of what it opened, as far as that can be done."""


class NetworkInput:
    """An address; everything it leads to is fetched by the same protocol."""

    name = "network"
    patient = False

    def __init__(self, address: Address, proxy: str | None = None) -> None:
        """``proxy``: through which http and https are fetched, as ``http://host:port``."""
        self._address = address
        self._proxy = proxy
        self._fetcher: HttpFetcher | None = None

    @property
    def shown(self) -> str:
        return self._address.shown

    def hide(self, text: str) -> str:
        return self._address.hide(text)

    def open(self) -> InputContainer:
        text, options = self._address.text, self._address.options
        if self._address.scheme in HTTP:
            self._fetcher = fetcher = HttpFetcher(self._proxy)
            return av.open(text, options=options, io_open=fetcher.open, timeout=(_OPEN_SECONDS, SILENCE))
        return av.open(text, options=options, timeout=(_OPEN_SECONDS, SILENCE))

    def close(self) -> None:
        if self._fetcher is not None:
            self._fetcher.close()


class StandardInput:
    """What another program writes to this one."""

    name = "network"
    patient = True
    shown = "standard input"

    def hide(self, text: str) -> str:
        return text

    def open(self) -> InputContainer:
        if sys.stdin is None or sys.stdin.isatty():
            raise DeviceUnavailableError(
                "- reads what another program writes: as in ffmpeg ... -f mpegts - | footlight send - --to ..."
            )
        return av.open(
            _Pipe(sys.stdin.fileno()), "r", options={"probesize": "2000000", "analyzeduration": "1500000"} | _LOCAL
        )

    def close(self) -> None:
        """A read of it ends when the other program writes or ends: the thread is left to that."""


class _Pipe:
    """A file descriptor, read as data comes; sys.stdin waits until its buffer is full."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def read(self, size: int) -> bytes:
        return os.read(self._descriptor, size)


class FileInput:
    """A file of this machine."""

    name = "file"
    patient = True

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def shown(self) -> str:
        return self._path.name

    def hide(self, text: str) -> str:
        return text

    def open(self) -> InputContainer:
        try:
            return av.open(str(self._path), options=_LOCAL)
        except FileNotFoundError as error:
            raise SourceNotFoundError(f"there is no file {self.shown!r}") from error
        except PermissionError as error:
            raise SourceNotFoundError(f"the file {self.shown!r} may not be read: give yourself the right to") from error
        except (av.FFmpegError, OSError, ValueError) as error:
            raise MediaInvalidError(f"{self.shown!r} is no video and no sound that can be played") from error

    def close(self) -> None:
        """Reads of a file end by themselves."""
