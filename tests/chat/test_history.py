"""Pages of a room's lines, what became of them meanwhile, and what is found in them."""

import pytest
from sqlalchemy import text

from footlight.chat.history import MOST
from footlight.chat.line import Say
from footlight.errors import TextInvalidError
from footlight.model.channel import ChannelName
from tests.chat.kept import ANN, EVE, GUY, LOBBY, MOD, OTHER, Kept


async def fill(kept: Kept, count: int) -> list[int]:
    """Gives the ids."""
    done = await kept.lines.do(LOBBY, [Say(EVE, f"f{number}", f"line {number}") for number in range(count)])
    await kept.say("elsewhere", channel=OTHER)
    return [one.line.id for one in done if not isinstance(one, Exception)]


async def test_pages_lead_through_the_whole_room(kept: Kept) -> None:
    ids = await fill(kept, 25)
    seen = [line.text for line in await kept.history.newest(LOBBY, 10)]
    assert seen == [f"line {number}" for number in range(15, 25)]
    assert await kept.texts(before=ids[15], limit=10) == [f"line {number}" for number in range(5, 15)]
    assert await kept.texts(before=ids[5], limit=10) == [f"line {number}" for number in range(5)]
    assert await kept.texts(before=ids[0]) == []
    assert await kept.texts(after=ids[20]) == [f"line {number}" for number in range(21, 25)]
    assert await kept.texts(after=ids[0], limit=2) == ["line 1", "line 2"]
    assert await kept.texts(after=ids[3], before=ids[6]) == ["line 4", "line 5"]
    assert await kept.texts(after=ids[-1]) == []


async def test_a_page_is_bounded(kept: Kept) -> None:
    await fill(kept, MOST + 5)
    assert len(await kept.texts(limit=10**9)) == MOST


async def test_of_a_line_that_is_not_in_the_room_there_is_no_page(kept: Kept) -> None:
    ids = await fill(kept, 3)
    elsewhere = ids[-1] + 1
    for where in ({"before": elsewhere}, {"after": elsewhere}, {"before": 10**15}, {"after": 10**15}):
        assert await kept.texts(**where) == []
    assert await kept.history.line(LOBBY, elsewhere) is None
    assert await kept.history.changed(LOBBY, elsewhere) == []
    assert await kept.history.newest(ChannelName("nowhere")) == []


async def test_deleted_lines_take_no_place_on_a_page(kept: Kept) -> None:
    ids = await fill(kept, 20)
    for number in range(5, 18):
        await kept.delete(ids[number], MOD)
    assert await kept.texts(limit=4) == ["line 3", "line 4", "line 18", "line 19"]
    # A deleted line still says where a page begins.
    assert await kept.texts(before=ids[10], limit=2) == ["line 3", "line 4"]
    deleted = await kept.history.line(LOBBY, ids[10])
    assert deleted is not None
    assert (deleted.text, deleted.deleted_at is None) == ("", False)


async def test_who_was_away_is_told_what_became_of_lines(kept: Kept) -> None:
    old = [await kept.say(f"old {number}") for number in range(4)]
    kept.clock.forward(600)
    await kept.edit(old[3].id, "edited long before")
    kept.clock.forward(600)
    last = await kept.say("the last that is known")
    await kept.edit(old[0].id, "edited")
    await kept.delete(old[1].id)
    await kept.react(last.id)
    new = await kept.say("new")
    await kept.edit(new.id, "new, and edited")
    changed = await kept.history.changed(LOBBY, last.id)
    assert [(line.id, line.text, bool(line.reactions)) for line in changed] == [
        (old[0].id, "edited", False), (old[1].id, "", False), (last.id, "the last that is known", True),
    ]  # fmt: skip
    assert [line.id for line in await kept.history.changed(LOBBY, last.id, 1)] == [last.id]


async def test_lines_are_found_by_their_words_the_newest_first(kept: Kept) -> None:
    for line in ("The cat sat", "a CAT, and a dog!", "concatenate", "dogs alone", "The cats"):
        await kept.say(line)
    await kept.say("a cat elsewhere", channel=OTHER)
    assert await kept.found("cat ") == ["a CAT, and a dog!", "The cat sat"]
    # The last word is still in typing.
    assert await kept.found("cat") == ["The cats", "a CAT, and a dog!", "The cat sat"]
    assert await kept.found("cat dog") == ["a CAT, and a dog!"]
    assert await kept.found("dog") == ["dogs alone", "a CAT, and a dog!"]
    assert await kept.found("cat bird") == []
    assert await kept.found("cat", limit=1) == ["The cats"]
    newest = (await kept.history.search(LOBBY, "cat", limit=1))[0]
    assert await kept.found("cat", before=newest.id) == ["a CAT, and a dog!", "The cat sat"]


async def test_what_is_edited_or_deleted_is_found_as_it_is_now(kept: Kept) -> None:
    line = await kept.say("apple")
    await kept.edit(line.id, "pear")
    assert (await kept.found("apple"), await kept.found("pear")) == ([], ["pear"])
    await kept.delete(line.id)
    assert await kept.found("pear") == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Ünïcode wörld", "unicode world"),
        ("unicode", "ÜNÏCODE"),
        ("Ἑλλάς", "ελλασ"),
        ("今日は日本語です", "日本"),
        ("今日は日本語です", "語"),
        ("今日は日本語です", "日本語です"),
        ("한국어", "한국"),
        ("สวัสดี", "วัส"),
        ("नमस्ते", "नमस्ते"),
        ("well-known foo_bar", "known foo"),
        ("at https://example.org/x?y=1", "example.org"),
        ("🎉 party", "🎉"),
        ("x" * 300, "x" * 150),
        ("don't", "don't"),
        ("x2 1e5 007", "1e5 007"),
        ("'quoted' \"twice\" a:b* (c) -d ^e", "'quoted' \"twice\" a:b* (c) -d ^e"),
        ("AND OR NOT NEAR", "or not near and"),
        ("#lobby", "#lobby"),
    ],
)
async def test_writing_of_all_kinds_is_found(kept: Kept, line: str, words: str) -> None:
    await kept.say(line)
    assert await kept.found(words) == [line]


async def test_a_room_is_no_word(kept: Kept) -> None:
    await kept.say("hello")
    assert await kept.found("lobby") == []
    assert await kept.found("#lobby") == []


@pytest.mark.parametrize("words", ["", " ", "?!", "\u200b", "a b c d e f g h i", "x" * 201, "\x00"])
async def test_what_cannot_be_looked_for_is_told(kept: Kept, words: str) -> None:
    with pytest.raises(TextInvalidError):
        await kept.found(words)


async def test_frequent_and_rare_words_are_found_however_old(kept: Kept) -> None:
    """More lines than are looked through one by one."""
    async with kept.store.write() as session:
        await session.execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) "
                "INSERT INTO chat_message"
                " (channel, seq, device, nick, rank, colour, client_id, kind, text, words, sent_at)"
                " SELECT 'lobby', i, :device, 'Eve', 'guest', 'red', 'n' || i, 'say', 'x' || i,"
                " CASE WHEN i < 4000 THEN 'early ' ELSE 'late ' END || CASE WHEN i = 7 THEN 'once' ELSE 'x' || i END, i"
                " FROM n"
            ),
            {"device": EVE.device},
        )
    assert await kept.found("once") == ["x7"]
    assert await kept.found("late ", limit=3) == ["x9000", "x8999", "x8998"]
    assert await kept.found("early ", limit=3) == ["x3999", "x3998", "x3997"]
    oldest = (await kept.history.page(LOBBY, limit=1))[0]
    page = await kept.history.search(LOBBY, "early", before=oldest.id, limit=2)
    assert [line.text for line in page] == ["x3999", "x3998"]
    assert await kept.found("early", before=page[-1].id, limit=1) == ["x3997"]
    assert await kept.found("nothing") == []


async def test_own_signs_are_those_of_who_asks(kept: Kept) -> None:
    line = await kept.say("hello")
    await kept.react(line.id, "👍", EVE)
    await kept.react(line.id, "🎉", ANN)
    assert await kept.history.own_reactions(EVE, [line.id]) == {line.id: ["👍"]}
    assert await kept.history.own_reactions(ANN, [line.id]) == {line.id: ["🎉"]}
    assert await kept.history.own_reactions(GUY, [line.id]) == {}
