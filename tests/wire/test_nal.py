"""NAL units in both wrappings, as many as there may be."""

import pytest

from footlight.errors import ProtocolViolationError
from footlight.wire.nal import START, byte_stream_units, sample_of, sample_units

MOST = 8192


def test_a_picture_has_as_many_units_as_any_encoder_makes_and_no_more() -> None:
    units = [b"\x41"] * MOST
    assert list(sample_units(sample_of(units), 4, "H.264")) == units
    assert list(byte_stream_units(START + START.join(units), "H.264")) == units
    with pytest.raises(ProtocolViolationError, match="8192"):
        list(sample_units(sample_of([*units, b"\x41"]), 4, "H.264"))
    with pytest.raises(ProtocolViolationError, match="8192"):
        list(byte_stream_units(START + START.join([*units, b"\x41"]), "H.264"))


@pytest.mark.parametrize("sample", [b"\0", b"\0\0\0\0", b"\0\0\0\2\x41", b"\0\0\0\1\x41\0"])
def test_a_sample_that_is_cut_off_or_has_an_empty_unit_is_refused(sample: bytes) -> None:
    with pytest.raises(ProtocolViolationError):
        list(sample_units(sample, 4, "H.264"))
