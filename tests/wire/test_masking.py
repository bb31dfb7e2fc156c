"""Masks as the websockets library makes them."""

import pytest
from websockets.utils import apply_mask

from footlight.wire.masking import masked

KEY = b"\x01\x80\xfe\x37"


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 48, 1_000_003])
@pytest.mark.parametrize("at", [0, 1, 2, 3, 48, 1_001])
def test_it_is_the_mask_of_the_whole_message_from_there_on(length: int, at: int) -> None:
    whole = bytes(index % 251 for index in range(at + length))
    assert bytes(masked(whole[at:], KEY, at)) == apply_mask(whole, KEY)[at:]


def test_what_is_masked_stays_as_it_is_and_may_begin_anywhere() -> None:
    whole = bytes(range(200))
    assert bytes(masked(memoryview(whole)[3:], KEY, 0)) == apply_mask(whole[3:], KEY)
    assert whole == bytes(range(200))
