"""What ``footlight send`` makes of its options."""

import pytest

from footlight.cli.send import coded_for
from footlight.client.sending.lane import CodingOptions


@pytest.mark.parametrize(
    ("coding", "fps", "size", "coded"),
    [
        (CodingOptions(), None, None, "fit"),
        (CodingOptions(), 30.0, None, "decode"),
        (CodingOptions(), None, "640x360", "decode"),
        (CodingOptions(max_bitrate=4_000_000), None, None, "decode"),
        (CodingOptions(codec="h264"), None, None, "decode"),
        (CodingOptions(codec="jpeg"), None, None, "decode"),
        (CodingOptions(codec="copy"), None, None, "copy"),
        (CodingOptions(codec="copy"), 30.0, "640x360", "copy"),
    ],
)
def test_pictures_are_passed_on_where_nothing_else_is_asked_of_them(
    coding: CodingOptions, fps: float | None, size: str | None, coded: str
) -> None:
    assert coded_for(coding, fps, size) == coded
