"""Reading a source to its end."""

from footlight.capture.source import EndOfSource, Source
from footlight.model.coded import CodedSample
from footlight.model.frame import AudioFrame, VideoFrame

Frame = CodedSample | VideoFrame | AudioFrame


def everything(source: Source, most: int = 1_000) -> list[Frame]:
    """All that a source gives, or the first ``most``; then it is closed."""
    frames: list[Frame] = []
    try:
        while len(frames) < most:
            frames.append(source.read())
    except EndOfSource:
        pass
    finally:
        source.close()
    return frames
