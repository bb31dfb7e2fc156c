"""What a line may be: nothing that is not seen or spills over others; and no rule harms real writing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlight.chat.text import (
    LONGEST,
    MOST_BYTES,
    MOST_LINES,
    MOST_MARKS,
    Link,
    Mention,
    emoji,
    graphemes,
    line_text,
    links,
    mentions,
)
from footlight.errors import TextInvalidError

FAMILY = "👨‍👩‍👧‍👦"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
NASTY = st.text(
    st.sampled_from(
        "a é\n\r\t\u0301\u0316\u200b\u200c\u200d\u200e\u202a\u202e\u202c\u2066\u2067\u2069\u00ad\ufeff\ufe0f"
        "\ufe0e\u20e31#क्षم\u06cc\u0644한하漢\U000e0100👨👩🏽❤\U0001f1e9\U0001f1ea\U0001f3f4\U000e0067\U000e0062\U000e007f\x00\x1b\x85\u2028\u3164\u115f"
        "\u1160\ud800\ufffe\U000e0041\u180b\u17b4\u034f@:/.<&"
    ),
    max_size=60,
)


def refused(text: str) -> bool:
    try:
        line_text(text)
    except TextInvalidError:
        return True
    return False


def told(text: str) -> str:
    """Why it is refused."""
    with pytest.raises(TextInvalidError) as raised:
        line_text(text)
    return str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "Hello, world!",
        "two\nlines",
        "<script>alert(1)</script> **bold** &amp; ![x](y)",
        "Zürich, Æsop, Łódź",
        "می‌خواهم",
        "क्‍ष and क्‌ष",
        "தமிழ் நாடு",
        "สวัสดีครับ",
        "한국어",
        "日本語のテキスト",
        "葛\U000e0100城",
        "עברית ו-English",
        "a \u2067שלום\u2069 b",
        FAMILY,
        ENGLAND,
        "🇩🇪 🏳️‍🌈 👍🏽 1️⃣ ❤️ 🧑🏿‍🚀",
        "Việt Nam",
        "y̆ and q̃",
        "¯\\_(ツ)_/¯",
    ],
)
def test_real_writing_stays_as_it_is(text: str) -> None:
    assert line_text(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  hello \t ", "hello"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a \nb", "a\nb"),
        ("a\tb\u00a0c\u3000d", "a b c d"),
        ("pass\u200bword", "password"),
        ("pass\u00adword\ufeff", "password"),
        ("abc\u202edcba", "abcdcba"),
        ("a\u202ab\u202c", "ab"),
        ("a\u200eb\u200f", "ab"),
        ("open \u2067isolate", "open isolate"),
        ("a\u2069b\u2067c", "abc"),
        ("a\u2067b\nc\u2069d", "ab\ncd"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("a\u200db", "ab"),
        ("👨\u200d", "👨"),
        ("👨\u200da", "👨a"),
        ("a\ufe0f", "a"),
        ("a\U000e0061\U000e0062", "a"),
        ("\U0001f3f4\U000e0067", "\U0001f3f4"),
        ("\u0301a", "a"),
        ("a\n\u0301b", "a\nb"),
        ("e\u200b\u0301", "é"),
        ("a\ud800b\ufffec", "abc"),
        ("a\u3164b\u034f", "ab"),
    ],
)
def test_what_nobody_would_see_is_left_out(text: str, line: str) -> None:
    assert line_text(text) == line


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\u200d", "\u3164", "\u2800\u2800", "\u115f\u1160", "\u0301"])
def test_a_line_of_nothing_is_refused(text: str) -> None:
    assert "nothing to read" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "a" * (LONGEST + 1),
        "😀" * (LONGEST + 1),
        "😀" * 10_000,
        "漢" * 667,
        FAMILY * 100,
        "a" * 10_000_000,
        "a" + "\u0301\u0316" * 5_000_000,
    ],
    ids=["letters", "emoji", "10000 emoji", "bytes", "families", "megabytes", "marks"],
)
def test_what_is_too_long_is_refused(text: str) -> None:
    assert f"{LONGEST} letters" in told(text)


def test_as_long_as_may_be_is_taken() -> None:
    for text in ("a" * LONGEST, "😀" * LONGEST, FAMILY * 80, "é" * LONGEST, "e\u0301" * LONGEST):
        assert not refused(text)
    assert not refused("\n".join("a" * MOST_LINES))
    assert f"{MOST_LINES} lines" in told("\n".join("a" * (MOST_LINES + 1)))


def test_letters_do_not_grow_into_the_lines_around() -> None:
    tower = "Z" + "\u0300\u0301\u0302\u0303\u0316\u0317" * 50
    assert "accents" in told(tower)
    assert not refused("q" + "\u0300\u0301\u0302\u0303"[:MOST_MARKS])
    # A selector or a joiner between them makes no new letter.
    for between in ("\u200d", "\ufe0f", "\u034f", "\u2069\u2067", "\u200b"):
        assert refused("q" + between.join("\u0300\u0301\u0302\u0303\u0316\u0317"))
    assert refused("👍" + "\u0301" * 5)
    assert refused("a" + "\u20dd" * 5)


@given(NASTY | st.text(max_size=60))
def test_what_is_a_line_is_a_line_again_and_clean(text: str) -> None:
    try:
        line = line_text(text)
    except TextInvalidError:
        return
    assert line_text(line) == line
    assert unicodedata.is_normalized("NFC", line)
    assert len(line.encode()) <= MOST_BYTES
    assert graphemes(line) <= LONGEST
    assert not set(line) & set("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff\u00ad\r\x00\x1b")
    for part in line.split("\n"):
        opened = sum(part.count(sign) for sign in "\u2066\u2067\u2068")
        assert opened == part.count("\u2069")


@given(NASTY | st.text(max_size=60))
def test_what_is_found_is_where_it_is_said_to_be(text: str) -> None:
    for link in links(text):
        assert text[link.start : link.end] == link.url
    for mention in mentions(text):
        assert text[mention.start : mention.end] == "@" + mention.name


@given(st.text(max_size=300))
def test_a_letter_is_never_counted_twice(text: str) -> None:
    assert graphemes(text) <= len(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("abc", 3),
        ("e\u0301", 1),
        (FAMILY, 1),
        ("🇩🇪🇫🇷", 2),
        (ENGLAND + "x", 2),
        ("1️⃣2", 2),
        ("नि", 1),
        ("👍🏽👍", 2),
    ],
)
def test_letters_are_counted_as_people_do(text: str, count: int) -> None:
    assert graphemes(text) == count


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("👍", "👍"),
        ("👍🏽", "👍🏽"),
        ("❤", "❤️"),
        ("❤️", "❤️"),
        ("❤\ufe0e", "❤️"),
        ("☝️🏽", "☝🏽"),
        (FAMILY, FAMILY),
        ("🏳️‍🌈", "🏳️‍🌈"),
        ("1⃣", "1️⃣"),
        (ENGLAND, ENGLAND),
        ("🇩🇪", "🇩🇪"),
        (":wave:", ":wave:"),
    ],
)
def test_an_emoji_is_kept_in_one_form(raw: str, kept: str) -> None:
    assert emoji(raw) == kept
    assert emoji(kept) == kept


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "a",
        "1",
        "👍👍",
        "👍 ",
        ":a:",
        ":Wave:",
        "::",
        "<b>",
        "\u200d",
        "🇩",
        "👍" * 10_000,
        ":" + "a" * 33 + ":",
        "#",
    ],
)
def test_what_is_no_emoji_is_no_reaction(raw: str) -> None:
    with pytest.raises(TextInvalidError):
        emoji(raw)


def test_every_emoji_fits_the_database() -> None:
    longest = "\u200d".join(["👩🏽"] * 8)
    assert len(emoji(longest)) <= 40
    with pytest.raises(TextInvalidError):
        emoji("\u200d".join(["👩🏽"] * 9))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://a.example/x?y=1#z", ["https://a.example/x?y=1#z"]),
        ("(see http://a.example/x_(y)).", ["http://a.example/x_(y)"]),
        ("HTTP://A.EXAMPLE, and https://b.example!", ["HTTP://A.EXAMPLE", "https://b.example"]),
        ("javascript:alert(1) data:text/html,x ftp://a file:///etc", []),
        ("https:// http://.", []),
        ("<a href='https://a.example'>", ["https://a.example"]),
        ("xhttps://a.example", ["https://a.example"]),
    ],
)
def test_links_are_found(text: str, found: list[str]) -> None:
    assert [link.url for link in links(text)] == found
    assert links("go https://a.example") == [Link(3, 20, "https://a.example")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@ann hello", ["ann"]),
        ("hi @ann, @Bob! (@eve)", ["ann", "Bob", "eve"]),
        ("@ann. @ann-", ["ann", "ann"]),
        ("@Über @नमस्ते", ["Über", "नमस्ते"]),
        ("a@b.example", []),
        ("https://a.example/@ann", []),
        ("@ @x @_ab @@bob", ["bob"]),
        ("@" + "a" * 40, ["a" * 32]),
    ],
)
def test_mentions_are_found(text: str, found: list[str]) -> None:
    assert [mention.name for mention in mentions(text)] == found
    assert mentions("to @ann") == [Mention(3, 7, "ann")]


def test_no_text_takes_long_to_look_at() -> None:
    """Work that grows faster than the text would be an attack: these would take minutes then."""
    for unit in ("(", "@", "https://", "h", "\u2067", "\u200d", "👨\u200d", "\u0301", "\U0001f1e6", "a.", "http://a)"):
        text = (unit * MOST_BYTES)[:MOST_BYTES]
        refused(text)
        links(text)
        mentions(text)
