"""A sound track: sources of all kinds in, one steady run of Opus packets out."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from footlight.client.sending.audiolane import AudioLane
from footlight.client.sending.lane import LaneOutput
from footlight.client.sending.sound import SoundDesk, SoundOptions, no_such_sound
from footlight.codec.audiodecoder import AudioDecoder
from footlight.errors import OptionInvalidError
from footlight.model.frame import AudioFormat, AudioFrame
from footlight.model.packet import Packet
from footlight.model.units import Micros
from footlight.wire.opus import parse_opus_head
from tests.fakes.clock import HandClock
from tests.fakes.source import FakeSource

ZERO = 7_000_000
MIC = AudioFormat(44_100, 1, "mic")
SYSTEM = AudioFormat(48_000, 2, "system")


class Desk:
    """Sources with a tone each, of 500 Hz, 1,000 Hz and so on, and what became of them."""

    def __init__(self, formats: list[AudioFormat], options: SoundOptions) -> None:
        self.clock = HandClock(ZERO)
        self.packets: list[Packet] = []
        self.output = LaneOutput(self.packets.append, lambda: None, lambda _: None)
        desk = SoundDesk([FakeSource(formats, [])], options, self.clock)
        names: set[str] = set()
        self.formats = formats
        self.inputs = []
        number = 0
        for _ in formats:
            self.inputs.append(desk.open(number, names))
            number = max(number, self.inputs[-1].track.id + 1)
        self.runs = 0

    @property
    def lanes(self) -> list[AudioLane]:
        return list({id(one.lane): one.lane for one in self.inputs}.values())

    def play(self, runs: int, loudness: float = 0.2) -> None:
        """So many runs of 10 ms from each source; their own zeros differ."""
        for _ in range(runs):
            self.runs += 1
            self.clock.time = ZERO + self.runs * 10_000
            for number, (format, one) in enumerate(zip(self.formats, self.inputs, strict=True)):
                length = format.sample_rate // 100
                at = (self.runs * length + np.arange(length)) / format.sample_rate
                wave = (loudness * np.sin(2 * np.pi * 500 * (number + 1) * at)).astype(np.float32)
                samples = np.repeat(wave[:, np.newaxis], format.channels, axis=1)
                captured_at = Micros(self.clock.time - 10_000)
                pts = Micros(captured_at - ZERO + 50_000 * number)
                frame = AudioFrame(samples, format.sample_rate, self.runs, pts, captured_at)
                one.code(frame, Micros(-50_000 * number), self.output)

    def heard(self, track: int = 0) -> NDArray[np.float32]:
        decoder = AudioDecoder(self.lanes[track].track)
        mine = [packet for packet in self.packets if packet.track == track]
        return np.concatenate([frame.samples for packet in mine for frame in decoder.decode(packet)])


def strength(sound: NDArray[np.float32], hertz: float) -> float:
    wave = np.exp(-2j * np.pi * hertz * np.arange(len(sound)) / 48_000) * np.hanning(len(sound))
    return float(4 * np.abs(np.sum(sound[:, 0] * wave)) / len(sound))


def test_sources_of_different_kinds_become_one_track() -> None:
    desk = Desk([MIC, SYSTEM], SoundOptions(gains={"system": -6.0}))
    desk.play(200)
    assert [lane.track.name for lane in desk.lanes] == ["sound"]
    assert desk.lanes[0].track.channels == 2
    assert len(desk.packets) >= 97
    assert all(b.pts - a.pts == 960 and b.group - a.group == 1 for a, b in pairwise(desk.packets))
    assert 0 <= desk.packets[0].pts < 960
    assert all(abs(one.captured_at - ZERO - one.pts * 1_000 / 48) < 50 for one in desk.packets)
    sound = desk.heard()[9_600:]
    assert strength(sound, 500) == pytest.approx(0.2, abs=0.03)
    assert strength(sound, 1_000) == pytest.approx(0.1, abs=0.02)
    assert desk.lanes[0].dropped < 1_000


def test_tracks_are_called_after_what_they_are() -> None:
    desk = Desk([MIC, SYSTEM, MIC, AudioFormat(48_000, 6, "sound")], SoundOptions(tracks=True))
    assert [lane.track.name for lane in desk.lanes] == ["mic", "system", "mic-2", "sound"]
    assert [lane.track.id for lane in desk.lanes] == [0, 1, 2, 3]
    assert [lane.track.channels for lane in desk.lanes] == [1, 2, 1, 2]
    desk.play(50)
    for number in range(4):
        # The same tone in all six channels is louder when it is mixed down.
        assert strength(desk.heard(number)[9_600:], 500 * (number + 1)) == pytest.approx(
            0.2, abs=0.03 if number < 3 else 0.4
        )


def test_gain_and_mute_while_it_runs() -> None:
    desk = Desk([MIC, SYSTEM], SoundOptions())
    desk.play(100)
    assert desk.lanes[0].meter.level == pytest.approx(-8, abs=1)
    desk.inputs[0].fader.gain = -60
    desk.play(100)
    assert strength(desk.heard()[-24_000:], 500) < 0.01
    assert strength(desk.heard()[-24_000:], 1_000) == pytest.approx(0.2, abs=0.03)
    desk.lanes[0].fader.muted = True
    before = len(desk.packets)
    desk.play(100)
    assert len(desk.packets) - before >= 49
    assert np.abs(desk.heard()[-24_000:]).max() < 0.001
    assert desk.lanes[0].meter.level == -96


def test_a_sum_beyond_full_scale_is_turned_down() -> None:
    desk = Desk([SYSTEM, SYSTEM, SYSTEM], SoundOptions(gains={"system": 20.0}))
    desk.play(100, loudness=0.9)
    assert desk.lanes[0].meter.level == pytest.approx(0, abs=0.1)
    # Opus may overshoot a little what it was given.
    assert np.abs(desk.heard()).max() < 1.1


def test_a_gain_for_a_sound_that_is_not_there_tells_what_is() -> None:
    with pytest.raises(OptionInvalidError, match="no sound called 'bass': this broadcast has mic, mic-2"):
        Desk([MIC, MIC], SoundOptions(gains={"bass": 1.0}))
    with pytest.raises(OptionInvalidError, match="a gain of 21 dB cannot be"):
        Desk([MIC], SoundOptions(gains={"mic": 21.0}))
    assert "has none at all" in str(no_such_sound("mic", []))


def test_the_last_source_takes_the_encoder_with_it() -> None:
    desk = Desk([MIC, SYSTEM], SoundOptions())
    assert desk.inputs[0].leave()
    desk.inputs[0].close()
    assert not desk.inputs[1].leave()


@pytest.mark.parametrize("left", range(1, 17))
def test_of_the_first_run_a_few_samples_may_be_left(left: int) -> None:
    # Cut off is what lies before the broadcast's first picture, and what the encoder itself puts before the sound.
    desk = Desk([SYSTEM], SoundOptions())
    begins_at = parse_opus_head(desk.lanes[0].track.description).pre_skip
    early = 20_000 - round((begins_at + left) * 1_000_000 / 48_000)
    for run in range(8):
        captured_at = Micros(ZERO - early + run * 20_000)
        desk.clock.time = captured_at + 20_000
        frame = AudioFrame(np.zeros((960, 2), np.float32), 48_000, run, Micros(run * 20_000), captured_at)
        desk.inputs[0].code(frame, Micros(-early), desk.output)
    assert len(desk.packets) >= 5
