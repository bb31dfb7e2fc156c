"""The measured process of `footlight bench capture`: it grabs the screen and converts it, and tells its CPU time.

python -m footlight.bench.grabber SECONDS
"""

import json
import sys
import time
from typing import Final

from footlight.capture.source import CaptureOptions
from footlight.capture.sources import ScreenSpec, open_source
from footlight.clock import SystemClock
from footlight.codec.convert import to_i420, use_one_thread
from footlight.model.frame import VideoFrame

FPS: Final = 30.0
_WARM_UP: Final = 15


def main(seconds: float) -> None:
    use_one_thread()  # as footlight send does
    source = open_source(ScreenSpec(), CaptureOptions(fps=FPS), SystemClock())
    try:
        for _ in range(_WARM_UP):
            source.read()
        frames, converting, width, height = 0, 0.0, 0, 0
        cpu, until = time.process_time(), time.monotonic() + seconds
        while time.monotonic() < until:
            frame = source.read()
            if not isinstance(frame, VideoFrame):
                continue
            before = time.thread_time()
            to_i420(frame)
            converting += time.thread_time() - before
            frames, width, height = frames + 1, frame.width, frame.height
        total = time.process_time() - cpu
    finally:
        source.close()
    print(
        json.dumps(
            {
                "frames": frames,
                "width": width,
                "height": height,
                "cpu_ms": 1000 * total / max(frames, 1),
                "conversion_ms": 1000 * converting / max(frames, 1),
            }
        )
    )


if __name__ == "__main__":
    main(float(sys.argv[1]))
