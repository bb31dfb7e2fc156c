"""Lines are kept once, in one order for all, and changed by those who may."""

import asyncio

import pytest
from sqlalchemy import select, text

from footlight.chat.line import Author, Delete, Done, Edit, React, Reaction, Say
from footlight.chat.lines import MOST_KINDS
from footlight.chat.ranks import Rank
from footlight.errors import (
    ChannelUnknownError,
    LimitReachedError,
    MessageUnknownError,
    NotAllowedError,
)
from footlight.model.channel import ChannelName
from footlight.store.models import ChatMessage, Person
from tests.chat.kept import ADMIN, ANN, BOB, EVE, GUY, LOBBY, MOD, OTHER, Kept, guest, kept_in, person
from tests.store.where import Where


async def test_a_line_is_kept_as_it_was_said(kept: Kept) -> None:
    line = await kept.say("waves", ANN, kind="me")
    assert (line.seq, line.kind, line.text, line.author) == (1, "me", "waves", ANN)
    assert (line.edited_at, line.deleted_at, line.reply, line.reactions) == (None, None, None, ())
    assert await kept.history.line(LOBBY, line.id) == line


async def test_places_go_on_one_by_one_in_each_room(kept: Kept) -> None:
    here = [await kept.say("a"), await kept.say("b", ANN)]
    there = await kept.say("c", channel=OTHER)
    assert ([line.seq for line in here], there.seq) == ([1, 2], 1)
    assert here[0].id < here[1].id < there.id


@pytest.mark.parametrize("author", [EVE, ANN], ids=["guest", "person"])
async def test_what_is_sent_again_is_kept_once(kept: Kept, author: Author) -> None:
    first = await kept.do(Say(author, "one", "hello"))
    again = await kept.do(Say(author, "one", "hello"))
    assert (first.changed, again.changed) == (True, False)
    assert again.line == first.line
    # In one transaction too.
    both = await kept.lines.do(LOBBY, [Say(author, "two", "x"), Say(author, "two", "x"), Say(author, "one", "x")])
    assert [isinstance(one, Done) and one.changed for one in both] == [True, False, False]
    assert await kept.texts() == ["hello", "x"]


async def test_what_is_sent_again_after_a_change_is_told_as_it_is_now(kept: Kept) -> None:
    line = await kept.say("hello", client_id="one")
    await kept.edit(line.id, "hullo")
    assert (await kept.do(Say(EVE, "one", "hello"))).line.text == "hullo"
    await kept.delete(line.id)
    again = await kept.do(Say(EVE, "one", "hello"))
    assert (again.changed, again.line.text, again.line.deleted_at is None) == (False, "", False)


async def test_what_is_done_in_several_rooms_at_once_stays_apart(kept: Kept) -> None:
    here = await kept.say("a", ANN)
    nowhere = ChannelName("nowhere")
    lobby, unknown, other = await kept.lines.do_all(
        [
            (LOBBY, [Say(EVE, "one", "b"), Say(EVE, "one", "b")]),
            (nowhere, [Say(EVE, "one", "c")]),
            (OTHER, [Say(EVE, "one", "d"), Say(EVE, "two", "e", reply_to=here.id), Edit(ANN, here.id, "f")]),
        ]
    )
    assert isinstance(unknown, ChannelUnknownError)
    assert isinstance(lobby, list)
    assert isinstance(other, list)
    assert [(one.line.seq, one.changed) for one in lobby if isinstance(one, Done)] == [(2, True), (2, False)]
    said, *refused = other
    assert isinstance(said, Done)
    assert (said.line.seq, said.line.text) == (1, "d")
    assert [type(one) for one in refused] == [MessageUnknownError, MessageUnknownError]
    assert await kept.texts() == ["a", "b"]


async def test_ids_of_clients_are_each_authors_own_in_each_room(kept: Kept) -> None:
    # Two accounts of one browser, and a guest of it.
    browser = Author("g:" + (b"d" * 32).hex(), "Dee", Rank.GUEST, "red", None, b"d" * 32)
    for author in (EVE, GUY, ANN, BOB, browser):
        await kept.say(f"from {author.nick}", author, client_id="same")
    await kept.say("elsewhere", EVE, client_id="same", channel=OTHER)
    assert await kept.texts() == ["from Eve", "from Guy", "from Ann", "from Bob", "from Dee"]


async def test_a_line_can_answer_another_of_the_room(kept: Kept) -> None:
    first = await kept.say("x" * 150, ANN)
    answer = await kept.say("indeed", reply_to=first.id)
    assert answer.reply is not None
    assert (answer.reply_to, answer.reply.id, answer.reply.nick, answer.reply.text) == (
        first.id, first.id, "Ann", "x" * 100,
    )  # fmt: skip
    elsewhere = await kept.say("other", channel=OTHER)
    for nowhere in (elsewhere.id, 10**15):
        with pytest.raises(MessageUnknownError):
            await kept.say("what?", reply_to=nowhere)
    await kept.delete(first.id, ANN)
    with pytest.raises(MessageUnknownError):
        await kept.say("what?", reply_to=first.id)
    kept_answer = await kept.history.line(LOBBY, answer.id)
    assert kept_answer is not None
    assert kept_answer.reply is not None
    assert kept_answer.reply.text == ""


async def test_one_changes_ones_own_lines_alone(kept: Kept) -> None:
    for author, other in ((EVE, GUY), (ANN, BOB), (ANN, EVE), (EVE, ADMIN)):
        line = await kept.say("before", author)
        with pytest.raises(NotAllowedError):
            await kept.edit(line.id, "after", other)
        done = await kept.edit(line.id, "after", author)
        assert (done.changed, done.line.text, done.line.edited_at) == (True, "after", kept.clock.now())
        assert not (await kept.edit(line.id, "after", author)).changed
    with pytest.raises(MessageUnknownError):
        await kept.edit(10**15, "x")


async def test_who_deletes_their_own_line_leaves_nothing_of_it(kept: Kept) -> None:
    line = await kept.say("a secret")
    done = await kept.delete(line.id)
    assert (done.changed, done.line.text, done.line.deleted_at) == (True, "", kept.clock.now())
    assert not (await kept.delete(line.id)).changed
    async with kept.store.read() as session:
        row = await session.get_one(ChatMessage, line.id)
        assert (row.text, row.words, row.deleted_by) == ("", "", None)
    assert await kept.texts() == []
    with pytest.raises(MessageUnknownError):
        await kept.restore(line.id, ADMIN)


async def test_who_keeps_order_deletes_lines_of_those_below_and_brings_them_back(kept: Kept) -> None:
    line = await kept.say("spam", ANN)
    for author in (BOB, EVE, guest("Vip", Rank.VIP)):
        with pytest.raises(NotAllowedError):
            await kept.delete(line.id, author)
    assert (await kept.delete(line.id, MOD)).changed
    assert (await kept.texts(), await kept.found("spam")) == ([], [])
    # Who was silenced does not bring their line back, nor wipe what is to be looked at.
    with pytest.raises(NotAllowedError):
        await kept.restore(line.id, ANN)
    assert not (await kept.delete(line.id, ANN)).changed
    assert (await kept.restore(line.id)).line.text == "spam"
    assert (await kept.texts(), await kept.found("spam")) == (["spam"], ["spam"])
    assert not (await kept.restore(line.id)).changed
    above = await kept.say("order!", ADMIN)
    with pytest.raises(NotAllowedError):
        await kept.delete(above.id, MOD)


async def test_what_was_taken_away_is_forgotten_in_the_end(kept: Kept) -> None:
    lines = [await kept.say(f"spam {number}", ANN) for number in range(3)]
    await kept.delete(lines[0].id, MOD)
    kept.clock.forward(20 * 24 * 3600)
    await kept.delete(lines[1].id, MOD)
    assert await kept.lines.forget() == 0
    kept.clock.forward(11 * 24 * 3600)
    assert await kept.lines.forget() == 1
    assert await kept.lines.forget() == 0
    with pytest.raises(MessageUnknownError):
        await kept.restore(lines[0].id)
    assert (await kept.restore(lines[1].id)).line.text == "spam 1"
    assert await kept.texts() == ["spam 1", "spam 2"]


async def test_signs_are_given_once_each_and_taken_back(kept: Kept) -> None:
    line = await kept.say("hello")
    await kept.react(line.id, "👍", ANN)
    await kept.react(line.id, "🎉", GUY)
    done = await kept.react(line.id, "👍", GUY)
    assert done.line.reactions == (Reaction("👍", 2, ("Ann", "Guy")), Reaction("🎉", 1, ("Guy",)))
    assert not (await kept.react(line.id, "👍", GUY)).changed
    assert (await kept.react(line.id, "👍", ANN, on=False)).line.reactions[0] == Reaction("🎉", 1, ("Guy",))
    assert not (await kept.react(line.id, "👍", ANN, on=False)).changed
    assert await kept.history.own_reactions(GUY, [line.id, 999]) == {line.id: ["🎉", "👍"]}
    assert await kept.history.own_reactions(ANN, [line.id]) == {}
    await kept.delete(line.id)
    with pytest.raises(MessageUnknownError):
        await kept.react(line.id)


async def test_a_line_takes_so_many_kinds_of_signs(kept: Kept) -> None:
    line = await kept.say("hello")
    signs = [chr(0x1F600 + number) for number in range(MOST_KINDS + 1)]
    done = await kept.lines.do(LOBBY, [React(EVE, line.id, sign, True) for sign in signs])
    assert [type(one) for one in done] == [Done] * MOST_KINDS + [LimitReachedError]
    assert (await kept.react(line.id, signs[0], GUY)).changed


async def test_of_many_who_give_a_sign_some_are_named(kept: Kept) -> None:
    line = await kept.say("hello")
    await kept.lines.do(LOBBY, [React(guest(f"G{number:02}"), line.id, "👍", True) for number in range(30)])
    (read,) = await kept.history.newest(LOBBY)
    assert read.reactions == (Reaction("👍", 30, tuple(f"G{number:02}" for number in range(20))),)


async def test_what_cannot_be_done_harms_nothing_beside_it(kept: Kept) -> None:
    line = await kept.say("hello")
    gone = person("Gone")
    done = await kept.lines.do(
        LOBBY,
        [
            Say(EVE, "a", "one"),
            Say(EVE, "b", "two", reply_to=10**15),
            Edit(GUY, line.id, "mine now"),
            Say(gone, "c", "three"),
            Delete(GUY, line.id),
            Say(ANN, "d", "four"),
        ],
    )
    assert [type(one) for one in done] == [
        Done, MessageUnknownError, NotAllowedError, NotAllowedError, NotAllowedError, Done,
    ]  # fmt: skip
    assert await kept.texts() == ["hello", "one", "four"]
    assert [line.seq for line in await kept.history.newest(LOBBY)] == [1, 2, 3]


async def test_a_room_that_there_is_not_is_told(kept: Kept) -> None:
    with pytest.raises(ChannelUnknownError):
        await kept.say("hello", channel=ChannelName("nowhere"))
    line = await kept.say("hello", channel=OTHER)
    with pytest.raises(MessageUnknownError):
        await kept.edit(line.id, "from another room")


async def test_a_line_that_is_deleted_while_it_is_edited_stays_deleted(where: Where) -> None:
    """Whichever comes first, in whichever process: what is deleted does not come back."""
    async with where.opened() as here, where.opened() as there:
        one = await kept_in(here)
        two = type(one)(there, one.clock, type(one.lines)(there, one.clock), type(one.history)(there))
        for _ in range(8):
            line = await one.say("before")
            edited, deleted = await asyncio.gather(
                one.edit(line.id, "after"), two.delete(line.id), return_exceptions=True
            )
            assert isinstance(deleted, Done)
            assert isinstance(edited, Done | MessageUnknownError)
            now = await one.history.line(LOBBY, line.id)
            assert now is not None
            assert (now.text, now.deleted_at is None) == ("", False)
        assert await one.found("after") == []


async def test_two_processes_share_one_order(where: Where) -> None:
    async with where.opened() as here, where.opened() as there:
        one = await kept_in(here)
        two = type(one)(there, one.clock, type(one.lines)(there, one.clock), type(one.history)(there))

        async def write(kept: Kept, name: str) -> list[int]:
            return [(await kept.say(f"{name} {number}", guest(name))).seq for number in range(15)]

        places = await asyncio.gather(write(one, "one"), write(two, "two"))
        # What one of them was told to be lost, and sends to the other again.
        again = await asyncio.gather(*(kept.do(Say(EVE, "same", "x")) for kept in (one, two)))
        assert sorted(done.changed for done in again) == [False, True]
        assert sorted([*places[0], *places[1]]) == list(range(1, 31))
        assert all(own == sorted(own) for own in places)
        read = [await kept.history.page(LOBBY) for kept in (one, two)]
        assert read[0] == read[1]
        assert [line.seq for line in read[0]] == list(range(1, 32))
        assert sorted(line.id for line in read[0]) == [line.id for line in read[0]]


async def test_with_a_channel_its_lines_go_and_cannot_be_found(kept: Kept) -> None:
    line = await kept.say("hello", ANN)
    await kept.react(line.id)
    await kept.say("hello", channel=OTHER)
    async with kept.store.write() as session:
        await session.execute(text("DELETE FROM channel WHERE name = 'lobby'"))
        await session.execute(text("INSERT INTO channel (name, created_at) VALUES ('lobby', 1)"))
    assert (await kept.texts(), await kept.found("hello")) == ([], [])
    new = await kept.say("again")
    assert new.seq == 1
    assert new.id > line.id + 1
    assert await kept.found("hello") == []


async def test_an_account_that_goes_takes_its_name_along(kept: Kept) -> None:
    line = await kept.say("remember me", ANN)
    await kept.say("I do", BOB, reply_to=line.id)
    await kept.react(line.id, author=ANN)
    async with kept.store.write() as session:
        await session.delete(await session.get_one(Person, "ann"))
    first, answer = await kept.history.newest(LOBBY)
    assert (first.text, first.author.nick, first.author.key, first.author.person) == ("remember me", "", "", None)
    assert first.reactions == ()
    assert answer.reply is not None
    assert answer.reply.nick == ""
    # Nobody's own: not of a guest with the same browser either.
    for author in (EVE, Author("g:" + (b"d" * 32).hex(), "Dee", Rank.GUEST, "red", None, b"d" * 32)):
        with pytest.raises(NotAllowedError):
            await kept.edit(line.id, "mine", author)


async def test_another_name_shows_on_lines_that_are_there(kept: Kept) -> None:
    await kept.say("hello", ANN)
    async with kept.store.write() as session:
        (await session.get_one(Person, "ann")).name = "Anna"
    assert [line.author.nick for line in await kept.history.newest(LOBBY)] == ["Anna"]
    async with kept.store.read() as session:
        assert list(await session.scalars(select(ChatMessage.nick))) == [None]


async def test_nobody_is_given_what_was_taken_away_not_in_an_answer_either(kept: Kept) -> None:
    line = await kept.say("rude words")
    answer = await kept.say("well", ANN, reply_to=line.id)
    assert answer.reply is not None
    assert answer.reply.text == "rude words"
    done = await kept.do(Delete(MOD, line.id))
    assert (done.line.text, done.line.reactions) == ("", ())
    gone, now = await kept.history.line(LOBBY, line.id), await kept.history.line(LOBBY, answer.id)
    assert gone is not None
    assert now is not None
    assert now.reply is not None
    assert (gone.text, now.reply.text) == ("", "")
