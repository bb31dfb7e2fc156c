"""The figures of watching."""

import numpy as np

from footlight.client.watching.decoding import Decoded
from footlight.client.watching.viewing import ViewingFigures, percentile
from footlight.model.frame import AudioFrame, VideoFrame
from footlight.model.units import Micros
from footlight.wire.clocksync import ClockSync
from tests.client.media import track

JOINED = 10_000_000
AHEAD = 500_000
"""How far the server's clock is before ours."""


def synced() -> ClockSync:
    sync = ClockSync()
    sync.add(Micros(1_000), Micros(1_000 + AHEAD), Micros(1_000 + AHEAD), Micros(1_000))
    return sync


def picture(captured_at: int, decoded_at: int, size: int = 1_000) -> Decoded:
    """Captured at a time of our clock, as the server's clock tells it."""
    frame = VideoFrame(np.zeros((2, 4, 3), np.uint8), "bgr", 4, 2, 0, Micros(0), Micros(captured_at + AHEAD))
    return Decoded(track(), frame, Micros(decoded_at), Micros(JOINED), size)


def test_latency_is_told_of_live_pictures_in_one_clock() -> None:
    figures = ViewingFigures()
    for number in range(100):
        at = JOINED + number * 100_000
        figures.add(picture(at, at + 7_000 + number), synced(), main=True)
    latency = figures.latency
    assert latency is not None
    assert (latency.p50, latency.p95, latency.p99, latency.max) == (7_049, 7_094, 7_098, 7_099)
    assert round(figures.fps, 6) == 10
    assert figures.bitrate == 80_000
    assert figures.size == (4, 2)


def test_a_backlog_counts_as_frames_and_not_for_latency() -> None:
    figures = ViewingFigures()
    figures.add(picture(JOINED - 1_000_000, JOINED + 5_000), synced(), main=True)
    assert figures.pictures == 1
    assert figures.first_frame_at == JOINED + 5_000
    assert figures.latency is None
    assert figures.fps == 0
    assert figures.bitrate == 0


def test_what_was_decoded_before_the_clocks_were_compared_is_dated_later() -> None:
    figures = ViewingFigures()
    figures.add(picture(JOINED + 1, JOINED + 9_001), ClockSync(), main=True)
    assert figures.latency_of_late is None
    figures.add(picture(JOINED + 2, JOINED + 9_002), synced(), main=True)
    assert figures.latency is not None
    assert figures.latency.max == 9_000


def test_a_second_picture_track_is_no_frame_of_the_main_one() -> None:
    figures = ViewingFigures()
    figures.add(picture(JOINED, JOINED + 1), synced(), main=False)
    assert figures.pictures == 0


def test_sound_is_counted_apart() -> None:
    figures = ViewingFigures()
    frame = AudioFrame(np.zeros((960, 2), np.float32), 48_000, 0, Micros(0), Micros(JOINED + AHEAD))
    figures.add(Decoded(track(), frame, Micros(JOINED + 3), Micros(JOINED), 100), synced(), main=False)
    assert (figures.pictures, figures.sounds, figures.latency) == (0, 1, None)


def test_percentiles_are_of_the_nearest_rank() -> None:
    assert percentile([Micros(1)], 0.99) == 1
    assert percentile([Micros(value) for value in range(1, 11)], 0.5) == 5
    assert percentile([Micros(value) for value in range(1, 11)], 0.95) == 10
