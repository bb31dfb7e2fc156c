"""What FFmpeg this is."""

from importlib.metadata import version

import av


def ffmpeg_build() -> str:
    """The versions of PyAV and of the FFmpeg in its wheel, in words."""
    return f"PyAV {version('av')} with FFmpeg {av.ffmpeg_version_info}"
