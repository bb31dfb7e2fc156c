"""Which window a name means."""

import pytest

from footlight.capture.sources import WindowSpec, parse_source
from footlight.capture.window import WindowInfo, chosen, successor
from footlight.errors import SourceNotFoundError


def window(id: int, title: str) -> WindowInfo:
    return WindowInfo(id, title, 640, 360, hidden=False)


TERM, OTHER_TERM, EDITOR = window(1, "Terminal"), window(2, "Terminal – logs"), window(0x30, "Straße.txt – Editor")
ALL = [TERM, OTHER_TERM, EDITOR]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("window:editor", EDITOR),
        ("window:STRASSE", EDITOR),
        ("window:terminal", TERM),
        ("window:logs", OTHER_TERM),
        ("window:0x30", EDITOR),
        ("window:0X30", EDITOR),
        ("window:48", EDITOR),
    ],
)
def test_a_window_is_found_by_its_whole_title_then_by_a_part_and_by_its_number(text: str, found: WindowInfo) -> None:
    spec = parse_source(text)
    assert isinstance(spec, WindowSpec)
    assert chosen(spec, ALL) is found


def test_of_several_windows_the_error_names_each_as_it_may_be_typed() -> None:
    with pytest.raises(SourceNotFoundError, match=r"window:0x1 \(Terminal\), window:0x2 \(Terminal – logs\)$"):
        chosen(WindowSpec("term"), ALL)


def test_two_windows_of_the_same_whole_title_are_not_guessed_between() -> None:
    with pytest.raises(SourceNotFoundError, match="any of 2"):
        chosen(WindowSpec("Terminal"), [TERM, window(9, "Terminal")])


def test_what_is_not_there_is_told_with_what_is_there_and_never_endlessly() -> None:
    many = [window(number, f"note {number}") for number in range(100)]
    with pytest.raises(SourceNotFoundError, match=r"no window:mail.*note 7\) and 92 more$"):
        chosen(WindowSpec("mail"), many)
    with pytest.raises(SourceNotFoundError, match="no window with a title"):
        chosen(WindowSpec(id=7), [])


def test_a_window_without_a_name_is_the_only_one() -> None:
    assert chosen(WindowSpec(), [EDITOR]) is EDITOR
    with pytest.raises(SourceNotFoundError, match="any of 3"):
        chosen(WindowSpec(), ALL)


@pytest.mark.parametrize("spec", [WindowSpec(id=1), WindowSpec()])
def test_only_a_window_of_the_very_same_title_takes_the_place_of_one_that_was_not_named(spec: WindowSpec) -> None:
    again = window(9, "Terminal")
    assert successor(spec, TERM, [OTHER_TERM, again, EDITOR]) is again
    for others in ([EDITOR], [OTHER_TERM], [again, window(10, "Terminal")], []):
        with pytest.raises(SourceNotFoundError, match="'Terminal'"):
            successor(spec, TERM, others)


def test_a_window_without_a_title_has_no_successor() -> None:
    with pytest.raises(SourceNotFoundError):
        successor(WindowSpec(id=1), window(1, ""), [window(2, "")])


def test_a_window_that_was_named_is_followed_by_one_that_the_name_means() -> None:
    assert successor(WindowSpec("edit"), EDITOR, [window(9, "readme – Editor"), TERM]).id == 9
