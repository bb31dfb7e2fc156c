"""What a VP9 keyframe says, and the record made of it; vectors by libvpx, their records by FFmpeg's MP4 muxer."""

from typing import Any

import pytest

from footlight.errors import BY_CODE
from footlight.wire import vp9
from tests.wire.vectors import cases


@pytest.mark.parametrize("case", cases("vp9.json", "keyframes"))
def test_a_keyframe_is_read_and_its_record_written(case: dict[str, Any]) -> None:
    header = vp9.parse_keyframe(bytes.fromhex(case["frame"]))
    assert header == vp9.Vp9Header(**{**case["header"], "colours": tuple(case["header"]["colours"])})
    record = vp9.vpcc(header, case["fps"])
    assert record.hex() == case["record"]
    assert vp9.codec_string(record) == case["codec"]
    config = vp9.parse_vpcc(record)
    assert (config.profile, config.bit_depth) == (header.profile, header.bit_depth)


@pytest.mark.parametrize("case", cases("vp9.json", "bad_keyframes"))
def test_what_is_no_keyframe_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(BY_CODE[case["code"]]):
        vp9.parse_keyframe(bytes.fromhex(case["frame"]))


@pytest.mark.parametrize("case", cases("vp9.json", "bad_records"))
def test_a_malformed_record_is_refused(case: dict[str, Any]) -> None:
    for parse in (vp9.parse_vpcc, vp9.codec_string):
        with pytest.raises(BY_CODE[case["code"]]):
            parse(bytes.fromhex(case["record"]))


def test_pictures_beyond_every_level_get_the_highest() -> None:
    header = vp9.Vp9Header(0, 8, (2, 2, 2), False, 1, 16_384, 16_384)
    assert vp9.codec_string(vp9.vpcc(header, 240.0)) == "vp09.00.62.08"


def test_a_level_allows_so_many_pixels_whatever_the_rate() -> None:
    header = vp9.Vp9Header(0, 8, (2, 2, 2), False, 1, 1920, 1080)
    assert vp9.codec_string(vp9.vpcc(header, 1.0)) == "vp09.00.40.08"
