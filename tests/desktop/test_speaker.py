"""The loudspeaker's part in time: what is heard at this moment. PortAudio's calls are made as it makes them."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from footlight.desktop.jitter import JitterBuffer
from footlight.desktop.speaker import Speaker
from footlight.model.units import Micros
from tests.fakes.clock import HandClock


@dataclass(frozen=True, slots=True)
class Times:
    """When PortAudio asks, and when what it is given then leaves the loudspeaker: seconds of its own clock."""

    currentTime: float  # noqa: N815 - PortAudio's name
    outputBufferDacTime: float  # noqa: N815


def asked(speaker: Speaker, count: int = 480, delay: float = 0.05) -> NDArray[np.float32]:
    output = np.ones((count, 2), np.float32)
    speaker._wanted(output, count, Times(7.0, 7.0 + delay), None)
    return output


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def buffer() -> JitterBuffer:
    """A tenth of a second of sound, from the pts of one second on."""
    buffer = JitterBuffer()
    for number in range(5):
        buffer.push(Micros(1_000_000 + number * 20_000), np.full((960, 2), 0.5, np.float32))
    return buffer


def test_what_is_heard_is_what_was_given_so_long_ago_as_the_device_takes(
    clock: HandClock, buffer: JitterBuffer
) -> None:
    speaker = Speaker(buffer, clock, lambda: None)
    assert speaker.heard() is None

    assert np.allclose(asked(speaker), 0.5)
    assert speaker.heard() == 950_000
    clock.forward(0.03)
    assert speaker.heard() == 980_000
    asked(speaker, delay=0.03)
    assert speaker.heard() == 980_000


def test_a_device_that_asks_no_more_is_not_believed(clock: HandClock, buffer: JitterBuffer) -> None:
    speaker = Speaker(buffer, clock, lambda: None)
    asked(speaker)
    clock.forward(0.5)

    assert speaker.heard() is None


def test_silence_is_nothing_that_is_heard(clock: HandClock) -> None:
    speaker = Speaker(JitterBuffer(), clock, lambda: None)

    assert not asked(speaker).any()
    assert speaker.heard() is None


def test_a_delay_that_cannot_be_is_not_believed(clock: HandClock, buffer: JitterBuffer) -> None:
    speaker = Speaker(buffer, clock, lambda: None)
    asked(speaker, delay=-7.0)

    assert speaker.heard() == 960_000  # what it was asked for


def test_muted_it_goes_silent_softly_and_keeps_the_time(clock: HandClock, buffer: JitterBuffer) -> None:
    speaker = Speaker(buffer, clock, lambda: None)
    asked(speaker)
    speaker.muted = True

    fading = asked(speaker)[:, 0]
    assert fading[0] > 0.4
    assert abs(np.diff(fading)).max() < 0.01
    assert not fading[-1]
    assert not asked(speaker).any()
    assert speaker.heard() == 970_000


def test_closed_it_is_no_news_that_it_plays_no_more(clock: HandClock, buffer: JitterBuffer) -> None:
    gone: list[bool] = []
    speaker = Speaker(buffer, clock, lambda: gone.append(True))
    asked(speaker)
    speaker.close()
    speaker._finished()

    assert gone == []
    assert speaker.heard() is None
