"""What is missing in a recording."""

from pathlib import Path

from footlight.client.recording.gap import Gap, Hole, joined, strongest
from footlight.model.units import Micros


def hole(start: int, end: int, track: str = "main", **why: str) -> Hole:
    return Hole(Micros(start), Micros(end), why.get("why", "missing"), (track,))  # type: ignore[arg-type]


def test_the_reason_that_explains_the_others_is_told() -> None:
    assert strongest("tampered", None, "connection lost", "skipped") == "connection lost"
    assert strongest(None) == "missing"


def test_holes_of_several_tracks_at_a_time_are_one() -> None:
    assert joined([hole(20, 50), hole(10, 40, "sound", why="skipped"), hole(60, 70)]) == [
        Hole(Micros(10), Micros(50), "skipped", ("sound", "main")),
        hole(60, 70),
    ]


def test_holes_that_touch_are_two() -> None:
    assert joined([hole(10, 20), hole(20, 30)]) == [hole(10, 20), hole(20, 30)]


def test_a_gap_is_told_in_its_file_s_time_and_in_words() -> None:
    gap = hole(12_500_000, 16_700_000, why="sender away").gap(Path("a.mp4"), Micros(10_000_000), ["main"])
    assert gap == Gap(Path("a.mp4"), 2.5, 4.2, "sender away", ("main",))
    assert gap.words == "4.200 s missing: sender away (main)"


def test_what_is_missing_is_named_in_the_order_of_the_file_s_tracks() -> None:
    both = Hole(Micros(0), Micros(1), "missing", ("gone", "sound", "main"))
    assert both.gap(Path("a.mp4"), Micros(0), ["main", "camera", "sound"]).tracks == ("main", "sound", "gone")
