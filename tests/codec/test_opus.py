"""Opus out of sound, and sound out of Opus."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from footlight.codec.audiodecoder import AudioDecoder
from footlight.codec.opus import AudioEncoder, EncodedSound
from footlight.errors import DecodingFailedError, OptionInvalidError
from footlight.model.frame import AudioFrame
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire.opus import opus_head, parse_opus_head


def tone(samples: int, rate: int, channels: int, first: int = 0) -> NDArray[np.float32]:
    wave = 0.3 * np.sin(2 * np.pi * 440 * (first + np.arange(samples)) / rate)
    return np.repeat(wave[:, np.newaxis], channels, axis=1).astype(np.float32)


def code(encoder: AudioEncoder, rate: int, channels: int, run: int, runs: int) -> list[EncodedSound]:
    packets = []
    for number in range(runs):
        pts = Micros(round(number * run * 1_000_000 / rate))
        frame = AudioFrame(tone(run, rate, channels, number * run), rate, number, pts, Micros(7_000_000 + pts))
        packets += encoder.encode(frame)
    return packets


def track_of(encoder: AudioEncoder) -> Track:
    return Track(1, "audio", "sound", encoder.codec, encoder.description, 48_000)


@pytest.mark.parametrize(
    ("rate", "channels", "run"),
    [(48_000, 2, 960), (48_000, 1, 480), (44_100, 2, 1024), (16_000, 1, 333), (48_000, 6, 1536)],
)
def test_sound_of_any_rate_survives_with_its_times(rate: int, channels: int, run: int) -> None:
    encoder = AudioEncoder(rate, channels)
    packets = code(encoder, rate, channels, run, runs=rate // run)
    assert 44 <= len(packets) <= 50
    assert all(19_600 <= b.pts - a.pts <= 20_400 for a, b in pairwise(packets))
    assert all(packet.captured_at - packet.pts == 7_000_000 for packet in packets)
    decoder = AudioDecoder(track_of(encoder))
    decoded = [
        frame
        for one in packets
        for frame in decoder.decode(
            Packet(1, 0, 0, 0, one.pts * 48 // 1000, 0, 960, one.captured_at, PacketFlags.KEYFRAME, one.payload)
        )
    ]
    sound = np.concatenate([frame.samples for frame in decoded])
    assert sound.dtype == np.float32
    assert sound.shape[1] == min(channels, 2)
    middle = sound[4_800:-4_800, 0]
    spectrum = np.abs(np.fft.rfft(middle))
    assert abs(spectrum.argmax() * 48_000 / len(middle) - 440) < 5
    assert 0.2 < np.abs(middle).max() < 0.8
    assert decoded[1].captured_at == packets[1].captured_at
    assert abs(decoded[1].pts - packets[1].pts) <= 21


def test_the_description_is_an_opus_head() -> None:
    head = parse_opus_head(AudioEncoder(44_100, 1).description)
    assert (head.channels, head.sample_rate) == (1, 44_100)
    assert head.pre_skip > 0


def test_a_gap_is_kept_and_what_was_held_before_it_dropped() -> None:
    encoder = AudioEncoder(48_000, 1)
    assert encoder.encode(AudioFrame(tone(500, 48_000, 1), 48_000, 0, Micros(0), Micros(0))) == []
    later = AudioFrame(tone(960, 48_000, 1), 48_000, 1, Micros(3_000_000), Micros(3_000_000))
    assert [packet.pts for packet in encoder.encode(later)] == [3_000_000 - 2_500]


def test_what_is_heard_has_the_time_it_was_taken_at() -> None:
    encoder = AudioEncoder(48_000, 2)
    decoder = AudioDecoder(track_of(encoder))
    silence = np.zeros((10_000, 2), np.float32)
    sound = np.concatenate((silence, tone(9_200, 48_000, 2)))
    heard: list[AudioFrame] = []
    for number, run in enumerate(np.split(sound, 20)):
        pts = Micros(number * 20_000)
        for one in encoder.encode(AudioFrame(run, 48_000, number, pts, Micros(5_000_000 + pts))):
            ticks = round(one.pts * 0.048)
            flags = PacketFlags.KEYFRAME
            heard += decoder.decode(Packet(1, 0, number, 0, ticks, ticks, 960, one.captured_at, flags, one.payload))
    assert all(frame.captured_at - frame.pts == pytest.approx(5_000_000, abs=21) for frame in heard)
    loud = next(frame for frame in heard if np.abs(frame.samples).max() > 0.05)
    onset = loud.pts + int((np.abs(loud.samples[:, 0]) > 0.05).argmax()) * 1_000_000 / 48_000
    assert onset == pytest.approx(10_000 * 1_000_000 / 48_000, abs=300)
    assert heard[0].pts == pytest.approx(0, abs=21)


@pytest.mark.parametrize("bitrate", [0, 5_999, 510_001])
def test_impossible_bitrates_are_refused(bitrate: int) -> None:
    with pytest.raises(OptionInvalidError):
        AudioEncoder(48_000, 2, bitrate)


@pytest.mark.parametrize(("codec", "description"), [("mp4a.40.2", b""), ("opus", b""), ("opus", opus_head(1, 1)[:10])])
def test_what_cannot_be_decoded_is_said_at_once(codec: str, description: bytes) -> None:
    with pytest.raises(DecodingFailedError):
        AudioDecoder(Track(1, "audio", "sound", codec, description, 48_000))


def test_a_broken_packet_is_a_named_error() -> None:
    decoder = AudioDecoder(Track(1, "audio", "sound", "opus", opus_head(2, 120), 48_000))
    with pytest.raises(DecodingFailedError):
        decoder.decode(Packet(1, 0, 0, 0, 0, 0, 0, Micros(0), PacketFlags.KEYFRAME, b"\xff"))
