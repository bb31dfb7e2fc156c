"""A window as a source: what becomes of sizes, of sight, and of its end. The time is made up."""

import pytest

from footlight.capture import CaptureOptions, EndOfSource
from footlight.capture.source import Notice
from footlight.capture.window import Look
from footlight.capture.windowsource import WindowSource
from footlight.errors import DeviceVanishedError, SourceNotFoundError
from footlight.model.frame import VideoFormat, VideoFrame
from footlight.model.units import Micros
from tests.fakes.window import FakeWindow

SMALL, LARGE, HIDDEN = Look(64, 48, True), Look(128, 96, True), Look(64, 48, False)


class GoingClock:
    """Goes on by 20 ms whenever it is looked at."""

    def __init__(self) -> None:
        self.time = 1_000_000

    def now(self) -> Micros:
        self.time += 20_000
        return Micros(self.time)


def away() -> FakeWindow:
    raise SourceNotFoundError("there is none")


def source(
    window: FakeWindow, options: CaptureOptions | None = None, another: FakeWindow | None = None
) -> WindowSource:
    return WindowSource(
        "window:it",
        window,
        away if another is None else lambda: another,
        options or CaptureOptions(fps=30),
        GoingClock(),
    )


def sizes(opened: WindowSource, pictures: int) -> list[tuple[int, int]]:
    frames = [opened.read() for _ in range(pictures)]
    assert [frame.sequence for frame in frames] == list(range(pictures))
    assert all(frame.image.shape == (frame.height, frame.width, 4) for frame in frames)
    return [(frame.width, frame.height) for frame in frames]


def test_a_drag_of_the_border_is_one_new_size_and_not_a_hundred() -> None:
    drag = [Look(64 + step, 48 + step, True) for step in range(1, 100)]
    window = FakeWindow([*[SMALL] * 20, *drag, LARGE])
    seen = sizes(source(window), 30)
    assert list(dict.fromkeys(seen)) == [(64, 48), (128, 96)]
    assert window.grabs < 30, "while the border moves, the last picture is given again and nothing is grabbed"


def test_the_first_picture_waits_until_the_window_is_painted() -> None:
    assert source(FakeWindow([SMALL])).read().pts >= 200_000


def test_a_size_is_fitted_into_the_one_that_was_asked_for() -> None:
    opened = source(FakeWindow([Look(300, 100, True)]), CaptureOptions(fps=30, size=(64, 64)))
    assert opened.formats == (VideoFormat(64, 22, 30, "window"),)
    assert sizes(opened, 2) == [(64, 22)] * 2


def test_what_cannot_be_seen_is_told_once_and_its_last_picture_kept_alive() -> None:
    told: list[Notice] = []
    window = FakeWindow([*[SMALL] * 20, *[HIDDEN] * 150, SMALL])
    opened = source(window, CaptureOptions(fps=30, on_notice=told.append))
    while not told:
        before = opened.read()
    grabs = window.grabs
    again: VideoFrame = opened.read()
    assert [notice.state for notice in told] == ["hidden"]
    assert again.image is before.image
    assert 900_000 < again.captured_at - before.captured_at < 1_500_000
    assert window.grabs == grabs
    while window.grabs == grabs:
        opened.read()
    assert [notice.state for notice in told] == ["hidden", "shown"]


def test_a_window_that_closes_ends_its_source_and_says_so() -> None:
    told: list[Notice] = []
    window = FakeWindow([SMALL, SMALL, None])
    opened = source(window, CaptureOptions(fps=30, on_notice=told.append))
    with pytest.raises(EndOfSource):
        sizes(opened, 2)
    assert [(notice.source, notice.state) for notice in told] == [("window:it", "closed")]
    assert window.closed


def test_another_window_of_its_title_is_waited_for_where_that_is_wanted() -> None:
    told: list[Notice] = []
    window, another = FakeWindow([*[SMALL] * 20, None]), FakeWindow([LARGE])
    opened = source(window, CaptureOptions(fps=30, when_closed="wait", on_notice=told.append), another)
    while (frame := opened.read()).width != 128:
        assert frame.width == 64
    assert [notice.state for notice in told] == ["closed", "shown"]
    assert window.closed
    opened.close()
    assert another.closed


def test_a_window_that_stays_away_keeps_its_last_picture() -> None:
    opened = source(FakeWindow([*[SMALL] * 20, None]), CaptureOptions(fps=30, when_closed="wait"))
    assert set(sizes(opened, 20)) == {(64, 48)}
    opened.close()
    with pytest.raises(EndOfSource):
        opened.read()


def test_a_window_that_closed_before_it_was_open_is_not_found() -> None:
    window = FakeWindow([None])
    with pytest.raises(SourceNotFoundError, match="window:it"):
        source(window)
    assert window.closed


def test_a_window_whose_display_ends_as_it_is_opened_is_let_go() -> None:
    window = FakeWindow([DeviceVanishedError("the display ended")])
    with pytest.raises(DeviceVanishedError):
        source(window)
    assert window.closed


def test_a_window_that_is_away_is_looked_for_twice_a_second() -> None:
    searches = 0

    def find() -> FakeWindow:
        nonlocal searches
        searches += 1
        return away()

    options = CaptureOptions(fps=30, when_closed="wait")
    opened = WindowSource("window:it", FakeWindow([*[SMALL] * 20, None]), find, options, GoingClock())
    while opened.read().pts < 10_000_000:
        pass
    assert 15 <= searches <= 20


def test_a_window_that_takes_the_place_of_a_hidden_one_is_told_once() -> None:
    told: list[Notice] = []
    another = FakeWindow([SMALL])
    options = CaptureOptions(fps=30, when_closed="wait", on_notice=told.append)
    opened = source(FakeWindow([*[SMALL] * 20, *[HIDDEN] * 20, None]), options, another)
    while not another.grabs:
        opened.read()
    assert [notice.state for notice in told] == ["hidden", "closed", "shown"]


def test_a_window_that_takes_the_place_of_another_of_its_size_is_shown_when_it_is_painted() -> None:
    window, another, clock = FakeWindow([*[SMALL] * 20, None]), FakeWindow([SMALL]), GoingClock()
    found: list[int] = []

    def find() -> FakeWindow:
        found.append(clock.time)
        return another

    opened = WindowSource("window:it", window, find, CaptureOptions(fps=30, when_closed="wait"), clock)
    while not another.grabs:
        frame = opened.read()
    assert frame.captured_at - found[0] >= 180_000
