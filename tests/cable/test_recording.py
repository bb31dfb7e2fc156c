"""Recording in the library, at either end."""

import time
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

import footlight
from footlight import aio
from footlight.errors import CodecUnsupportedError, FileUnwritableError, OptionInvalidError, StreamClosedError
from tests.client.recording.readback import times

PATIENCE = 30.0


def plain(level: int = 90) -> NDArray[np.uint8]:
    return np.full((120, 160, 3), level, np.uint8)


def stream(upstream: footlight.Upstream, pictures: int) -> None:
    """So many more pictures, each coded before the next is given."""
    for _ in range(pictures):
        before, limit = upstream.stats.sent, time.monotonic() + PATIENCE
        upstream.stream_frame(plain())
        while upstream.stats.sent == before:
            assert time.monotonic() < limit
            time.sleep(0.005)


def test_what_is_sent_is_recorded_with_nobody_there_and_in_the_clear(tmp_path: Path) -> None:
    path = tmp_path / "sent.mp4"
    with footlight.Upstream(port=0, secret="four words nobody guesses") as upstream:
        upstream.record(path)
        stream(upstream, 10)
        upstream.record(None)
        stream(upstream, 3)
        stats = upstream.stats
    assert len(times(path)) == 10
    assert (stats.files, stats.gaps) == ((path,), ())


def test_a_recording_that_begins_later_begins_at_a_keyframe_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "sent.mp4"
    with footlight.Upstream(port=0) as upstream:
        stream(upstream, 5)
        upstream.record(path)
        stream(upstream, 5)
    assert len(times(path)) == 5


def test_sound_is_recorded_beside_the_pictures(tmp_path: Path) -> None:
    path = tmp_path / "sent.mp4"
    with footlight.Upstream(port=0, sound=(48_000, 1)) as upstream:
        upstream.record(path)
        stream(upstream, 1)
        for _ in range(25):
            upstream.stream_sound(np.zeros((960, 1), np.float32))
        stream(upstream, 4)
    with av.open(str(path)) as file:
        assert [one.type for one in file.streams] == ["video", "audio", "subtitle"]
        assert sum(frame.samples for frame in file.decode(audio=0)) > 960


def test_packets_that_are_passed_on_are_recorded(tmp_path: Path) -> None:
    path = tmp_path / "passed.mp4"
    with (
        footlight.Upstream(port=0) as camera,
        footlight.Downstream("127.0.0.1", camera.port, coded=True) as tap,
        footlight.Upstream(port=0, coded=True, on_keyframe=tap.request_keyframe) as relay,
    ):
        relay.record(path)
        packets = tap.packets()
        for _ in range(5):
            stream(camera, 1)
            relay.stream_packet(next(packets))
        limit = time.monotonic() + PATIENCE
        while relay.stats.sent < 5:
            assert time.monotonic() < limit
            time.sleep(0.005)
    assert len(times(path)) == 5


def test_both_ends_refuse_files_that_are_too_short_and_tell_what_cannot_be(tmp_path: Path) -> None:
    with footlight.Upstream(port=0, codec="jpeg") as upstream:
        upstream.stream_frame(plain())
        with footlight.Downstream("127.0.0.1", upstream.port) as downstream:
            for end in (upstream, downstream):
                with pytest.raises(OptionInvalidError, match="10 or more"):
                    end.record(tmp_path / "a.mp4", every=1)
                with pytest.raises(FileUnwritableError):
                    end.record(tmp_path / "no" / "a.mp4")
            downstream.receive_frame(PATIENCE)
            upstream.record(tmp_path / "a.mp4")
            stream(upstream, 1)
            with pytest.raises(CodecUnsupportedError):
                upstream.record(None)
    assert list(tmp_path.iterdir()) == []


def test_a_stream_that_is_not_started_records_nothing(tmp_path: Path) -> None:
    with pytest.raises(StreamClosedError):
        footlight.Upstream(port=0).record(tmp_path / "a.mp4")
    assert list(tmp_path.iterdir()) == []


async def test_a_recording_that_failed_is_told_by_close(tmp_path: Path) -> None:
    upstream = aio.Upstream(port=0, codec="jpeg")
    await upstream.start()
    upstream.stream_frame(plain())
    await upstream.record(tmp_path / "a.mp4")
    with pytest.raises(CodecUnsupportedError):
        await upstream.close()
    await upstream.close()


async def test_asyncio_records_at_both_ends(tmp_path: Path) -> None:
    sent, came = tmp_path / "sent.mp4", tmp_path / "came.mp4"
    async with aio.Upstream(port=0) as upstream:
        await upstream.record(sent, every=600)
        upstream.stream_frame(plain())
        async with aio.Downstream("127.0.0.1", upstream.port) as downstream:
            await downstream.receive_frame(PATIENCE)
            await downstream.record(came, every=600)
            for _ in range(5):
                upstream.stream_frame(plain())
                await downstream.receive_frame(PATIENCE)
    assert len(times(sent)) == 6
    assert 0 < len(times(came)) <= 6
