"""Sizes and bitrates as people write them."""

import pytest

from footlight.cli.quantities import one_of, parse_bitrate, parse_duration, parse_gains, parse_size
from footlight.errors import OptionInvalidError


def test_sizes_are_width_and_height() -> None:
    assert parse_size(" 1280X720 ") == (1280, 720)


@pytest.mark.parametrize("text", ["", "1280", "1280x", "-1x2", "1280*720", "12800000x1"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(OptionInvalidError):
        parse_size(text)


@pytest.mark.parametrize(
    ("text", "bits"), [("4M", 4_000_000), ("2500k", 2_500_000), ("1.5m", 1_500_000), ("800000", 800_000)]
)
def test_bitrates_have_units(text: str, bits: int) -> None:
    assert parse_bitrate(text) == bits


@pytest.mark.parametrize("text", ["", "M", "-4M", "4G", "4 M", "nan", "1e6"])
def test_what_is_no_bitrate_is_refused(text: str) -> None:
    with pytest.raises(OptionInvalidError):
        parse_bitrate(text)


def test_gains_are_decibels_by_name() -> None:
    assert parse_gains(["system=-12", "mic-2=+3.5dB", "mic=0", "system=-6"]) == {"system": -6, "mic-2": 3.5, "mic": 0}
    assert parse_gains([]) == {}


@pytest.mark.parametrize("text", ["", "mic", "mic=", "=3", "mic=loud", "mic=1e2", "mic=-", "mic=nan", "mic=3 0"])
def test_what_is_no_gain_is_refused(text: str) -> None:
    with pytest.raises(OptionInvalidError, match="SOUND=DECIBELS"):
        parse_gains([text])


def test_a_word_is_one_of_those_that_are_known() -> None:
    assert one_of("--sound", "tracks", ("mixed", "tracks")) == "tracks"
    with pytest.raises(OptionInvalidError, match="--sound 'track' is none of mixed, tracks"):
        one_of("--sound", "track", ("mixed", "tracks"))


@pytest.mark.parametrize(
    ("text", "micros"), [("90s", 90_000_000), ("10m", 600_000_000), ("1.5H", 5_400_000_000), (" 1h ", 3_600_000_000)]
)
def test_times_have_units(text: str, micros: int) -> None:
    assert parse_duration("--record-every", text) == micros


@pytest.mark.parametrize("text", ["", "10", "m", "-4m", "1d", "1 h", "nan", "1e6s", "1h30m"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(OptionInvalidError, match="--record-every"):
        parse_duration("--record-every", text)
