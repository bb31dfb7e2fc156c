"""Files that need not be coded again: played in their own time as they are."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import av
from av.container import InputContainer

from footlight.capture.source import CaptureOptions
from footlight.capture.stream.h264passage import LONGEST_GROUP
from footlight.capture.stream.inputs import FileInput
from footlight.capture.stream.source import StreamSource
from footlight.capture.stream.streams import PictureStream, choose
from footlight.errors import FootlightError
from footlight.model.clock import Clock
from footlight.model.units import Micros, micros_from_seconds
from footlight.wire.h264 import parse_sps
from footlight.wire.h264units import AccessUnits

if TYPE_CHECKING:  # generic for the type checker only
    from av.packet import Packet
    from av.stream import Stream

_LOOKED_AT: Final = micros_from_seconds(12)
"""Of a file's own time: more than two groups of the longest."""


def open_coded_file(path: Path, options: CaptureOptions, clock: Clock) -> StreamSource:
    """Open a file whose pictures are passed on.

    Raises:
        SourceNotFoundError: it cannot be read.
        MediaInvalidError, SourceStalledError: it holds nothing that can be played.
        CodecUnsupportedError: it must be passed on, and cannot be.
    """
    return StreamSource(FileInput(path), options, clock, at_end="loop" if options.loop else "end", ahead=Micros(0))


def may_be_passed_on(path: Path) -> bool:
    """Whether every viewer can take a file's pictures as they are, as far as its first seconds tell.

    H.264 in 4:2:0 of 8 bits whose parameter sets say that nothing is reordered, upright, of square pixels, in groups
    of at most five seconds that begin at an IDR.
    """
    try:
        with FileInput(path).open() as container:
            video, _ = choose(container, FileInput.name)
            return video is not None and video.traits.codec == "h264" and video.aspect == 1 and _fits(container, video)
    except (av.FFmpegError, OSError, ValueError, FootlightError):
        return False  # who decodes it says what is wrong


def _fits(container: InputContainer, video: PictureStream) -> bool:
    units = AccessUnits(video.traits.extradata)
    stream = container.streams[video.index]
    begun: Micros | None = None
    group = Micros(0)
    for packet in container.demux(stream):
        if not packet.size:
            break
        unit = units.read(bytes(packet))
        ticks = packet.dts if packet.dts is not None else packet.pts
        now = Micros(round((ticks or 0) * packet.time_base * 1_000_000))
        if begun is None:
            if not (unit.idr and units.complete and _is_plain(units) and _is_upright(video, packet)):
                return False
            begun = group = now
        group = now if unit.idr else group
        if unit.bidirectional or not unit.begins or now - group > LONGEST_GROUP:
            return False
        if now - begun > _LOOKED_AT:
            break
    return begun is not None


def _is_plain(units: AccessUnits) -> bool:
    info = parse_sps(units.sps)
    return info.max_num_reorder_frames == 0 and (info.chroma_format, info.bit_depth_luma) == (1, 8)


def _is_upright(video: PictureStream, packet: "Packet[Stream]") -> bool:
    """By the first picture: only it tells how pictures are turned."""
    frames = [*video.decoder.decode(packet), *video.decoder.decode(None)]
    return bool(frames) and frames[0].rotation == 0
