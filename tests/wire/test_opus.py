"""The identification header of Opus."""

from dataclasses import asdict
from typing import Any

import pytest

from footlight.errors import BY_CODE
from footlight.wire.opus import OpusHead, opus_head, parse_opus_head
from tests.wire import media
from tests.wire.vectors import cases


@pytest.mark.parametrize("case", cases("opus.json", "good"))
def test_a_header_is_read(case: dict[str, Any]) -> None:
    head = asdict(parse_opus_head(bytes.fromhex(case["head"])))
    head["mapping"] = head["mapping"].hex()
    assert {"name": case["name"], "head": case["head"], **head} == case


@pytest.mark.parametrize("case", cases("opus.json", "bad"))
def test_a_malformed_header_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(BY_CODE[case["code"]]):
        parse_opus_head(bytes.fromhex(case["head"]))


@pytest.mark.parametrize(("channels", "rate"), [(1, 16_000), (2, 48_000)])
def test_a_header_that_is_written_is_read_the_same(channels: int, rate: int) -> None:
    assert parse_opus_head(opus_head(channels, 312, rate)) == OpusHead(channels, 312, rate, 0, 0, b"")


@pytest.mark.parametrize("channels", [0, 3])
def test_other_than_one_or_two_channels_are_refused(channels: int) -> None:
    with pytest.raises(ValueError, match="1 or 2"):
        opus_head(channels, 312)


def test_an_encoder_writes_the_same_header() -> None:
    track, _ = media.sound()
    assert opus_head(2, parse_opus_head(track.description).pre_skip) == track.description
