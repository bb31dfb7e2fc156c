"""What a run over a narrow link comes to, and its graph."""

from collections.abc import Sequence
from xml.etree import ElementTree

import pytest

from footlight.bench.throttlegraph import graph
from footlight.bench.verdict import Look, Picture, Run, rows, verdict


def run(late: Sequence[tuple[float, float]] = (), *, full_at: float = 31.0, frozen: bool = False) -> Run:
    """Ten pictures a second for 50 s, of which some are late; the link is narrow from 10 s to 20 s."""
    lags = dict(late)
    times = [number / 10 for number in range(500) if not (frozen and 110 < number < 125)]
    pictures = [Picture(at, lags.get(at, 20.0), 10_000, True) for at in times]
    looks = [Look(at / 2, 1.0 if at / 2 < 10 or at / 2 >= full_at else 0.2, 3 if at < 25 else 5) for at in range(100)]
    return Run(pictures, looks, cut=10.0, back=20.0, end=50.0)


def test_goals_are_met_by_a_good_run() -> None:
    found = verdict(run([(10.5, 700.0), (12.0, 501.0)]))
    assert (found.fresh_after_s, found.full_after_s, found.worst_ms, found.dropped) == (2.0, 11.0, 700.0, 2)
    assert found.longest_gap_ms == 100
    assert all(found.goals.values())
    assert verdict(run([(25.0, 700.0)])).fresh_after_s == 0, "the link is wide again"


def test_each_goal_can_be_missed() -> None:
    assert not verdict(run([(13.5, 501.0)])).goals["fresh within 3 s"]
    assert not verdict(run(frozen=True)).goals["no frozen second"]
    assert not verdict(run(full_at=50.5)).goals["full within 30 s"]
    assert verdict(run(full_at=999)).full_after_s is None


def test_pictures_that_never_come_back_are_no_good_run() -> None:
    whole = run()
    cut_off = Run([one for one in whole.pictures if one.at < 10], whole.looks, whole.cut, whole.back, whole.end)
    assert verdict(cut_off).longest_gap_ms == pytest.approx(40_100)
    assert not verdict(cut_off).goals["no frozen second"]
    assert not verdict(Run([], whole.looks, whole.cut, whole.back, whole.end)).goals["no frozen second"]


def test_rows_tell_the_link_and_what_came() -> None:
    told = rows(run([(11.0, 400.0)]))
    assert len(told) == 20
    assert [row.link_mbit_s for row in told[3:9]] == [10, 1, 1, 1, 1, 10]
    assert (told[4].max_ms, told[4].p50_ms, told[4].pictures, told[4].mbit_s) == (400.0, 20.0, 25, 0.8)
    assert (told[4].share, told[0].share, told[-1].dropped) == (0.2, 1.0, 2)


def test_the_graph_is_well_formed_and_tells_the_moments() -> None:
    drawn = graph(run())
    root = ElementTree.fromstring(drawn)  # noqa: S314 - made here
    words = " ".join(text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "link cut to 1 Mbit/s" in words
    assert "10 Mbit/s again" in words
    assert "prefers-color-scheme: dark" in drawn
