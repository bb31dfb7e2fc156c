"""What filters catch, and what they let through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlight.chat.moderation.filters import KINDS, Filter, Filters, checked
from footlight.errors import OptionInvalidError


def caught(kind: str, pattern: str, text: str, times: int = 0) -> bool:
    of, what, does = checked(kind, pattern, "refuse")
    return Filters([Filter(1, of, what, does)]).caught(text, times) is not None


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("spam", "this is SPAM!"),
        ("spam", "s.p.a.m"),
        ("spam", "s p a m for all"),
        ("spam", "sp@m"),
        ("spam", "spaaaaam"),
        ("spam", "ѕраm"),
        ("spam", "spám"),
        ("spam", "buy-spam-now"),
        ("sell*", "selling things"),
        ("*coin", "get bitcoin"),
        ("*coin*", "shitcoins"),
        ("free money", "get FREE, money here"),
        ("ass", "asss"),
        ("free money", "FR33 m0ney"),
        ("💩", "so 💩💩"),
        ("垃圾", "这是垃圾信息"),
        ("2024", "in 2024"),
    ],
)
def test_a_word_is_caught_however_it_is_written(pattern: str, text: str) -> None:
    assert caught("word", pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("spam", "spammy"),
        ("ass", "as a class, assess it"),
        ("sell*", "resell"),
        ("*coin", "coins"),
        ("free money", "money is free"),
        ("bad", "b and a and d"),
        ("💩", "🙂"),
        ("hell", "hello, shell"),
    ],
)
def test_other_words_pass(pattern: str, text: str) -> None:
    assert not caught("word", pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text", "is_caught"),
    [
        ("*", "see https://example.org/x", True),
        ("*", "see example.com", True),
        ("*", "at 10.30 e.g. node.js, see?", False),
        ("*", "mail ann@example.com", False),
        ("evil.com", "https://www.EVIL.com./x", True),
        ("evil.com", "https://user:pw@evil.com:8443/x", True),
        ("evil.com", "https://evil.com.good.org/", False),
        ("evil.com", "https://notevil.com/", False),
        ("* -example.org", "https://docs.example.org/a", False),
        ("* -example.org", "https://example.org.evil.com/a", True),
        ("* -example.org", "https://example.org\\@evil.com/a", False),
        ("one.com two.com", "go to two.com", True),
        # As browsers read them.
        ("evil.zip", "https:///evil.zip/x", True),
        ("*", "https:///evil.zip/x", True),
        ("evil.zip", "https://\\evil.zip", True),
        ("evil.zip", "https://evil\u3002zip", True),
        ("evil.zip", "https://ev%69l.zip", True),
        ("evil.zip", "https://\uff45vil\uff0ezip:443", True),
        ("evil.zip", "https://a@b@evil.zip", True),
        ("* -good.example", "https://a@good.example:1@evil.zip", True),
        ("* -good.example", "https://good.example%2F@evil.zip", True),
        ("* -good.example", "https://a:1@good.example:443/x@evil.zip", False),
    ],
)
def test_links_are_caught_by_where_they_lead(pattern: str, text: str, is_caught: bool) -> None:
    assert caught("link", pattern, text) is is_caught


@pytest.mark.parametrize(
    ("text", "times", "is_caught"),
    [("hello", 2, False), ("hello", 3, True), ("no no no", 0, False), ("no no, NO no", 0, True)],
)
def test_repetition_is_caught_from_so_many_times_on(text: str, times: int, is_caught: bool) -> None:
    assert caught("repetition", "3", text, times) is is_caught


def test_the_hardest_of_those_that_catch_a_line_decides() -> None:
    filters = Filters(
        [Filter(1, "word", "a", "hold"), Filter(2, "word", "b", "timeout"), Filter(3, "word", "c", "refuse")]
    )
    found = [filters.caught(text) for text in ("xx", "a", "a c", "a b c")]
    assert [one and one.id for one in found] == [None, 1, 3, 2]


@pytest.mark.parametrize(
    ("kind", "pattern", "action"),
    [
        ("smell", "x", "refuse"), ("word", "x", "jail"), ("word", "", "refuse"), ("word", "***", "refuse"),
        ("word", "x" * 201, "refuse"), ("link", "-example.org", "refuse"), ("repetition", "1", "refuse"),
        ("repetition", "many", "refuse"), ("repetition", "٣", "refuse"),
    ],
)  # fmt: skip
def test_what_can_be_no_filter_is_refused(kind: str, pattern: str, action: str) -> None:
    with pytest.raises(OptionInvalidError):
        checked(kind, pattern, action)


@given(st.text(max_size=300), st.text(max_size=20), st.sampled_from(KINDS))
def test_any_line_is_looked_through_for_anything(text: str, pattern: str, kind: str) -> None:
    try:
        of, what, does = checked(kind, pattern, "refuse")
    except OptionInvalidError:
        return
    filters = Filters([Filter(1, of, what, does)])
    filters.caught(text)
    filters.catches_nick(text)
    if of == "word" and "*" not in what:
        # What is written as the pattern is, is caught.
        assert filters.caught(what) is not None


@pytest.mark.parametrize("text", ["a" * 2_000, "a " * 1_000, "." * 2_000, "a." * 900, "ａ" * 600, "https://" * 200])
def test_long_lines_are_looked_through_at_once(text: str) -> None:
    """No pattern of words, nor of lines, makes it slow."""
    filters = Filters(Filter(number, "word", "*aaaaaaaaab*", "refuse") for number in range(50))
    assert filters.caught(text) is None
