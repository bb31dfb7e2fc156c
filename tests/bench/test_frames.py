"""The parts of `footlight bench frames` that need no processes."""

from itertools import islice

import pytest

from footlight.bench import frames, ways
from footlight.bench.pictures import HEIGHT, WIDTH, pictures
from footlight.capture import timestrip
from footlight.clock import SystemClock
from footlight.errors import OptionInvalidError


def test_every_picture_tells_its_number_and_when_it_was_given_out() -> None:
    clock = SystemClock()
    began = clock.now()
    for number, image in enumerate(islice(pictures(clock), 3), 1):
        assert image.shape == (HEIGHT, WIDTH, 3)
        stamp = timestrip.read(image)
        assert stamp is not None
        assert stamp.number == number
        assert began <= stamp.captured_at(clock.now()) <= clock.now()


def test_a_peer_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "find_spec", lambda _: None)
    assert [ways.missing(way) for way in ("footlight raw", "netgear jpeg", "imagezmq req raw")] == [
        "",
        "vidgear",
        "imagezmq",
    ]


@pytest.mark.parametrize("duration", [0, 601])
def test_a_duration_that_cannot_be_is_refused(duration: float) -> None:
    with pytest.raises(OptionInvalidError):
        frames.FramesOptions(duration)
