"""How an encoder is opened, and what bitrates are chosen."""

import pytest

from footlight.codec.pictures import PictureCodec, default_bitrate, open_picture_encoder


@pytest.mark.parametrize(("codec", "begins"), [("h264", "avc1."), ("jpeg", "jpeg"), ("raw", "i420"), ("bgr", "bgr")])
def test_each_codec_is_opened_by_its_name(codec: PictureCodec, begins: str) -> None:
    encoder = open_picture_encoder(codec, 64, 48, 30.0, 500_000, "ultrafast", 80)
    assert encoder.codec.startswith(begins)
    assert (encoder.width, encoder.height) == (64, 48)
    encoder.close()


def test_bitrates_follow_the_size_and_those_of_h264_have_bounds() -> None:
    assert default_bitrate("h264", 1280, 720, 30) == 4_147_200
    assert default_bitrate("h264", 64, 48, 10) == 300_000
    assert default_bitrate("h264", 7680, 4320, 60) == 20_000_000
    assert default_bitrate("jpeg", 1280, 720, 30) == 55_296_000
    assert default_bitrate("raw", 1280, 720, 30) == 331_776_000
    assert default_bitrate("bgr", 1280, 720, 30) == 663_552_000
