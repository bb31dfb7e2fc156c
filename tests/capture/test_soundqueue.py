"""Blocks of sound on their way from a device's thread to a reader that may be slow, or away."""

import numpy as np
import pytest

from footlight.capture.soundqueue import SoundQueue
from footlight.capture.source import EndOfSource
from footlight.errors import DeviceVanishedError
from footlight.model.frame import AudioFormat
from footlight.model.units import Micros

FORMAT = AudioFormat(48_000, 1, "mic")


def filled(blocks: int) -> SoundQueue:
    """Blocks of 10 ms, each of its own loudness."""
    queue = SoundQueue(FORMAT, "the microphone Yeti")
    for number in range(blocks):
        queue.put(np.full((480, 1), number, np.float32), Micros(5_000_000 + number * 10_000))
    return queue


def test_blocks_come_out_as_they_went_in_with_times_from_the_first_on() -> None:
    queue = filled(3)
    frames = [queue.read() for _ in range(3)]
    assert [frame.samples[0, 0] for frame in frames] == [0, 1, 2]
    assert [(frame.sequence, frame.pts) for frame in frames] == [(0, 0), (1, 10_000), (2, 20_000)]
    assert frames[2].captured_at == 5_020_000


def test_where_nobody_reads_a_second_is_kept_and_the_oldest_lost() -> None:
    queue = filled(150)
    frames = [queue.read() for _ in range(100)]
    assert [frame.samples[0, 0] for frame in frames] == list(range(50, 150))


def test_a_device_that_ends_is_gone_after_what_it_gave() -> None:
    queue = filled(2)
    queue.end()
    queue.read()
    queue.read()
    with pytest.raises(DeviceVanishedError, match="the microphone Yeti went away"):
        queue.read()


def test_a_closed_queue_is_over_whatever_waits_in_it() -> None:
    queue = filled(150)
    queue.close()
    for _ in range(2):
        with pytest.raises(EndOfSource):
            queue.read()
