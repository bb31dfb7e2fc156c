"""AV1 units as samples, and their records; vectors by SVT-AV1, their records by FFmpeg's MP4 muxer."""

from typing import Any

import pytest

from footlight.errors import BY_CODE
from footlight.wire import av1
from tests.wire.vectors import cases


@pytest.mark.parametrize("case", cases("av1.json", "units"))
def test_a_unit_becomes_a_sample_and_a_record(case: dict[str, Any]) -> None:
    unit = bytes.fromhex(case["unit"])
    assert av1.to_sample(unit).hex() == case["sample"]
    assert av1.to_sample(av1.to_sample(unit)) == av1.to_sample(unit)
    record = av1.av1c(unit)
    assert record.hex() == case["record"]
    assert av1.parse_av1c(record) == av1.Av1Info(**case["info"])
    assert av1.codec_string(record) == case["codec"]


@pytest.mark.parametrize("case", cases("av1.json", "bad_units"))
def test_a_unit_that_begins_no_stream_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(BY_CODE[case["code"]]):
        av1.av1c(bytes.fromhex(case["unit"]))


@pytest.mark.parametrize("case", cases("av1.json", "bad_records"))
def test_a_malformed_record_is_refused(case: dict[str, Any]) -> None:
    for parse in (av1.parse_av1c, av1.codec_string):
        with pytest.raises(BY_CODE[case["code"]]):
            parse(bytes.fromhex(case["record"]))


def test_a_long_unit_gets_a_size_of_several_bytes() -> None:
    payload = bytes(300)
    assert av1.to_sample(b"\x30" + payload) == b"\x32\xac\x02" + payload


def test_a_sample_of_far_too_many_units_is_refused() -> None:
    empty = b"\x32\x00"
    assert av1.to_sample(empty * 8192) == empty * 8192
    with pytest.raises(BY_CODE["protocol_violation"], match="8192"):
        av1.to_sample(empty * 8193)


@pytest.mark.parametrize("place", [1, 2])
def test_a_record_that_does_not_agree_with_its_stream_is_refused(place: int) -> None:
    record = bytearray(av1.av1c(bytes.fromhex(cases("av1.json", "units")[0].values[0]["unit"])))
    record[place] ^= 0x10
    with pytest.raises(BY_CODE["protocol_violation"], match="agree"):
        av1.parse_av1c(bytes(record))


def test_a_sequence_header_has_an_end() -> None:
    unit = av1.to_sample(bytes.fromhex(cases("av1.json", "units")[0].values[0]["unit"]))
    header = unit[2 : 2 + unit[1]]
    assert av1.av1c(b"\x0a" + bytes((len(header),)) + header)
    longer = header + bytes(513)
    with pytest.raises(BY_CODE["protocol_violation"], match="512"):
        av1.av1c(b"\x0a" + bytes((len(longer) & 0x7F | 0x80, len(longer) >> 7)) + longer)
