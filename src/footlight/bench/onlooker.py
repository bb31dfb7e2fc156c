"""The viewer of `footlight bench throttle`: tells of each picture when it came, and how late it was.

    python -m footlight.bench.onlooker URL

One JSON object a line, until it is ended. The time a picture was taken is read from its pixels
(`footlight.capture.timestrip`); where they are too coarse for that, the time that its packet tells is taken.
"""

import asyncio
import sys
from contextlib import aclosing

import msgspec

from footlight.bench.verdict import Picture
from footlight.capture import timestrip
from footlight.client.events import Connected, PacketsReceived, TracksChanged
from footlight.client.url import parse_url
from footlight.client.watching.decoding import Decoded, DecodingThread
from footlight.client.watching.watch import Watch
from footlight.clock import SystemClock
from footlight.model.frame import VideoFrame
from footlight.model.units import Micros, milliseconds, seconds


def tell(decoded: Decoded) -> None:
    """Print what is known of a picture."""
    if not isinstance(decoded.frame, VideoFrame):
        return
    stamp = timestrip.read(decoded.frame.image)
    captured_at = decoded.frame.captured_at if stamp is None else stamp.captured_at(decoded.decoded_at)
    late = milliseconds(Micros(decoded.decoded_at - captured_at))
    picture = Picture(seconds(decoded.decoded_at), round(late, 2), decoded.size, stamp is not None)
    print(msgspec.json.encode(picture).decode(), flush=True)


def complain(error: Exception) -> None:
    """Who started this reads it."""
    print(repr(error), file=sys.stderr)


async def main(address: str) -> None:
    clock = SystemClock()
    decoding = DecodingThread(clock, on_frame=tell, on_error=complain, on_fault=complain)
    try:
        async with aclosing(Watch(parse_url(address), clock).events()) as events:
            async for event in events:
                if isinstance(event, Connected | TracksChanged | PacketsReceived):
                    decoding.put(event)
    finally:
        decoding.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
