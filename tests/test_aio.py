"""The asyncio side of the library, and what the package exports."""

import asyncio

import numpy as np
import pytest

import footlight
from footlight import aio
from footlight.errors import KeyInvalidError, ReceiveTimeoutError, StreamClosedError

KEY = "a key that is long enough"
PATIENCE = 30.0
PICTURE = np.full((120, 160, 3), (40, 180, 60), np.uint8)


def test_the_package_exports_what_it_says() -> None:
    assert set(footlight.__all__) <= set(dir(footlight))
    assert [name for name in footlight.__all__ if getattr(footlight, name, None) is None] == []
    of_both = set(footlight.__all__) - {"FootlightError", "__version__", "aio", "errors"}
    assert set(aio.__all__) == of_both


async def test_a_picture_comes_out_as_it_went_in() -> None:
    async with aio.Upstream(port=0, codec="jpeg") as upstream, aio.Downstream(f"127.0.0.1:{upstream.port}") as down:
        upstream.stream_frame(PICTURE)
        frame = await down.receive(PATIENCE)
        assert np.abs(frame.image.astype(int) - PICTURE).max() < 6
        with pytest.raises(ReceiveTimeoutError):
            await down.receive_frame(0.01)
        assert (upstream.stats.sent, down.stats.frames, down.stats.state) == (1, 1, "live")


async def test_iterating_ends_when_it_is_closed() -> None:
    async with aio.Upstream(port=0, codec="jpeg") as upstream:
        down = await aio.Downstream("127.0.0.1", upstream.port).start()
        seen: list[int] = []
        five = asyncio.Event()

        async def watch() -> None:
            async for frame in down:
                seen.append(frame.sequence)
                if len(seen) == 5:
                    five.set()
                upstream.stream_frame(PICTURE)

        watching = asyncio.create_task(watch())
        upstream.stream_frame(PICTURE)
        await asyncio.wait_for(five.wait(), PATIENCE)
        await down.close()
        await asyncio.wait_for(watching, PATIENCE)
    assert seen[:5] == [0, 1, 2, 3, 4]


async def test_a_refusal_comes_out_of_start() -> None:
    async with aio.Upstream(port=0, key=KEY) as upstream:
        with pytest.raises(KeyInvalidError):
            await aio.Downstream("127.0.0.1", upstream.port).start()


async def test_a_refused_sender_says_so_where_it_is_used_next() -> None:
    async with aio.Downstream(port=0, listen=True, key=KEY) as down:
        upstream = await aio.Upstream(to=f"127.0.0.1:{down.port}").start()

        async def stream() -> None:
            while True:
                upstream.stream_frame(PICTURE)
                await asyncio.sleep(0.01)

        with pytest.raises(KeyInvalidError):
            await asyncio.wait_for(stream(), PATIENCE)
        await upstream.close()


async def test_a_stream_is_started_once() -> None:
    upstream = aio.Upstream(port=0)
    async with upstream:
        with pytest.raises(StreamClosedError):
            await upstream.start()
    with pytest.raises(StreamClosedError):
        await upstream.start()
