"""A picture that a server does not take, and what size it would take."""

from footlight.codec import bgr, raw
from footlight.errors import PictureSizeError
from footlight.model.track import Track
from footlight.wire.packets import HEADER


def too_large(track: Track, size: int, most: int) -> PictureSizeError:
    """Why a server that takes packets of at most ``most`` bytes, headers included, does not take one of ``size``."""
    if track.codec == raw.CODEC:
        width, height = raw.size_within(track.width, track.height, most - HEADER.size)
        advice = f"{width}x{height} would do, or the codec jpeg"
    elif track.codec == bgr.CODEC:
        width, height = bgr.size_within(track.width, track.height, most - HEADER.size)
        advice = f"{width}x{height} would do, or the codec raw, which takes half"
    else:
        advice = "make it smaller"
    return PictureSizeError(
        f"a picture of {track.width}x{track.height} as {track.codec} has {size} bytes,"
        f" and the server takes at most {most}: {advice}"
    )
