"""What the other end refused us with."""

import pytest

from footlight.client.refusal import refusal
from footlight.errors import BY_CODE, SlowDownError
from footlight.model.units import Micros


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_every_code_becomes_its_error_with_the_other_end_s_words(code: str) -> None:
    found = refusal(code, "no")
    assert type(found) is BY_CODE[code]
    assert str(found).startswith("no")
    assert str(refusal(code, "")).startswith(code)


@pytest.mark.parametrize(("wait", "seconds"), [(1, 1), (900_000_000, 900)])
def test_how_long_to_wait_is_told_once(wait: int, seconds: int) -> None:
    told = SlowDownError("too many wrong tries", wait)
    found = refusal("slow_down", str(told))
    assert isinstance(found, SlowDownError)
    assert (str(found), found.retry_after) == (str(told), seconds * 1_000_000)


def test_a_number_that_says_how_long_to_wait_is_believed_before_words() -> None:
    found = refusal("slow_down", str(SlowDownError("too many lines", 1_200_000)), Micros(1_200_000))
    assert isinstance(found, SlowDownError)
    assert (str(found), found.retry_after) == ("too many lines: try again in 2 seconds", 1_200_000)


def test_a_code_of_another_version_is_none_of_ours() -> None:
    assert refusal("brand_new", "no") is None
