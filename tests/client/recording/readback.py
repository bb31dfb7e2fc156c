"""What FFmpeg finds in a recording."""

from pathlib import Path

import av


def times(path: Path, video: int = 0) -> list[float]:
    """When each decoded picture of a track is shown, in seconds."""
    with av.open(str(path)) as file:
        return [round(float(frame.time or 0), 3) for frame in file.decode(video=video)]


def packets(path: Path, stream: int = 0) -> list[tuple[float, bytes]]:
    """When each packet of a track is shown, in seconds, and its data."""
    with av.open(str(path)) as file:
        wanted = file.streams[stream]
        base = float(wanted.time_base or 0)
        found = [packet for packet in file.demux(wanted) if packet.pts is not None]
        return [(round((packet.pts or 0) * base, 3), bytes(packet)) for packet in found]


def texts(path: Path) -> list[tuple[float, float, str]]:
    """From when on a text is shown, for how long, in seconds, and what it says."""
    with av.open(str(path)) as file:
        told = [packet for packet in file.demux(subtitles=0) if packet.pts is not None]
        shown = [
            ((packet.pts or 0) / 1000, (packet.duration or 0) / 1000, bytes(packet)[2:].decode()) for packet in told
        ]
        return [each for each in shown if each[2]]


def length(path: Path) -> float:
    """Seconds that the file lasts."""
    with av.open(str(path)) as file:
        return (file.duration or 0) / 1_000_000
