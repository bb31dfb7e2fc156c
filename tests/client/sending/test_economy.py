"""What a lane gives up first, of each codec."""

import pytest

from footlight.client.sending.economy import Economy, Plan
from footlight.client.sending.lane import CodingOptions
from footlight.client.sending.quality import Quality
from footlight.codec.pictures import PictureCodec
from footlight.errors import OptionInvalidError
from footlight.model.frame import VideoFormat

HD = VideoFormat(1280, 720, 30.0, "screen")
DEFAULT = 4_147_200


def plan(share: float, codec: PictureCodec = "h264", coding: CodingOptions | None = None) -> Plan:
    return Economy(codec, coding or CodingOptions()).plan(HD, Quality(network=share))


@pytest.mark.parametrize("codec", ["h264", "jpeg", "raw", "bgr"])
def test_bitrate_goes_first_then_the_rate_then_the_size(codec: PictureCodec) -> None:
    plans = [plan(share, codec) for share in (1.0, 0.5, 0.2, 0.12, 0.08, 0.05, 0.03, 0.02)]
    assert plans[0].every == plans[0].shrink == 1
    assert [one.bitrate for one in plans] == sorted((one.bitrate for one in plans), reverse=True)
    assert [one.every for one in plans] == sorted(one.every for one in plans)
    assert [one.shrink for one in plans] == sorted(one.shrink for one in plans)
    assert next(one for one in plans if one.shrink > 1).every == 3
    assert plans[-1].shrink > 1


def test_h264_at_a_fifth_of_its_bitrate_is_coarse_and_still_whole() -> None:
    assert plan(0.2) == Plan(round(DEFAULT * 0.2), every=1, shrink=1)


def test_raw_pictures_get_no_smaller_so_there_are_fewer() -> None:
    assert plan(0.6, "raw").every == 2


def test_the_network_never_takes_more_than_the_least_pictures() -> None:
    assert plan(0.02, coding=CodingOptions(min_fps=15)).every == 2
    assert plan(0.02, coding=CodingOptions(min_fps=60)).every == 1
    assert plan(0.02, coding=CodingOptions(min_fps=60)).shrink > plan(0.02).shrink
    assert Economy("h264", CodingOptions(min_fps=5)).most_every(HD) == 6


def test_a_person_may_want_less_and_the_bitrate_follows() -> None:
    economy = Economy("h264", CodingOptions())
    assert economy.ceiling(HD, Quality()) == DEFAULT
    assert economy.ceiling(HD, Quality(bitrate=0.5)) == DEFAULT // 2
    assert economy.ceiling(HD, Quality(shrink=2)) == DEFAULT // 4
    assert economy.ceiling(HD, Quality(every=2)) == DEFAULT // 2
    assert economy.plan(HD, Quality(every=2, shrink=2)) == Plan(DEFAULT // 8, every=2, shrink=2)
    assert economy.plan(HD, Quality(every=30)).every == 6


def test_a_given_bitrate_is_the_most_whatever_the_size() -> None:
    economy = Economy("h264", CodingOptions(max_bitrate=1_000_000))
    assert economy.ceiling(HD, Quality()) == economy.ceiling(HD, Quality(shrink=2)) == 1_000_000


def test_quality_scales_what_h264_takes_by_itself() -> None:
    assert Economy("h264", CodingOptions(quality=100)).ceiling(HD, Quality()) == 2 * DEFAULT
    assert Economy("h264", CodingOptions(quality=60)).ceiling(HD, Quality()) == DEFAULT // 2
    given = CodingOptions(quality=60, max_bitrate=1_000_000)
    assert Economy("h264", given).ceiling(HD, Quality()) == 1_000_000


def test_a_size_does_not_come_and_go() -> None:
    economy = Economy("h264", CodingOptions())
    small = economy.plan(HD, Quality(network=0.045))
    assert small.shrink == 1.5
    assert economy.plan(HD, Quality(network=0.052)).shrink == 1.5
    assert plan(0.052).shrink == 1
    assert economy.plan(HD, Quality(network=0.08)).shrink == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"quality": 0}, "a quality of 0 cannot be: give 1 to 100"),
        ({"quality": 101}, "a quality of 101 cannot be"),
        ({"min_fps": 0}, "cannot be the least"),
        ({"min_fps": float("nan")}, "cannot be the least"),
        ({"max_bitrate": 49_999}, "49999 bits a second are too few"),
    ],
)
def test_what_cannot_be_is_refused_in_words(options: dict[str, float], said: str) -> None:
    with pytest.raises(OptionInvalidError, match=said):
        CodingOptions(**options)  # type: ignore[arg-type]
