"""Text that people write for others."""

import pytest

from footlight.errors import OptionInvalidError
from footlight.model.wording import one_line, several_lines


@pytest.mark.parametrize("text", ["", "a", "Ünï¢ödé", "日本語", "👩‍👩‍👧 🏳️‍🌈", "שלום", "a  b", "x" * 20, "نص عربي"])
def test_what_people_write_stays(text: str) -> None:
    assert one_line("a title", text, 20) == text
    assert several_lines("a description", text, 20) == text


def test_spaces_around_it_go() -> None:
    assert one_line("a title", " \t\n a b \r\n", 3) == "a b"


def test_several_lines_end_alike() -> None:
    assert several_lines("a description", "a\r\nb\rc\n\n\td\n", 20) == "a\nb\nc\n\n\td"
    assert several_lines("a description", "a\r\n" * 10, 19) == "a\n" * 9 + "a"


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f", "\x85", "\ud800", "\u2028", "\u2029", "\u202e", "\u2066"])
def test_signs_that_hide_or_break_something_are_refused(sign: str) -> None:
    for check in (one_line, several_lines):
        with pytest.raises(OptionInvalidError, match="a title cannot have the sign") as raised:
            check("a title", f"a{sign}b", 20)
        assert str(raised.value).isprintable()


def test_one_line_is_one() -> None:
    for sign in "\n\r\t":
        with pytest.raises(OptionInvalidError):
            one_line("a title", f"a{sign}b", 20)


@pytest.mark.parametrize("check", [one_line, several_lines])
def test_too_long_is_told(check: object) -> None:
    assert callable(check)
    for text in ("x" * 21, "x" * 10_000_000, " " * 10_000_000 + "x" * 21):
        with pytest.raises(OptionInvalidError, match="at most 20 letters"):
            check("a title", text, 20)
