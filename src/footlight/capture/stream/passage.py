"""The way on for coded pictures, by their codec."""

from footlight.capture.stream.h264passage import H264Passage
from footlight.capture.stream.keyframepassage import READERS, KeyframePassage
from footlight.capture.stream.passed import Passage, Traits, UnfitError
from footlight.errors import ProtocolViolationError


def open_passage(traits: Traits, *, everything: bool) -> Passage:
    """The way for a stream's codec.

    Args:
        everything: what some viewers cannot play too: other codecs than H.264, more than 8 bits, finer colours.

    Raises:
        UnfitError: there is none for its codec, or what the container says of it makes no sense.
    """
    try:
        match traits.codec:
            case "h264":
                return H264Passage(traits, everything=everything)
            case "hevc" | "vp9" | "av1" if everything:
                return KeyframePassage(traits, READERS[traits.codec])
    except ProtocolViolationError as error:
        raise UnfitError(str(error)) from error
    raise UnfitError(f"its pictures are coded as {traits.codec}")
