"""Where pictures and sound come from: screens, cameras, microphones, files and the test picture."""

from footlight.capture.source import CaptureOptions, EndOfSource, Source
from footlight.capture.sources import open_source, parse_source

__all__ = ["CaptureOptions", "EndOfSource", "Source", "open_source", "parse_source"]
