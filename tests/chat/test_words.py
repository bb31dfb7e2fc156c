"""By which words lines are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlight.chat.words import LONGEST, asked, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello, hello WORLD!", ["hello", "world"]),
        ("Ünïcödé Straße", ["unicode", "strasse"]),
        ("foo-bar foo_bar a.b", ["foo", "bar", "a", "b"]),
        ("日本語", ["日本", "本語", "語"]),
        ("go日本go", ["go", "日本", "本"]),
        ("x" * 100, ["x" * LONGEST]),
        ("🎉🎉 wow", ["🎉", "wow"]),
        ("\u200bhid\u200bden", ["hidden"]),
        ("", []),
        ("?! ...", []),
    ],
)
def test_words_of_a_line(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("text", "whole", "beginning"),
    [
        ("hello wor", ["hello"], "wor"),
        ("hello wor ", ["hello", "wor"], None),
        ("日本語", ["日本", "本語"], None),
        ("日", [], "日"),
        ("日 ", [], "日"),
        ("go日本", ["go", "日本"], None),
        ("日本go", ["日本"], "go"),
        ("", [], None),
        (" !", [], None),
    ],
)
def test_what_is_asked_for(text: str, whole: list[str], beginning: str | None) -> None:
    assert asked(text) == (whole, beginning)


@given(st.text(max_size=80))
def test_a_line_is_found_by_itself(text: str) -> None:
    there = words(text)
    whole, beginning = asked(text)
    assert set(whole) <= set(there)
    assert beginning is None or any(word.startswith(beginning) for word in there)


@given(st.text(max_size=80))
def test_words_hold_no_sign_that_a_question_is_made_of(text: str) -> None:
    """They stand between quotes and spaces, and what begins with # is a room."""
    assert not set("".join(words(text))) & set("\"'#*&|!()<>: \\\x00\n\t")
    assert all(0 < len(word) <= LONGEST for word in words(text))
