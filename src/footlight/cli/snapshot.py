"""``watch --snapshot``: one picture of what is on, kept as a file."""

from pathlib import Path
from typing import Final

from footlight.cli.connecting import tell_lost
from footlight.cli.status import StatusDisplay
from footlight.cli.watched import Watched
from footlight.client.events import Connected, Event, Lost, StateChanged
from footlight.client.recording.newfile import new_file, write_all
from footlight.client.watching.glimpse import Glimpse
from footlight.codec.still import StillFormat, still
from footlight.errors import NothingReceivedError, OptionInvalidError
from footlight.model.frame import VideoFrame

_FORMATS: Final[dict[str, StillFormat]] = {".jpg": "jpg", ".jpeg": "jpg", ".png": "png"}


class Snapshot:
    """One run of ``watch --snapshot``: `run` it, then `conclude`."""

    def __init__(self, path: Path, *, as_json: bool) -> None:
        """Keep the picture in ``path``.

        Raises:
            OptionInvalidError: it is neither a JPEG nor a PNG by its name.
        """
        format = _FORMATS.get(path.suffix.lower())
        if format is None:
            raise OptionInvalidError(f"--snapshot {path}: give a name that ends in .jpg or .png")
        self._format: StillFormat = format
        self._path = path
        self._display = StatusDisplay(as_json=as_json)
        self._connected = False
        self._glimpse: Glimpse | None = None
        self._page = ""
        self._kept = False

    async def run(self, watched: Watched, duration: float | None = None) -> None:
        """Wait for a picture, ``duration`` seconds at most, and keep it.

        Raises:
            FootlightError: the channel cannot be watched, or the file not be written.
        """
        self._page = watched.page
        self._glimpse = Glimpse(watched.downlink, watched.clock, self._heard)
        frame = await self._glimpse.picture(duration)
        if frame is not None:
            self._keep(frame)

    def conclude(self) -> None:
        """Say what came of it.

        Raises:
            NothingReceivedError: there was no picture.
            DecodingFailedError: what came could not be decoded.
        """
        if self._kept:
            return
        if self._glimpse is not None and self._glimpse.decoding_error is not None:
            raise self._glimpse.decoding_error
        raise NothingReceivedError(f"no picture was on at {self._page}: is somebody sending to it?")

    def _keep(self, frame: VideoFrame) -> None:
        content = still(frame, self._format)
        path, file = new_file(self._path)
        with file:
            write_all(file, path, content)
        self._kept = True
        self._display.event(
            f"{frame.width}x{frame.height}, kept in {path}",
            {"event": "snapshot", "file": str(path), "width": frame.width, "height": frame.height},
        )

    def _heard(self, event: Event) -> None:
        match event:
            case Connected():
                self._connected = True
            case Lost():
                tell_lost(self._display, event, first=self._connected)
                self._connected = False
            case StateChanged(state="offline"):
                self._display.event("Nothing is on; waiting for it to begin", {"event": "state", "state": event.state})
            case _:
                pass
