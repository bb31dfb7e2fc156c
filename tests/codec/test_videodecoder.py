"""Pictures of codecs that Footlight passes on, decoded."""

from dataclasses import replace

import numpy as np
import pytest

from footlight.codec.decoder import open_picture_decoder
from footlight.errors import DecodingFailedError, PictureSizeError
from tests.wire import coded, media

AT_ONCE = ["vp9", "av1", "hevc"]


@pytest.mark.parametrize("kind", AT_ONCE)
def test_each_picture_comes_out_at_once(kind: str) -> None:
    track, packets = coded.pictures(kind)
    decoder = open_picture_decoder(track)
    for number, packet in enumerate(packets):
        [frame] = decoder.decode(packet)
        assert (frame.width, frame.height, frame.sequence) == (coded.WIDTH, coded.HEIGHT, number)
        assert (frame.pts, frame.captured_at) == (round(packet.pts * 100 / 9), packet.captured_at)
        assert np.abs(frame.image.astype(int) - coded.image(number)).mean() < 8
    decoder.close()


@pytest.mark.parametrize("kind", coded.ENCODERS)
def test_decoding_waits_for_a_keyframe_and_goes_on_at_one_after_damage(kind: str) -> None:
    track, packets = coded.pictures(kind)
    decoder = open_picture_decoder(track)
    assert decoder.decode(packets[1]) == []
    with pytest.raises(DecodingFailedError):
        decoder.decode(replace(packets[0], payload=packets[0].payload[:20]))
    assert decoder.decode(packets[1]) == []
    frames = [frame for packet in packets for frame in decoder.decode(packet)]
    assert len(frames) >= len(packets) - 3


@pytest.mark.parametrize("kind", ["h264", "hevc"])
def test_pictures_that_were_reordered_come_out_in_order_with_their_own_times(kind: str) -> None:
    if kind == "h264":
        track, packets = media.pictures(b_frames=2)
    else:
        track, kept = coded.pictures("hevc with b-frames")
        packets = list(kept)
    assert any(packet.pts != packet.dts for packet in packets)
    decoder = open_picture_decoder(track)
    frames = [frame for packet in packets for frame in decoder.decode(packet)]
    times = [frame.pts for frame in frames]
    assert len(times) >= len(packets) - 3
    assert times == sorted(times)
    captured = {round(packet.pts * 100 / 9): packet.captured_at for packet in packets}
    assert [frame.captured_at for frame in frames] == [captured[time] for time in times]


@pytest.mark.parametrize("kind", ["av1", "hevc"])
def test_a_description_of_pictures_beyond_the_bound_is_refused(kind: str) -> None:
    track, _ = coded.pictures(kind)
    with pytest.raises(PictureSizeError, match=f"{coded.WIDTH}x{coded.HEIGHT}"):
        open_picture_decoder(track, max_pixels=coded.WIDTH * coded.HEIGHT - 1)


def test_a_vp9_picture_beyond_the_bound_is_refused_by_its_packet() -> None:
    track, packets = coded.pictures("vp9")
    with pytest.raises(DecodingFailedError):
        open_picture_decoder(track, max_pixels=coded.WIDTH * coded.HEIGHT - 1).decode(packets[0])


@pytest.mark.parametrize("kind", AT_ONCE)
@pytest.mark.parametrize("description", [b"", b"\x01" * 40])
def test_a_description_that_makes_no_sense_is_said_at_once(kind: str, description: bytes) -> None:
    track, _ = coded.pictures(kind)
    with pytest.raises(DecodingFailedError, match="description of track 0"):
        open_picture_decoder(replace(track, description=description))
