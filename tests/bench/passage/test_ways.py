"""Which tool a way needs."""

import pytest

from footlight.bench import busy, cable, frames
from footlight.bench.passage import ways
from footlight.bench.passage.ways import Way


def test_a_peer_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "find_spec", lambda _: None)
    wanted: tuple[Way, ...] = ("footlight raw", "netgear jpeg", "imagezmq req raw", "vidstream jpeg")
    assert [ways.missing(way) for way in wanted] == ["", "vidgear", "imagezmq", "vidstream"]


@pytest.mark.parametrize("compared", [frames.WAYS, cable.WAYS, busy.WAYS])
def test_every_way_is_compared_once(compared: tuple[Way, ...]) -> None:
    assert len(set(compared)) == len(compared)
