"""How an entry looks: whatever it holds, it stays within its rows and obeys no one."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from footlight.client.chat.entry import Entry
from footlight.client.chat.told import Author, Line, Person, Privately, Quote, Reactions
from footlight.terminal.looks import Setting, height, rows
from footlight.terminal.palette import DARK, LIGHT
from footlight.terminal.plain import plain

TEXT = st.text(max_size=200) | st.text("ab \n@👍🏽\u200d❤️漢\u0301\u202e\x1b[]/:.https", max_size=80)
LINES = st.builds(
    Line,
    id=st.just(1),
    seq=st.just(1),
    author=st.builds(Author, rank=st.sampled_from(["owner", "guest", "new rank"]), colour=TEXT, nick=st.none() | TEXT),
    kind=st.sampled_from(["say", "me", "announce", "new kind"]),
    text=TEXT,
    sent_at=st.integers(0, 2**45),
    reply=st.none() | st.builds(Quote, message=st.just(1), text=TEXT, nick=st.none() | TEXT),
    edited_at=st.none() | st.just(1),
    reactions=st.lists(st.builds(Reactions, emoji=TEXT, count=st.integers(0, 10**9)), max_size=5),
)
PEOPLE = st.builds(Person, nick=TEXT, rank=st.just("guest"), colour=st.just("red"))
ENTRIES = (
    st.builds(lambda line: Entry(1, "line", line), LINES)
    | st.builds(
        lambda one, other, text: Entry(-1, "private", private=Privately(one, other, text, 5, True)),
        PEOPLE,
        PEOPLE,
        TEXT,
    )
    | st.builds(lambda text: Entry(-1, "error", text=text), TEXT)
)
SETTINGS = st.builds(Setting, st.integers(0, 130), st.booleans(), st.booleans(), st.booleans())


@given(ENTRIES, SETTINGS, st.sampled_from([DARK, LIGHT]))
def test_an_entry_stays_within_its_rows(entry: Entry, setting: Setting, palette: object) -> None:
    found = rows(entry, setting, DARK if palette is DARK else LIGHT)
    assert height(entry, setting, DARK) == len(found)
    assert all("\n" not in row.plain for row in found)
    if setting.width >= 20:
        assert [row.plain for row in found if cell_len(row.plain.rstrip()) > setting.width] == []


@given(TEXT)
def test_nothing_in_it_is_obeyed(text: str) -> None:
    shown = plain(text)
    assert all(sign == "\n" or unicodedata.category(sign)[0] != "C" for sign in shown)


def test_a_nick_has_no_lines() -> None:
    line = Line(1, 1, Author("owner", "red", "a\nb"), "say", "hi", 0)
    assert (
        len(rows(Entry(1, "line", line), Setting(80), DARK)) == height(Entry(1, "line", line), Setting(80), DARK) == 1
    )
