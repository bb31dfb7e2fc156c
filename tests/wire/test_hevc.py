"""HEVC as byte stream and as samples; vectors by x265, their records by FFmpeg's MP4 muxer."""

from typing import Any

import pytest

from footlight.errors import BY_CODE
from footlight.wire import hevc
from tests.wire.vectors import cases


@pytest.mark.parametrize("case", cases("hevc.json", "records"))
def test_parameter_sets_become_a_record_and_come_back(case: dict[str, Any]) -> None:
    sets = hevc.parameter_sets(bytes.fromhex(case["annexb"]))
    record = hevc.hvcc(sets)
    assert record.hex() == case["record"]
    assert hevc.parse_hvcc(record) == sets
    assert hevc.codec_string(record) == case["codec"]


@pytest.mark.parametrize("case", cases("hevc.json", "records"))
def test_a_sequence_parameter_set_is_read(case: dict[str, Any]) -> None:
    sets = hevc.parameter_sets(bytes.fromhex(case["annexb"]))
    info = {**case["info"], "constraints": bytes.fromhex(case["info"]["constraints"])}
    assert hevc.parse_sps(sets.sps[0]) == hevc.HevcSpsInfo(**info)


@pytest.mark.parametrize("case", cases("hevc.json", "byte_streams"))
def test_a_byte_stream_becomes_a_sample(case: dict[str, Any]) -> None:
    assert hevc.annexb_to_sample(bytes.fromhex(case["annexb"])).hex() == case["sample"]


@pytest.mark.parametrize("case", cases("hevc.json", "bad_byte_streams"))
def test_what_is_no_byte_stream_is_refused(case: dict[str, Any]) -> None:
    for parse in (hevc.annexb_to_sample, hevc.parameter_sets):
        with pytest.raises(BY_CODE[case["code"]]):
            parse(bytes.fromhex(case["annexb"]))


@pytest.mark.parametrize("case", cases("hevc.json", "bad_records"))
def test_a_malformed_record_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(BY_CODE[case["code"]]):
        hevc.parse_hvcc(bytes.fromhex(case["record"]))


@pytest.mark.parametrize("case", cases("hevc.json", "bad_sps"))
def test_a_malformed_sequence_parameter_set_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(BY_CODE[case["code"]]):
        hevc.parse_sps(bytes.fromhex(case["sps"]))


def test_constraints_and_tiers_are_told_in_the_codec_string() -> None:
    record = bytearray.fromhex("01216000000090000000000078f000fcfdf8f800000f00")
    assert hevc.codec_string(bytes(record)) == "hvc1.1.6.H120.90"
    record[1:12] = bytes.fromhex("c40800000bb0000000001a")[:11]
    assert hevc.codec_string(bytes(record)) == "hvc1.C4.D0000010.L120.B0.0.0.0.0.1A"


def test_a_stream_without_parameter_sets_or_with_too_many_has_no_record() -> None:
    sets = bytes.fromhex("0000000142010101600000")
    with pytest.raises(BY_CODE["protocol_violation"]):
        hevc.parameter_sets(sets)
    many = b"".join(b"\0\0\0\1\x44\1" + bytes((1, number)) for number in range(1, 66))
    vps = b"\0\0\0\1\x40\1\1"
    with pytest.raises(BY_CODE["protocol_violation"], match="64"):
        hevc.parameter_sets(vps + sets + many)


@pytest.mark.parametrize("case", cases("hevc.json", "records"))
def test_what_an_encoder_tells_of_itself_is_not_in_the_record_made_anew(case: dict[str, Any]) -> None:
    record = bytes.fromhex(case["record"])
    # x265 writes its options into MP4's record, as user data of 2 KB and more.
    told = b"\x4e\x01\x05" + bytes(3_000)
    theirs = bytearray(record + b"\xa7" + (1).to_bytes(2, "big") + len(told).to_bytes(2, "big") + told)
    theirs[22] += 1
    assert hevc.hvcc(hevc.parse_hvcc(bytes(theirs))) == record


@pytest.mark.parametrize("units", ["a2000100020000", "a200010000", "a200010003400101"])
def test_a_record_with_a_set_that_is_none_is_refused(units: str) -> None:
    record = bytearray.fromhex("01016000000090000000000078f000fcfdf8f800000f01") + bytes.fromhex(units)
    with pytest.raises(BY_CODE["protocol_violation"], match="no kind"):
        hevc.parse_hvcc(bytes(record))


def code(value: int) -> str:
    """An unsigned Exp-Golomb code."""
    return "0" * ((value + 1).bit_length() - 1) + f"{value + 1:b}"


def layered(layers: int, told: list[tuple[bool, bool]]) -> bytes:
    """The sequence parameter set of 640x360 in several temporal layers, with what ``told`` says of the lower ones."""
    below = "".join(f"{profile:d}{level:d}" for profile, level in told)
    bits = "0000" + f"{layers - 1:03b}1" + "00000001" + "0" * 80 + f"{93:08b}"
    bits += below + "00" * (8 - len(told) if told else 0)
    bits += "".join("1" * (88 * profile + 8 * level) for profile, level in told)
    bits += code(0) + code(1) + code(640) + code(360) + "0" + code(0) + code(0) + code(4)
    bits += "1" + "".join(code(number) for layer in range(layers) for number in (4, layer, 0))
    bits += "1" + "0" * (-(len(bits) + 1) % 8)
    return b"\x42\x01" + int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\0\0", b"\0\0\3")


@pytest.mark.parametrize("told", [[], [(False, False)], [(True, True), (False, True)], [(True, False)] * 6])
def test_what_is_told_of_temporal_layers_is_read_over(told: list[tuple[bool, bool]]) -> None:
    info = hevc.parse_sps(layered(len(told) + 1, told))
    assert (info.width, info.height, info.level) == (640, 360, 93)
    assert (info.temporal_layers, info.max_num_reorder_pics) == (len(told) + 1, len(told))


def test_there_are_at_most_seven_temporal_layers() -> None:
    with pytest.raises(BY_CODE["protocol_violation"], match="7"):
        hevc.parse_sps(layered(8, [(False, False)] * 7))
