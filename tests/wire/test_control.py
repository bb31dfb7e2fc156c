"""footlight.1 control messages."""

import json
from typing import Any

import msgspec
import pytest

from footlight.errors import BY_CODE, ProtocolViolationError
from footlight.model.track import Encryption, Track
from footlight.wire.control import (
    Control,
    Hello,
    TrackInfo,
    Tracks,
    decode_control,
    encode_control,
    track_from_info,
    track_info,
)
from tests.wire.vectors import cases


def text_of(case: dict[str, Any]) -> str:
    """The JSON of a case; long ones are written as parts and how often they come."""
    parts: list[tuple[str, int]] = case.get("parts") or [(case["json"], 1)]
    return "".join(text * times for text, times in parts)


def fields_of(message: Control) -> dict[str, Any]:
    """A message as the vectors write it: all fields, bytes in hexadecimal."""
    fields = {name: getattr(message, name) for name in message.__struct_fields__}
    if isinstance(message, Tracks):
        fields["tracks"] = [track_fields(track) for track in message.tracks]
    return {"type": message.__struct_config__.tag, **fields}


def track_fields(track: TrackInfo) -> dict[str, Any]:
    keys = track.encryption
    encryption = keys and {"salt": keys.salt.hex(), "check": keys.check.hex()}
    return {**msgspec.structs.asdict(track), "description": track.description.hex(), "encryption": encryption}


@pytest.mark.parametrize("case", cases("control.json", "good"))
def test_a_message_is_read(case: dict[str, Any]) -> None:
    message = decode_control(text_of(case))
    assert message is not None
    assert fields_of(message) == case["message"]


@pytest.mark.parametrize("case", cases("control.json", "good"))
def test_a_message_that_is_written_is_read_the_same(case: dict[str, Any]) -> None:
    message = decode_control(text_of(case))
    assert message is not None
    assert decode_control(encode_control(message)) == message


@pytest.mark.parametrize("case", cases("control.json", "ignored"))
def test_a_type_to_come_is_ignored(case: dict[str, Any]) -> None:
    assert decode_control(text_of(case)) is None


@pytest.mark.parametrize("case", cases("control.json", "bad"))
def test_a_malformed_message_is_refused_by_its_code(case: dict[str, Any]) -> None:
    with pytest.raises(BY_CODE[case["code"]]) as raised:
        decode_control(text_of(case))
    assert len(str(raised.value)) < 300
    assert str(raised.value).isprintable()


def test_a_fraction_is_refused_where_a_whole_number_belongs_even_if_nothing_follows_the_point() -> None:
    # JavaScript cannot tell 1.0 from 1, so this is no vector; nobody may write it.
    with pytest.raises(ProtocolViolationError):
        decode_control('{"type":"ping","id":1.0}')


def test_deep_nesting_is_refused() -> None:
    depth = 30_000
    with pytest.raises(ProtocolViolationError):
        decode_control('{"type":"keyframe","x":' + "[" * depth + "]" * depth + "}")


def test_text_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(ProtocolViolationError):
        decode_control('{"type":"\ud800"}')


def test_defaults_are_not_written() -> None:
    assert json.loads(encode_control(Hello(version=1, role="watch"))) == {
        "type": "hello",
        "version": 1,
        "role": "watch",
    }


def test_a_track_survives_the_wire() -> None:
    track = Track(
        id=3, kind="video", name="screen", codec="avc1.42c01f", description=b"\1\2", timescale=90_000, generation=2,
        bitrate=5, width=640, height=360, fps=29.97, sample_rate=0, channels=0,
        encryption=Encryption(bytes(16), bytes(8)),
    )  # fmt: skip
    assert track_from_info(track_info(track)) == track


def test_a_track_on_the_wire_has_the_fields_of_the_model() -> None:
    assert set(TrackInfo.__struct_fields__) == set(Track.__dataclass_fields__)
